"""The include form read back: the lines of an app, with what they call in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.script import Block, Statement, parse
from qscriptgen.script.expression import Call, Literal, Name
from qscriptgen.script.parts import Assign, CallSub, Include, Sub, Subject
from qscriptgen.simulation.conditions import operands
from qscriptgen.simulation.operations import FAILS_BY

if TYPE_CHECKING:
    from qscriptgen.outline import AnyOutline, Library
    from qscriptgen.script import ParsedScript

_NOTED = "LET qsg_ErrorMode = Alt(Num#('$(ErrorMode)'), 1);   // not set means 1\n"
_AROUND = (
    "LET qsg_ErrorMode=Alt(Num#('$(ErrorMode)'),1)",
    "SET ErrorMode=1",
    "LET qsg_Library='none'",
    "INCLUDE",
    "IF",
    "SET qsg_ErrorMode=",
    "SET qsg_Library=",
    "FAIL",
    "END IF",
    "SET qsg_Library=",
    "CALL",
)


@dataclass(frozen=True)
class Calling:
    """What the lines of an app do: which file they include, what it must hold, what they call.

    ``fails_by`` is the kind of statement by which they fail if it does not hold that, ``held`` says
    whether the library tells that it holds it.
    """

    file: str
    entry: str
    sub: str
    fails_by: str
    held: bool = True


def calling(library: Library, outline: AnyOutline) -> Calling:
    """What the lines of the app of an outline have to do."""
    return Calling(
        library.place, library.entry(outline), library.sub(outline), FAILS_BY[outline.target]
    )


def called(lines: str, library: str) -> tuple[Calling, str]:
    """What the lines of an app do, and the script that they call as if it stood by itself.

    Raises:
        AssertionError, LookupError, ValueError: They are not in the form of rendered lines.
    """
    read, held = parse(lines), parse(library)
    assert not read.problems, read.problems[0].message
    assert not held.problems, held.problems[0].message
    statements = {statement.kind: statement for statement in read.statements}
    written = tuple(filter(None, map(_around, read.statements)))
    assert written == _AROUND, written
    include, call = statements["INCLUDE"].parts, statements["CALL"].parts
    assert isinstance(include, Include), "an include has a path"
    assert isinstance(call, CallSub), "a call names what it calls"
    assert include.must, "a missing file must be an error"
    sub, entry = _name(call.name), _entry(statements["IF"])
    (fails_by,) = statements.keys() & {*FAILS_BY.values()}
    found = Calling(include.path, entry, sub, fails_by, entry in _entries(held))
    subs = dict(_subs(held, library))
    return found, _comments_above(library, sub) + _NOTED + _unfolded(subs[sub], subs)


def _around(statement: Statement) -> str:
    """A statement without its white space; of some, only their kind."""
    parts = statement.parts
    if isinstance(parts, Assign):
        code = str(statement).strip().rstrip(";")
        return re.sub(r"\s*([=,])\s*", r"\1", code)
    if statement.kind in FAILS_BY.values():
        return "FAIL"
    return "" if statement.kind == "EMPTY" else statement.kind


def _name(node: object) -> str:
    assert isinstance(node, Name), "a name of its own"
    return node.name


def _entry(test: Statement) -> str:
    """The text of ``Index(qsg_Library, '...') = 0``."""
    assert isinstance(test.parts, Subject), "an IF has a condition"
    index = operands(test.parts.expression)[0]
    assert isinstance(index, Call), "an Index"
    text = index.args[1]
    assert isinstance(text, Literal), "a text"
    assert f"{_name(index.args[0])} {index.name}" == "qsg_Library Index", "in the list"
    return text.value


def _entries(library: ParsedScript) -> list[str]:
    """What a library says that it holds, in its last statement."""
    last = [statement for statement in library.statements if statement.kind != "EMPTY"][-1]
    parts = last.parts
    assert isinstance(parts, Assign), "the list of what it holds comes last"
    assert _name(parts.name) == "qsg_Library", "the list of what it holds"
    assert parts.expression, "a list"
    return [node.value for node in operands(parts.expression) if isinstance(node, Literal)]


def _subs(library: ParsedScript, text: str) -> Iterator[tuple[str, str]]:
    """Each SUB with its body; nothing else but the list may stand in a library."""
    for item in library.body:
        if not isinstance(item, Block):
            continue
        head = item.opener.parts
        assert isinstance(head, Sub), "only SUBs stand in a library"
        assert not head.parameters, "all that they share are our variables"
        assert item.closer, "a SUB has an end"
        yield _name(head.name), text[item.opener.span[1] : item.closer.span[0]]
    loose = [item for item in library.body if isinstance(item, Statement)]
    assert [item.kind for item in loose if item.kind != "EMPTY"] == ["LET"], "one list"


def _unfolded(body: str, subs: Mapping[str, str]) -> str:
    """A text with the bodies of what it calls in place of the calls."""
    for statement in reversed(_calls(parse(body).statements)):
        assert isinstance(statement.parts, CallSub), "read by its kind"
        inner = _unfolded(subs[_name(statement.parts.name)], subs)
        body = body[: statement.span[0]] + inner + body[statement.span[1] :]
    return body


def _calls(statements: Iterable[Statement]) -> list[Statement]:
    return [statement for statement in statements if statement.kind == "CALL"]


def _comments_above(library: str, sub: str) -> str:
    """The comment above a SUB, which is the header of its script."""
    lines = library[: library.index(f"SUB {sub}\n")].splitlines(keepends=True)
    first = len(lines)
    while lines[first - 1].startswith("//"):
        first -= 1
    return "".join(lines[first:])
