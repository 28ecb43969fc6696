"""Every doubt is asked, and each two of its answers lead to something that can be seen."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import Any, cast

import pytest

from qscriptgen.emulate import (
    DOUBTS,
    Behaviour,
    Connection,
    Fault,
    Run,
    Scenario,
    StartingSpace,
    World,
)
from qscriptgen.emulate.engine import OutOfBudget, play
from qscriptgen.emulate.faults import Faults
from qscriptgen.emulate.network import ConnectionFinder
from qscriptgen.errors import QscriptgenError
from tests.emulate.test_cases import PATHS, Case, read
from tests.emulate.two_apps import RELOADS, SECOND_ID, START, look, reload_first


class Recording(Mapping[str, str]):
    """No answers at all, and the names of the doubts for which one was looked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@dataclass(frozen=True)
class Try:
    """Script, and the scenario of its run; without one it is run by itself.

    `besides` are answers to other doubts, without which nobody would ask.
    """

    script: str
    scenario: Scenario | None = None
    second: str = ""
    besides: Mapping[str, str] = field(default_factory=dict)

    def seen(self, world: World) -> object:
        world = World(ChainMap(dict(self.besides), cast(Any, world.answers)))
        try:
            if self.scenario is None:
                return play(self.script, world=world)
            return shown(reload_first(self.script, self.scenario, world, second=self.second))
        except QscriptgenError as error:
            return repr(error)


@dataclass(frozen=True)
class Wanted:
    """The name of a connection that an app in a space connects to."""

    name: str

    def seen(self, world: World) -> object:
        known = [Connection("Api", "GET", RELOADS, space=space) for space in ("", "Sales")]
        return ConnectionFinder(known, Faults(()), world).find(self.name, space="Sales", by="First")


@dataclass(frozen=True)
class Known:
    """One of the cases of the engine."""

    case: Case

    def seen(self, world: World) -> object:
        case = self.case
        try:
            return play(
                case.script,
                world=world,
                partial=bool(case.every("Partial")),
                files=case.named("File"),
                variables=case.named("Variable"),
                attributes=case.named("Attribute"),
                budget=10_000,
            )
        except (QscriptgenError, OutOfBudget) as error:
            return repr(error)


def shown(run: Run) -> object:
    return {**run.json(), "world": ""}, dict(run.states)


def let(code: str) -> Try:
    return Try(f"LET a = {code};\n")


ROWS = (
    look(f"?appId={SECOND_ID}")
    .replace(
        '"id", "status"',
        '"__KEY_root", (SELECT "status", "__FK_data" FROM "data" FK "__FK_data")',
    )
    .replace('"root" WITH', '"root" PK "__KEY_root" WITH')
)
CANCEL = (
    "LET id = Peek('id', 0, 'Started');\nLIB CONNECT TO ':ApiPost';\n"
    'C:\nSQL SELECT "status" FROM JSON (wrap on) "root" '
    f'WITH CONNECTION (URL "{RELOADS}/$(id)/actions/cancel");\n'
)
GENTLY = "SET ErrorMode = 0;\n"
PLAIN = Scenario()
PAST = Scenario(apps={"Second": Behaviour(history=("SUCCEEDED", "FAILED"))})
NO_SPACE = Scenario(space=StartingSpace(type="personal", name="", id=""))

TRIES: dict[str, list[Any]] = {
    "old-variables": [
        Try("LET b = a;\n", Scenario(apps={"First": Behaviour(variables={"a": "1"})}))
    ],
    "reload-variables": [
        Try(
            START.replace('""}"', '"",""variables"":{""v"":""1""}}"')
            + "SLEEP 120 * 1000;\nDROP TABLE Started;\n"
            + START,
            PLAIN,
            "TRACE v is $(v);\n",
        )
    ],
    "failed-connect-leaves": [
        Try(GENTLY + "LIB CONNECT TO ':ApiGet';\nLIB CONNECT TO ':None';\n", PLAIN)
    ],
    "colon-in-personal": [Try(START, NO_SPACE)],
    "no-rows": [Try(look(""), Scenario(faults=(Fault(kind="json", text="[]"),)))],
    "rest-error-code": [Try(GENTLY + look("/none") + "LET code = Num(ScriptError);\n", PLAIN)],
    "wrap-off-mismatch": [Try(START.replace("wrap on", "wrap off"), PLAIN)],
    "row-order": [Try(ROWS, PAST)],
    "column-order": [Try(START.replace('"id"', '"status", "id"', 1), PLAIN)],
    "empty-answer": [Try(START, Scenario(faults=(Fault(kind="empty"),)))],
    "get-with-body": [Try(look(f"?appId={SECOND_ID}").replace('");', '", BODY "{}");'), PLAIN)],
    "json-text": [
        Try(
            START + "LET n = IsNum(Peek('id', 0, 'Started'));\n",
            Scenario(faults=(Fault(kind="json", text='{"id":"12"}'),)),
        )
    ],
    "json-boolean": [Try(START.replace('"id"', '"partial"', 1), PLAIN)],
    "reloading-blocks": [Try(GENTLY + START + "SLEEP 9000;\n" + START, PLAIN)],
    "same-app": [
        Try(
            START + "SLEEP 9000;\nDROP TABLE Started;\n" + START,
            Scenario(apps={"Second": Behaviour(duration="1m")}),
            besides={"reloading-blocks": "no"},
        )
    ],
    "bare-connection": [Wanted("Api")],
    "unknown-member": [Try(GENTLY + START.replace('""}"', '"",""color"":1}"'), PLAIN)],
    "unknown-parameter": [Try(GENTLY + look(f"?appId={SECOND_ID}&color=red"), PLAIN)],
    "list-without-app": [Try(GENTLY + look(""), PLAIN)],
    "post-visible": [
        Try(START + ROWS, PLAIN),
        Try(GENTLY + START + "LET id = Peek('id', 0, 'Started');\n" + look("/$(id)"), PLAIN),
    ],
    "cancel-answer": [Try(START + CANCEL, PLAIN), Try(START + "SLEEP 9000;\n" + CANCEL, PLAIN)],
    "unknown-app-list": [
        Try(ROWS, Scenario(apps={"Second": Behaviour(missing=True)})),
    ],
    "run-limit": [Try("", Scenario(others=Behaviour(outcome="NEVER")))],
    "tenant-url": [Try("LET url = GetSysAttr('tenantUrl');\n", PLAIN)],
    "len-of-null": [let("Len(Null())")],
    "function-of-null": [let("IsNull(Upper(Null()))")],
    "match-of-null": [let("IsNull(Match(Null(), 'a'))")],
    "null-and-null": [let("IsNull(Null() & Null())")],
    "null-in-logic": [let("IsNull(Null() or 0)")],
    "mixed-logic": [let("1 or 1 and 0")],
    "text-case": [let("'a' = 'A'")],
    "like-case": [let("'a' like 'A'")],
    "digits-compare": [let("Left('1', 1) = Left('1.0', 3)")],
    "exponent-in-text": [let("Left('1e2', 3) + 0")],
    "literal-is-dual": [let("IsNum('1')")],
    "number-in-text": [let("IsNum(Left('1', 1))")],
    "textbetween-missing": [let("IsNull(TextBetween('a', 'x', 'y'))")],
    "today-of": [Try("SLEEP 3600000;\n" * 19 + "LET day = Today();\n")],
    "json-string": [let("""JsonGet('{"a":"x"}', '/a')""")],
}
"""Where two answers differ, for the doubts that no case of the engine is about."""


@cache
def known() -> Mapping[str, list[Known]]:
    """The cases of the engine by the doubts that they name."""
    found: dict[str, list[Known]] = {}
    for path in PATHS:
        case = read(path)
        for entry in ",".join(case.every("World")).split(","):
            found.setdefault(entry.partition("=")[0].strip(), []).append(Known(case))
    return found


def tries(name: str) -> list[Try | Known | Wanted]:
    return [*TRIES.get(name, []), *known().get(name, [])]


@cache
def asked() -> frozenset[str]:
    """The doubts that are asked while the tries run in the likeliest world."""
    answers = Recording()
    for found in (*TRIES.values(), *known().values()):
        for each in found:
            each.seen(World(answers))
    return frozenset(answers.asked)


@pytest.mark.parametrize("name", DOUBTS)
def test_doubt_is_asked(name):
    assert name in asked()


def test_nothing_is_asked_that_is_no_doubt():
    assert asked() - set(DOUBTS) == set()


@pytest.mark.parametrize("name", DOUBTS)
def test_each_two_answers_lead_to_something_else(name):
    seen = [
        {answer: each.seen(World({name: answer})) for answer in DOUBTS[name].answers}
        for each in tries(name)
    ]
    alike = [
        (one, other)
        for one, other in combinations(DOUBTS[name].answers, 2)
        if all(found[one] == found[other] for found in seen)
    ]
    assert alike == []


@pytest.mark.parametrize("name", DOUBTS)
def test_likeliest_answer_is_what_happens_where_nobody_answers(name):
    for each in tries(name):
        assert each.seen(World()) == each.seen(World({name: DOUBTS[name].default}))
