"""The control-flow graph: which statement can follow which."""

import pytest

from qscriptgen.lint.analyses.control_flow import END, EXITED, FAILED, control_flow_graph
from qscriptgen.script import parse

NAMES = {END: "end", EXITED: "exited", FAILED: "failed"}


def edges(text):
    """``from>to`` for each edge; a statement is called by the number of its line."""
    script = parse(text)
    graph = control_flow_graph(script)
    lines = {
        at: str(script.source.position(statement.span[0])[0])
        for at, statement in enumerate(script.statements)
    }
    names = {**lines, **NAMES}
    return sorted(
        f"{names[a]}>{names[b]}" for a, after in graph.successors.items() for b in set(after)
    )


CASES = {
    "straight": ("A=1;\nB=2;", "1>2 2>end"),
    "if": ("IF x THEN\nA=1;\nEND IF\nB=1;", "1>2 1>3 2>3 3>4 4>end"),
    "if with else": (
        "IF x THEN\nA=1;\nELSEIF y THEN\nB=1;\nELSE\nC=1;\nEND IF",
        "1>2 1>3 2>7 3>4 3>5 4>7 5>6 6>7 7>end",
    ),
    "empty if": ("IF x THEN\nEND IF", "1>2 1>2 2>end"),
    "for": ("FOR i=1 TO 2\nA=1;\nNEXT\nB=1;", "1>2 1>4 2>3 3>1 4>end"),
    "do without a condition": ("DO\nA=1;\nLOOP\nB=1;", "1>2 2>3 3>1 4>end"),
    "do while": ("DO WHILE x\nA=1;\nLOOP", "1>2 1>end 2>3 3>1"),
    "loop until": ("DO\nA=1;\nLOOP UNTIL x", "1>2 2>3 3>1 3>end"),
    "exit for": ("FOR i=1 TO 2\nEXIT FOR;\nNEXT\nB=1;", "1>2 1>4 2>4 3>1 4>end"),
    "exit for when": ("FOR i=1 TO 2\nEXIT FOR WHEN x;\nNEXT", "1>2 1>end 2>3 2>end 3>1"),
    "exit do in a for": (
        "DO\nFOR i=1 TO 2\nEXIT DO;\nNEXT\nLOOP\nB=1;",
        "1>2 2>3 2>5 3>6 4>2 5>1 6>end",
    ),
    "exit script": ("EXIT SCRIPT;\nA=1;", "1>exited 2>end"),
    "exit script with a prefix": ("A=1;\nEXIT SCRIPT WHEN x;\nB=1;", "1>2 2>3 2>exited 3>end"),
    "exit error": ("EXIT ERROR 'x';", "1>failed"),
    "switch": (
        "SWITCH x\nCASE 1\nA=1;\nCASE 2\nB=1;\nEND SWITCH\nC=1;",
        "1>2 1>4 1>6 2>3 3>6 4>5 5>6 6>7 7>end",
    ),
    "switch with default": (
        "SWITCH x\nCASE 1\nA=1;\nDEFAULT\nB=1;\nEND SWITCH",
        "1>2 1>4 2>3 3>6 4>5 5>6 6>end",
    ),
    "sub": ("SUB s\nA=1;\nEXIT SUB;\nEND SUB\nCALL s", "1>5 2>3 3>end 4>end 5>end"),
    "not closed": ("IF x THEN\nA=1;", "1>2 1>end 2>end"),
}


@pytest.mark.parametrize("name", CASES)
def test_edges(name):
    text, expected = CASES[name]
    assert edges(text) == sorted(set(expected.split()))


def test_a_subroutine_is_a_region_of_its_own():
    found = control_flow_graph(parse("A=1;\nSUB s\nB=1;\nEND SUB\nCALL s"))
    assert [(region.sub, region.members) for region in found.regions] == [
        (None, (0, 1, 4)),
        (1, (2, 3)),
    ]


def test_statements_after_an_exit_are_not_reachable():
    assert control_flow_graph(parse("EXIT SCRIPT;\nA=1;\nSUB s\nB=1;\nEND SUB")).reachable >= {
        0,
        3,
        4,
    }
    assert 1 not in control_flow_graph(parse("EXIT SCRIPT;\nA=1;")).reachable


def test_nothing_is_reachable_through_a_stop():
    graph = control_flow_graph(parse("A=1;\nB=1;\nC=1;"))
    assert graph.reachable_after(0) == {1, 2, END}
    assert graph.reachable_after(0, stops={1}) == {1}


@pytest.mark.parametrize(
    ("text", "removed", "expected"),
    [
        ("A=1;\nB=1;", {1: 1}, 0),
        ("A=1;\nIF x THEN\nB=1;\nEND IF", {2: 1}, 1),
        ("A=1;\nIF x THEN\nB=1;\nELSE\nC=1;\nEND IF", {2: 1, 4: 1}, 0),
        ("A=1;\nEXIT SCRIPT WHEN x;\nB=1;", {2: 1}, 1),
        ("A=1;\nEXIT ERROR 'x' WHEN x;\nB=1;", {2: 1}, 0),
        ("A=1;\nDO\nEXIT DO WHEN x;\nLOOP\nB=1;", {4: 1}, 0),
    ],
)
def test_survivors_are_what_some_path_does_not_remove(text, removed, expected):
    assert control_flow_graph(parse(text)).survivors(removed, 1).get(0, 0) == expected


def test_propagation_joins_the_facts_of_all_paths():
    graph = control_flow_graph(parse("A=1;\nIF x THEN\nB=1;\nELSE\nC=1;\nEND IF\nD=1;"))
    facts = graph.propagate(lambda _: 1, {2: 2, 4: 4}.get)
    assert [facts[at] for at in range(7)] == [1, 1, 1, 1, 1, 6, 6]


def test_propagation_repeats_a_loop():
    graph = control_flow_graph(parse("DO\nA=1;\nB=1;\nLOOP WHILE x\nC=1;"))
    facts = graph.propagate(lambda _: 1, lambda at, facts: facts | 2 if at == 2 else facts)
    assert facts[0] == 3


def test_a_target_leads_to_itself_only_in_a_loop():
    assert control_flow_graph(parse("A=1;\nB=1;\nC=1;")).leading_to([1]) == {0}
    assert 1 in control_flow_graph(parse("DO\nA=1;\nLOOP")).leading_to([1])
