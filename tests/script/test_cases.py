"""Scripts of odd but valid forms, and broken ones with their problems."""

from pathlib import Path

import pytest

from qscriptgen.script import parse, parse_rest
from qscriptgen.script.parts import Raw

TESTS = Path(__file__).parent.parent
CASES = TESTS / "script" / "cases"
VALID = sorted(
    [
        *CASES.glob("accept/*.qvs"),
        *TESTS.glob("templating/__snapshots__/**/*.qvs"),
        *TESTS.parent.glob("samples/*/expected/*.qvs"),
    ]
)


def name(path):
    return "-".join(path.relative_to(TESTS.parent).with_suffix("").parts)


def read(path):
    return path.read_bytes().decode()


def lines(script, problems):
    return [
        "{}:{} {}".format(*script.source.position(problem.span[0]), problem.message)
        for problem in sorted(problems, key=lambda problem: problem.span)
    ]


def rest_problems(script):
    for statement in script.statements:
        if statement.kind in ("SQL", "SELECT") and isinstance(statement.parts, Raw):
            start, end = statement.parts.span
            yield from parse_rest(str(script)[start:end], start)[1]


def test_there_are_cases():
    assert len(VALID) >= 40


@pytest.mark.parametrize("path", VALID, ids=name)
def test_valid_script_has_no_problem(path):
    script = parse(read(path))
    assert lines(script, (*script.problems, *rest_problems(script))) == []
    assert str(script) == read(path)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("path", sorted(CASES.glob("accept/*.qvs")), ids=name)
def test_statements_are_split_as_expected(path, end):
    text = "\ufeff" + read(path).replace("\n", end)
    script = parse(text)
    found = [
        f"{script.source.position(statement.span[0])[0]} {statement.kind}"
        for statement in script.statements
    ]
    assert found == read(path.with_suffix(".txt")).splitlines()
    assert script.problems == ()
    assert str(script) == text


@pytest.mark.parametrize("path", sorted(CASES.glob("broken/*.qvs")), ids=name)
def test_broken_script_has_its_problems(path):
    script = parse(read(path))
    found = lines(script, (*script.problems, *rest_problems(script)))
    assert found == read(path.with_suffix(".txt")).splitlines()
    assert str(script) == read(path)
