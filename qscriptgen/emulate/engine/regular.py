"""What the regular statements do, but for those that only concern data.

Sources: https://github.com/qlik-oss/core-website,
docs/services/qix-engine/script_reference/Script_regular_statements.md, and for SLEEP
https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptRegularStatements/Sleep.htm
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from qscriptgen.emulate.connector import build_request, read_answer
from qscriptgen.emulate.data import STATEMENTS, load, read_prefixes, runs
from qscriptgen.emulate.engine.control import number_as_name, plain
from qscriptgen.emulate.engine.expansion import cut
from qscriptgen.emulate.engine.machine import POSITION_SET, Act, Machine
from qscriptgen.emulate.engine.outcome import Ask, Effect, Pause
from qscriptgen.emulate.errors import FILE_NOT_FOUND, GENERAL, ScriptFault
from qscriptgen.script import RestStatement, ScriptProblem, expand, parse_rest, parts
from qscriptgen.script.evaluation import NotEmulated
from qscriptgen.script.evaluation.values import text
from qscriptgen.script.expression import Literal, Numeral

if TYPE_CHECKING:
    from qscriptgen.emulate.connector import Connection
    from qscriptgen.emulate.engine.program import ProgramStep
    from qscriptgen.emulate.engine.session import Session
    from qscriptgen.emulate.exchange import Answer
    from qscriptgen.emulate.grid import Grid
    from qscriptgen.script import Statement
    from qscriptgen.script.expression import Node

Waiting = Callable[[Machine, "ProgramStep", int], Generator[Effect, "Answer | None", int]]

_LONGEST_SLEEP_MS = 3_600_000
_CLOSERS = {"'": "'", '"': '"', "[": "]"}


def _let(statement: Statement, session: Session) -> None:
    assign = statement.parts
    assert isinstance(assign, parts.Assign), "the reader gives LET its sides"
    value = session.evaluate(assign.expression) if assign.expression else text("")
    session.assign(plain(assign.name), value)


def _set(statement: Statement, session: Session) -> None:
    """The text behind the ``=`` as it is; one pair of quotes around all of it is taken away."""
    assign = statement.parts
    assert isinstance(assign, parts.Assign), "the reader gives SET its sides"
    written = cut(statement, assign.value) if assign.value else ""
    closer = _CLOSERS.get(written[:1])
    if closer:
        inside = written[1:-1]
        if len(written) == 1 or written[-1] != closer or closer in inside:
            raise NotEmulated("SET of a quote that is not around one text")
        written = inside
    session.assign(plain(assign.name), text(written))


def _trace(statement: Statement, session: Session) -> None:
    raw = statement.parts
    assert isinstance(raw, parts.Raw), "the reader gives TRACE its text"
    message = cut(statement, raw.span)
    session.traces.append(message)
    session.note(0, message)


def _connect(statement: Statement, session: Session) -> None:
    connect = statement.parts
    assert isinstance(connect, parts.Connect), "the reader gives CONNECT its target"
    if connect.word != "LIB":
        raise NotEmulated(f"{connect.word} CONNECT".strip())
    name = _connection_name(connect.target)
    session.failed_connection = ""
    connection = _find(name, session)
    if connection is not None:
        session.connection = connection
        return
    if session.world.answer("missing-connection") == "select":
        session.failed_connection = name
        return
    if session.world.answer("failed-connect-leaves") == "none":
        session.connection = None
    raise ScriptFault(GENERAL, f"there is no connection '{name}'")


def _find(name: str, session: Session) -> Connection | None:
    return None if name.startswith(":") and _spaceless(session) else session.connect(name)


def _spaceless(session: Session) -> bool:
    """Whether nothing can be found in the space of the app, as that is a personal one."""
    personal = not session.circumstances.space
    return personal and session.world.answer("colon-in-personal") == "no"


def _connection_name(node: Node) -> str:
    if isinstance(node, Literal):
        return node.value
    return plain(node)


def _disconnect(statement: Statement, session: Session) -> None:
    if session.connection is None and session.world.answer("idle-disconnect") == "yes":
        raise ScriptFault(GENERAL, "there is no connection to end")
    session.connection, session.failed_connection = None, ""


def _remark(statement: Statement, session: Session) -> None:
    """Nothing happens."""


SIMPLE: Mapping[str, Callable[[Statement, Session], None]] = {
    **STATEMENTS,
    "LET": _let,
    "ASSIGNMENT": _let,
    "SET": _set,
    "TRACE": _trace,
    "CONNECT": _connect,
    "DISCONNECT": _disconnect,
    "REM": _remark,
}
"""What each kind of statement does that neither waits nor changes the flow."""


def run_simple(machine: Machine, step: ProgramStep, at: int) -> int:
    """Run a statement of `SIMPLE`; behind WHEN and UNLESS only if the condition is right."""
    session = machine.session
    statement = step.read(session)
    if not statement.prefixes or _applies(statement, session):
        if statement.kind not in SIMPLE:
            raise NotEmulated(f"the statement {statement.kind}")
        SIMPLE[statement.kind](statement, session)
        if isinstance(statement.parts, parts.Drop) and statement.parts.what == "VARIABLE":
            session.read_settings()  # one of them may be gone
    return at + 1


def _applies(statement: Statement, session: Session) -> bool:
    return all(
        session.holds(prefix.condition) == (prefix.kind == "WHEN")
        for prefix in statement.prefixes
        if prefix.condition is not None
    )


def _unknown(machine: Machine, step: ProgramStep, at: int) -> int:
    """An error by its nature; scripts use it to fail on purpose."""
    raise machine.unknown(step)


def _include(machine: Machine, step: ProgramStep, at: int) -> int:
    """Go on with the text of a file.

    Source: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/SystemVariables/Include.htm
    """
    session = machine.session
    found = step.read(session).parts
    assert isinstance(found, parts.Include), "the reader gives an include its path"
    path = expand(found.path, session.lookup).text
    if path.lower().startswith("script://") or path[:1] in ("[", "'", '"'):
        raise NotEmulated(f"an include of {path}")
    unseen = path.lower().startswith("lib://:") and _spaceless(session)
    source = None if unseen else session.files.get(path)
    if isinstance(source, str):
        return machine.insert_after(source, at)
    if not found.must:
        return at + 1
    fault = ScriptFault(FILE_NOT_FOUND, f"there is no file '{path}' to include")
    if session.error_mode == 0 and session.world.answer("must-include-under-0") == "yes":
        session.fail(fault)
        machine.stop(fault, step)
        return POSITION_SET
    raise fault


def _sleep(machine: Machine, step: ProgramStep, at: int) -> Generator[Effect, Answer | None, int]:
    """Pause for some milliseconds, at most an hour."""
    session = machine.session
    statement = step.read(session)
    subject = statement.parts
    assert isinstance(subject, parts.Subject), "the reader gives SLEEP an expression"
    if not _applies(statement, session):
        return at + 1
    length = session.context.number(session.evaluate(subject.expression))
    if length is None:
        raise ScriptFault(GENERAL, "Sleep of a value that is not a number")
    if isinstance(subject.expression, Numeral):
        number_as_name(subject.expression, session)
    if 0 < length <= _LONGEST_SLEEP_MS:
        session.slept_s += length / 1000
        yield Pause(length / 1000)
    elif session.world.answer("sleep-range") == "error":
        raise ScriptFault(GENERAL, f"Sleep of {length:.14g} ms")
    return at + 1


def _load(machine: Machine, step: ProgramStep, at: int) -> Generator[Effect, Answer | None, int]:
    """A LOAD or SELECT, with those below it whose rows it takes.

    A plain one is skipped in a partial reload:
    https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptPrefixes/Replace.htm
    """
    session = machine.session
    stack, behind = _stack(machine, at)
    words = read_prefixes(stack[0]).words
    if not _applies(stack[0], session) or not runs(words, partial=session.partial):
        return behind
    grid: Grid | None = None
    if stack[-1].kind in ("SQL", "SELECT"):
        grid = yield from _select(stack[-1], session)
        if grid is None:
            return behind
        stack = stack[:-1] or stack
    load(stack, grid, session)
    return behind


def _stack(machine: Machine, at: int) -> tuple[list[Statement], int]:
    """The statements from a step on, down to the one that has a source of its own."""
    steps = machine.frame.steps
    found: list[Statement] = []
    while True:
        if at >= len(steps) or steps[at].kind not in ("LOAD", "SQL", "SELECT"):
            raise NotEmulated("a LOAD without a source")
        statement = steps[at].read(machine.session)
        found.append(statement)
        at += 1
        if len(found) > 1 and (statement.labels or statement.prefixes):
            raise NotEmulated("a label or prefix below a preceding LOAD")
        if not isinstance(statement.parts, parts.Load) or statement.parts.source:
            return found, at


@lru_cache(maxsize=2_048)
def _rest(statement: Statement) -> tuple[RestStatement | None, tuple[ScriptProblem, ...]]:
    raw = statement.parts
    assert isinstance(raw, parts.Raw), "the reader gives SQL its text"
    return parse_rest(cut(statement, raw.span))


def _select(
    statement: Statement, session: Session
) -> Generator[Effect, Answer | None, Grid | None]:
    """The rows that a SELECT brings, None where it makes no table."""
    rest, problems = _rest(statement)
    if problems:
        code = int(session.world.answer("rest-error-code"))
        raise ScriptFault(code, f"Connector reply error: {problems[0].message}")
    if rest is None:
        raise NotEmulated("SQL that is not a SELECT of the REST connector")
    if session.failed_connection:
        raise ScriptFault(GENERAL, f"there is no connection '{session.failed_connection}'")
    if session.connection is None:
        raise ScriptFault(GENERAL, "there is no connection")
    request = build_request(rest, session.connection, session.world)
    answer = yield Ask(session.connection, request)
    assert answer is not None, "an answer, if only that there is none"
    return _rows(rest, answer, session)


def _rows(rest: RestStatement, answer: Answer, session: Session) -> Grid | None:
    """The rows of an answer; who asks again is often told the same, which is read once."""
    asked, known = (rest, answer, session.settings), session.last_answer
    if known is None or known[0] != asked:
        grid = read_answer(rest, answer, session.world, settings=session.settings)
        known = session.last_answer = (asked, grid)
    return known[1]


WAITING: Mapping[str, Waiting] = {
    "SLEEP": _sleep,
    **dict.fromkeys(("LOAD", "SQL", "SELECT"), _load),
}
"""What each kind of statement does that may wait for something."""

OTHER: Mapping[str, Act] = {"INCLUDE": _include, "UNKNOWN": _unknown}
"""What is neither simple, nor waits, nor belongs to control flow."""
