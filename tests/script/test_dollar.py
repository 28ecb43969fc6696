import pytest

from qscriptgen.script import (
    expand,
    find_expansions,
    substitute_arguments,
)
from qscriptgen.script.dollar import MOST_LEVELS


class Values:
    def __init__(self, **values):
        self.values = values

    def value(self, name):
        return self.values.get(name)

    def number(self, name):
        return self.values.get(name, "0").replace(",", ".")

    def evaluate(self, expression):
        return f"<{expression}>"


VALUES = Values(a="A$(b)", b="B", n="b", f="<$1|$2|$0|$3>", d="3,5", s="LET x = 1; LET y", c="//")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$(a) '$(b)' $(unknown).", "AB 'B' ."),
        ("$($(n)) $( b )", "B B"),
        ("$(d) $(#d) $(#unknown)", "3,5 3.5 0"),
        ("$(= 1 + (2))", "< 1 + (2)>"),
        ("$(=$(b))", "<B>"),
        ("$(f(1,2)) $( f( $(b) , g(x,y)) )", "<1|2|2|$3> < B | g(x|3|y)>"),
        ("$(Include=$(b)/x.qvs)", "$(Include=B/x.qvs)"),
        ("x)) (($(b)", "x)) ((B"),
        ("$(f()) $(f( ))", "<$1|$2|0|$3> <$1|$2|0|$3>"),
        ("'$' & '('", "'$' & '('"),
    ],
)
def test_expansion(text, expected):
    expanded = expand(text, VALUES)
    assert expanded.text == expected
    assert expanded.problems == ()


def test_unclosed_expansion_stays():
    expanded = expand("a $(b $(b)", VALUES)
    assert expanded.text == "a $(b B"
    assert [problem.span for problem in expanded.problems] == [(2, 4)]


def test_levels_are_limited():
    values = Values(**{f"v{i}": f"$(v{i + 1})" for i in range(MOST_LEVELS)})
    assert expand("$(v1)", values).text == ""
    assert expand("$(v1)", values).problems == ()
    assert expand("$(v0)", values).text == f"$(v{MOST_LEVELS})"


@pytest.mark.parametrize("value", ["$(v)", "$(v)$(v)", "x$(v)"])
def test_value_that_contains_itself_is_one_problem(value):
    expanded = expand("$(v)", Values(v=value))
    assert [problem.kind for problem in expanded.problems] == ["too-deep"]


def test_kinds():
    text = "$(a) $($(n)) $(f(1,2)) $(#q) $(=1) $(Must_Include=lib://x) $(include=y) $(open"
    found = [(dollar.kind, dollar.name, dollar.depth) for dollar in find_expansions(text)]
    assert found == [
        ("variable", "a", 0),
        ("variable", "$(n)", 0),
        ("variable", "n", 1),
        ("call", "f", 0),
        ("number", "q", 0),
        ("expression", "1", 0),
        ("must_include", "lib://x", 0),
        ("include", "y", 0),
    ]


def test_placeholders_without_argument_stay():
    assert substitute_arguments("$1 $2 $0 $10 $99999999999", ("a",)) == "a $2 1 $10 $99999999999"
