"""Every script below ``cases`` does what its last lines expect of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from qscriptgen.emulate.engine.play import PlayedScript, play
from qscriptgen.emulate.world import parse_world
from qscriptgen.script.evaluation import NotEmulated, Value
from qscriptgen.script.evaluation.values import value_text

FOLDER = Path(__file__).parent / "cases"
PATHS = sorted(FOLDER.glob("*/*.qvs"))
EXPECTED = "// ==== expected\n"
REFUSED = "not emulated: "
GIVEN = re.compile(r"// (?:(Source|Says|World|File|Variable|Attribute): (.*)|(Partial))\n")
STATUS = re.compile(r"(succeeded|failed)(?: (\d+))?(?: (.+))?")
ESCAPE = re.compile(r"\\([\\n,])")
CELL_END = re.compile(r"(?<!\\), ")


@dataclass(frozen=True)
class Case:
    """A script, what it is given (each by its key), and the lines that must come true.

    ``refused`` names what of it is not emulated: what is known of Qlik is kept, to be checked
    from the day on which it is.
    """

    script: str
    given: tuple[tuple[str, str], ...]
    expected: tuple[str, ...]
    refused: str = ""

    def every(self, key: str) -> list[str]:
        return [value for known, value in self.given if known == key]

    def named(self, key: str) -> dict[str, str]:
        split = (value.partition(" = ") for value in self.every(key))
        return {name: unescaped(text) for name, _, text in split}


def read(path: Path) -> Case:
    head, _, expected = path.read_text(encoding="utf-8").partition(EXPECTED)
    given, start = [], 0
    while found := GIVEN.match(head, start):
        given.append((found[1] or found[3], found[2] or ""))
        start = found.end()
    lines = [line.removeprefix("// ") for line in expected.splitlines()]
    refused = [line.removeprefix(REFUSED) for line in lines if line.startswith(REFUSED)]
    lines = [line for line in lines if not line.startswith(REFUSED)]
    return Case(head[start:], tuple(given), tuple(lines), "".join(refused))


def run(case: Case) -> PlayedScript:
    return play(
        case.script,
        world=parse_world(",".join(case.every("World"))),
        partial=bool(case.every("Partial")),
        files=case.named("File"),
        variables=case.named("Variable"),
        attributes=case.named("Attribute"),
    )


def unescaped(text: str) -> str:
    return ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def cells(text: str) -> list[str]:
    return [unescaped(cell) for cell in CELL_END.split(text)]


def shown(value: Value) -> str:
    return "-" if value.is_null else value_text(value) or "''"


def wanted(lines: tuple[str, ...]) -> dict[str, object]:
    """What the lines expect, under keys that `found` has an answer to."""
    expected: dict[str, object] = {}
    listed: dict[str, list[object]] = defaultdict(list)
    for line in lines:
        key, _, text = line.partition(":")
        word = key.split(" ")[0]
        if ending := STATUS.fullmatch(line):
            expected |= ended(*ending.groups())
        elif line.startswith("no "):
            expected |= NOTHING[line.split(" ")[1]](line.removeprefix("no "))
        elif word in LISTED:
            listed[key].append(LISTED[word](text.removeprefix(" ")))
        elif word in SINGLE:
            expected |= SINGLE[word](key, text.removeprefix(" "))
        else:
            raise ValueError(f"'{line}' expects nothing")
    return expected | listed


def ended(status: str, code: str | None, text: str | None) -> dict[str, object]:
    known: dict[str, object] = {"status": status.upper()}
    known |= {"code": int(code)} if code else {}
    return known | ({f"error with {text}": True} if text else {})


NOTHING: dict[str, Callable[[str], dict[str, object]]] = {
    "trace": lambda key: {key: []},
    "table": lambda key: {key: None},
}
LISTED: dict[str, Callable[[str], object]] = {"trace": unescaped, "row": cells}
SINGLE: dict[str, Callable[[str, str], dict[str, object]]] = {
    "table": lambda key, text: {key: cells(text), key.replace("table", "row", 1): []},
    "variable": lambda key, text: {key: None if text == "-" else unescaped(text)},
    "slept": lambda key, text: {key: float(text)},
    "log": lambda key, text: {f"{key} with {text}": True},
}


def found(played: PlayedScript, key: str) -> object:
    """What a run has to say to a key of `wanted`."""
    word, _, name = key.partition(" ")
    grid = played.tables.get(name)
    if word == "table":
        return None if grid is None else list(grid.fields)
    if word == "row":
        return None if grid is None else [[shown(value) for value in row] for row in grid.rows]
    if word == "variable":
        return played.variables.get(name)
    if name:
        return name.removeprefix("with ") in getattr(played, word)
    return {
        "status": played.status,
        "code": played.code,
        "trace": list(played.traces),
        "slept": round(played.slept_s, 6),
    }[word]


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", [path for path in PATHS if not read(path).refused], ids=name)
def test_script_does_what_is_expected(path: Path) -> None:
    case = read(path)
    expected = wanted(case.expected)
    played = run(case)
    assert {key: found(played, key) for key in expected} == expected, played.error


@pytest.mark.parametrize("path", [path for path in PATHS if read(path).refused], ids=name)
def test_script_is_refused_where_it_is_not_emulated(path: Path) -> None:
    case = read(path)
    assert wanted(case.expected)
    with pytest.raises(NotEmulated, match=re.escape(case.refused)):
        run(case)


def test_each_case_names_what_it_shows_and_where_that_is_said() -> None:
    cases = {name(path): read(path) for path in PATHS}
    assert len(cases) >= 350
    assert {case for case in cases if not cases[case].expected} == set()
    assert {case for case in cases if len(cases[case].every("Says")) != 1} == set()
    assert {case for case in cases if not cases[case].every("Source")} == set()
    sources = {source for case in cases.values() for source in case.every("Source")}
    assert {source for source in sources if not re.fullmatch(r"https://\S+", source)} == set()


def test_list_of_what_is_covered_is_that_of_the_cases() -> None:
    table = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z]+/[\w-]+)` \| (.+?) \| ", table, re.MULTILINE)
    assert sorted(listed) == sorted((name(path), read(path).every("Says")[0]) for path in PATHS)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "failed 10 no such table",
            {"status": "FAILED", "code": 10, "error with no such table": 1},
        ),
        ("failed stop", {"status": "FAILED", "error with stop": 1}),
        ("variable a b: x\\ny", {"variable a b": "x\ny"}),
        ("variable a:", {"variable a": ""}),
        ("table T: a, b", {"table T": ["a", "b"], "row T": []}),
        ("row T: 1\\,5, -", {"row T": [["1,5", "-"]]}),
        ("no trace", {"trace": []}),
        ("no table T", {"table T": None}),
    ],
)
def test_expectation_is_read(line: str, expected: dict[str, object]) -> None:
    assert wanted((line,)) == expected


def test_a_line_that_expects_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="'traces: x' expects nothing"):
        wanted(("traces: x",))


def test_two_traces_and_an_empty_table_differ_from_fewer() -> None:
    played = run(Case("TRACE a;\nTRACE b;\nT:\nLOAD 1 AS x AUTOGENERATE 1;", (), ()))
    expected = wanted(("trace: a", "table T: x"))
    got = {key: found(played, key) for key in expected}
    assert got == {"trace": ["a", "b"], "table T": ["x"], "row T": [["1"]]}
    assert got != expected
