"""Constant propagation: what variables are known to hold at a request."""

import pytest

from qscriptgen.lint.analyses.history import UNKNOWN
from qscriptgen.lint.analyses.requests import requests_of
from qscriptgen.lint.model import LintedScript

SELECT = 'SQL SELECT "id" FROM JSON (wrap on) "root" WITH CONNECTION (BODY "{}");\n'

NAMES = ("a", "b", "va", "x", "p", "i")


def values(known):
    """The variables that are known completely."""
    return {name: known.value(name) for name in NAMES if known.value(name) is not None}


def partial_values(known):
    """The variables that are known in part."""
    found = {name: known.partial(name) for name in NAMES if known.value(name) is None}
    return {name: text.replace(UNKNOWN, "?") for name, text in found.items() if text != UNKNOWN}


CASES = {
    "let": ("LET a = 'x' & 1;", {"a": "x1"}),
    "set": ("SET a = 'x';", {"a": "x"}),
    "set without quotes": ("SET a = x y;", {"a": "x y"}),
    "replace": ("LET a = '{\"x\":1}'; LET a = Replace(a, '\"', '\"\"');", {"a": '{""x"":1}'}),
    "expanded": ("LET a = 'x'; LET b = '$(a)y';", {"a": "x", "b": "xy"}),
    "chr": ("LET a = Chr(34);", {"a": '"'}),
    "any letter case": ("LET vA = 'x'; LET b = va & 'y';", {"va": "x", "b": "xy"}),
    "of the tenant": ("LET a = GetSysAttr('tenantUrl');", {}),
    "of the clock": ("LET a = Now();", {}),
    "of an unknown": ("LET a = b & 'x';", {}),
    "set again to what is not known": ("LET a = 1; LET a = Peek('x');", {}),
    "in one branch": ("IF x THEN\nLET a = 1;\nEND IF", {}),
    "overwritten in one branch": ("LET a = 1; IF x THEN\nLET a = 2;\nEND IF", {}),
    "under a condition": ("LET a = 1; LET b = 1; WHEN x LET a = 2;", {"b": "1"}),
    "in a loop": ("LET a = 1; FOR i = 1 TO 2\nLET a = a & 1;\nNEXT", {}),
    "after an include": ("LET a = 1; $(Must_Include=x.qvs);", {}),
    "after a call": ("SUB s\nLET a = 2;\nEND SUB\nLET a = 1; LET b = 1;\nCALL s\n", {"b": "1"}),
    "given to a call": ("SUB s(p)\nLET p = 2;\nEND SUB\nLET a = 1;\nCALL s(a)\n", {}),
    "a parameter's place": ("SET a = x$1;", {}),
    "emptied": ("LET a = 1; SET a=;", {"a": ""}),
    "not evaluated": ("LET a = Hash128('x');", {}),
}


@pytest.mark.parametrize("name", CASES)
def test_values_at_a_request(name):
    text, expected = CASES[name]
    (request,) = requests_of(LintedScript.from_text(f"{text}\n{SELECT}"))
    assert values(request.constants) == expected


def test_inside_a_loop_nothing_is_known_of_what_the_loop_sets():
    text = f"LET a = 1;\nLET b = 2;\nDO\n{SELECT}LET a = 2;\nLOOP UNTIL x\n"
    (request,) = requests_of(LintedScript.from_text(text))
    assert values(request.constants) == {"b": "2"}


def test_inside_a_subroutine_nothing_is_known():
    (request,) = requests_of(LintedScript.from_text(f"LET a = 1;\nSUB s\n{SELECT}END SUB\n"))
    assert values(request.constants) == {}


@pytest.mark.parametrize(
    ("written", "expected"),
    [("x$(a)y", "x1y"), ("$(a)$(b)", None), ("$(=1+1)", None), ("$(f(a))", None), ("x", "x")],
)
def test_only_known_variables_are_filled_in(written, expected):
    (request,) = requests_of(LintedScript.from_text(f"LET a = 1;\n{SELECT}"))
    assert request.constants.filled(written) == expected


PARTIAL_VALUES = {
    "joined": ("LET a = '{' & b & '}';", {"a": "{?}"}),
    "of a function": ("LET a = GetSysAttr('x') & '/y';", {"a": "?/y"}),
    "expanded": ("LET a = 'x$(b)';", {"a": "x?"}),
    "set": ("SET a = x$(b);", {"a": "x?"}),
    "replaced": ("LET a = '\"' & b; LET a = Replace(a, '\"', Chr(34) & Chr(34));", {"a": '""?'}),
    "replaced by what is not known": ("LET a = 'x' & b; LET a = Replace(a, b, 'y');", {}),
    "in capitals": ("LET a = Upper('x' & b);", {"a": "X?"}),
    "cut": ("LET a = Left('x' & b, 1);", {}),
    "in parentheses": ("LET a = ('x' & 1) & b;", {"a": "x1?"}),
    "compared": ("LET a = ('x' = b) & 'y';", {"a": "?y"}),
    "nothing known": ("LET a = b;", {}),
    "unreadable": ("LET a = 'x$(b)' & ;", {}),
    "a parameter's place": ("LET a = b & '$1';", {}),
    "overwritten": ("LET a = 'x' & b; LET a = b;", {}),
    "in one branch": ("LET a = 'x' & b; IF y THEN\nLET a = 'z' & b;\nEND IF", {}),
    "under a condition": ("WHEN y LET a = 'x' & b;", {}),
}


@pytest.mark.parametrize("name", PARTIAL_VALUES)
def test_partial_values_at_a_request(name):
    text, expected = PARTIAL_VALUES[name]
    (request,) = requests_of(LintedScript.from_text(f"{text}\n{SELECT}"))
    assert partial_values(request.constants) == expected


def test_the_partial_value_of_an_unknown_variable():
    (request,) = requests_of(LintedScript.from_text(f"LET a = 1; LET c = '$' & '(b)';\n{SELECT}"))
    assert request.constants.partial("A") == "1"
    assert request.constants.partial("b") == UNKNOWN
    assert request.constants.partial("c") == UNKNOWN  # it is expanded once more


def test_a_variable_whose_name_is_expanded_may_be_any_variable():
    (request,) = requests_of(
        LintedScript.from_text(f"LET a = 1; LET b = 'x' & c; LET $(d) = 2;\n{SELECT}")
    )
    assert (values(request.constants), partial_values(request.constants)) == ({}, {})


BRANCHES = {
    "undone after a branch": ("LET a = 1; IF x THEN\nLET b = 2;\nEND IF", {"a": "1"}),
    "each branch starts alike": ("LET a = 1; IF x THEN\nLET a = 2;\nELSE\n", {"a": "1"}),
    "forgotten in a branch": ("LET a = 1; IF x THEN\n$(Include=y)\nELSE\n", {"a": "1"}),
    "after one that forgets": (
        "LET a = 1; IF x THEN\n$(Include=y)\nEND IF\nLET b = 2;",
        {"b": "2"},
    ),
}


@pytest.mark.parametrize("name", BRANCHES)
def test_values_after_a_branch(name):
    text, expected = BRANCHES[name]
    (request,) = requests_of(LintedScript.from_text(f"{text}\n{SELECT}"))
    assert values(request.constants) == expected


def test_later_assignments_do_not_change_the_values_at_a_request():
    text = f"LET a = 1;\n{SELECT}LET a = 2;\nLET b = 'x' & c;\n{SELECT}SET a=;\n"
    first, second = requests_of(LintedScript.from_text(text))
    assert (values(first.constants), partial_values(first.constants)) == ({"a": "1"}, {})
    assert (values(second.constants), partial_values(second.constants)) == ({"a": "2"}, {"b": "x?"})
