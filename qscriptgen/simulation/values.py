"""What scripts give each other: the values, answers and defaults of outlines, and those shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qscriptgen.outline import TICKET, AnswerOutline, ReadsOutline
from qscriptgen.quoting import trace_value
from qscriptgen.script.evaluation import MemoryScope, Settings, evaluate
from qscriptgen.script.expression import BinaryChain, Call, Literal, Name, Parenthesized
from qscriptgen.script.parts import Assign, Case, For, Load, Store, Subject
from qscriptgen.simulation.conditions import numbers_in, operands, words_in
from qscriptgen.simulation.frame import left_behind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qscriptgen.outline import Start, StartOutline
    from qscriptgen.script import ParsedScript, Statement
    from qscriptgen.script.expression import Node
    from qscriptgen.simulation.seen import Seen

_MARK = "\ue000"
"""Stands in a request for what the script puts there when it runs."""


@dataclass(frozen=True)
class Taken:
    """An answer that is taken over: its file and format, whose it must be, and what is set.

    ``keys`` are what the values stand behind, ``variables`` what each of them becomes. ``gate`` is
    what the condition looks at under which it is read.
    """

    file: str
    format: str
    ticket: str
    gate: str
    keys: tuple[str, ...]
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Defaults:
    """What variables become where a reload was given no value, each with what is looked at.

    ``gates`` are what the conditions look at.
    """

    values: tuple[tuple[str, str, str], ...]
    gates: tuple[str, ...]
    left_behind: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answered:
    """What an app stores: where, behind which keys, and which variables these get.

    ``gates`` are what the conditions look at, ``loops`` the literal counts.
    """

    file: str
    format: str
    ticket: str
    keys: tuple[str, ...]
    variables: tuple[str, ...]
    loops: tuple[int, ...]
    gates: tuple[str, ...]
    left_behind: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


_EMPTY = "$(qsg_Length)  0"
_ANSWERING = ("$(qsg_Asked)", _EMPTY, "$(qsg_Fault) -", "qsg_State answered", "qsg_Answer")


def planned_variables(number: int, start: Start) -> dict[str, Any]:
    """The variables of a request: texts, and what the script puts in place of the others."""
    found: dict[str, Any] = dict(start.variables)
    found |= {name: {"code": code} for name, code in start.codes}
    return {**found, TICKET: {"ticket": number}} if start.answer else found


def planned_answers(outline: StartOutline) -> Iterator[Taken]:
    """The answers that an outline asks for."""
    for number, start in enumerate(outline.starts, 1):
        if start.answer:
            keys, names = _keys(start.answer.variables), start.answer.variables
            gate = "qsg_State succeeded" + (" qsg_Step" if outline.many else "")
            ticket = f"$(qsg_Call)-{number}"
            form = _format(start.answer.file)
            yield Taken(start.answer.file, form, ticket, gate, keys, names)


def planned_emptied(outline: StartOutline) -> tuple[str, ...]:
    """The variables that must not keep an old value."""
    answers = [start.answer for start in outline.starts if start.answer]
    return tuple(dict.fromkeys(name for answer in answers for name in answer.variables))


def planned_loops(outline: StartOutline) -> tuple[list[int], list[int]]:
    """The loops over values, in front of the starts and behind each answer."""
    given = sum(len(start.codes) for start in outline.starts)
    answers = [start.answer for start in outline.starts if start.answer]
    behind = [count for answer in answers for count in (len(answer.variables), 256)]
    return [given, 256] if given else [], behind


def planned_small(outline: ReadsOutline | AnswerOutline) -> Defaults | Answered:
    """What a script does that starts nothing."""
    if isinstance(outline, ReadsOutline):
        values = tuple((name, text, f"Len {name}") for name, text in outline.defaults)
        return Defaults(values, (_EMPTY,) * len(values))
    answer = outline.answer
    keys = tuple(key.strip("|:") for key in _keys(answer.variables))
    form, loops = _format(answer.file), (len(keys), 256)
    return Answered(answer.file, form, "$(qsg_Asked)", keys, answer.variables, loops, _ANSWERING)


def _keys(names: Sequence[str]) -> tuple[str, ...]:
    """The number of each variable, and its name in plain characters."""
    return tuple(f"|{number}.{trace_value(name)}:" for number, name in enumerate(names, 1))


def _format(file: str) -> str:
    return "qvd" if file.lower().endswith(".qvd") else "txt"


def read_value(
    seen: Seen, name: str, node: Node, path: tuple[Statement, ...], where: int | None
) -> None:
    """A value that is passed on, or where in an answer a value stands."""
    if not isinstance(node, BinaryChain) or not path:
        return
    value, head = node.rest[0][1], path[-1].parts
    if isinstance(head, Case) and isinstance(value, Parenthesized):
        code = seen.text[value.span[0] + 1 : value.span[1] - 1].strip()
        seen.given[int(numbers_in(head.values)[0])] = code
    elif isinstance(value, Call) and isinstance(pick := value.args[1], Call):
        seen.taken[-1]["keys"] = tuple(words_in(pick)[1:])


def reason_in(node: Node) -> str:
    """The name of a reason: a text, that of an If, or ``value`` where a value itself says it."""
    if isinstance(node, Call) and node.name == "SubField":
        told = words_in(node) == ["qsg_Options", ";"] and numbers_in(node.args[2:]) == [2]
        return "value" if told else "unnamed"
    named = node.args[1] if isinstance(node, Call) else node
    return named.value if isinstance(named, Literal) else "unnamed"


def keeps_back(state: str, looked_at: str) -> bool:
    """Whether a state says that there is to be no start, by what the condition looks at."""
    refused = state == "failed" and looked_at.startswith("qsg_Options")
    return refused or state in ("skipped", "blocked")


def read_other(seen: Seen, name: str, path: tuple[Statement, ...]) -> None:
    """A variable of the app that is emptied, or set from an answer."""
    head = path[-1].parts if path else None
    if isinstance(head, Case):
        seen.taken[-1].setdefault("variables", {})[int(numbers_in(head.values)[0])] = name
    else:
        seen.emptied.append(name)


def read_file(
    seen: Seen, statement: Statement, path: tuple[Statement, ...], where: int | None
) -> None:
    """The file of an answer, or one that is only looked for."""
    parts = statement.parts
    if not isinstance(parts, Load) or not parts.source or parts.source.kind != "FROM":
        return
    if any(prefix.kind == "FIRST" for prefix in statement.prefixes):
        seen.looked_for.append(getattr(parts.source.value, "name", ""))
    else:
        gate = path[-1].parts
        form = seen.text[slice(*parts.source.format)] if parts.source.format else ""
        seen.taken.append(
            {
                "file": parts.source.value.name if isinstance(parts.source.value, Name) else "",
                "format": "qvd" if form == "(qvd)" else "txt" if form == _TXT else form,
                "ticket": words_in(parts.where)[-1] if parts.where else "",
                "gate": " ".join(words_in(gate.expression)) if isinstance(gate, Subject) else "",
            }
        )


_TXT = "(txt, utf8, embedded labels, delimiter is ',')"


def taken(seen: Seen) -> tuple[Taken, ...]:
    """The answers that a script takes over."""
    return tuple(
        Taken(
            found["file"],
            found["format"],
            found["ticket"],
            found["gate"],
            found["keys"],
            tuple(found["variables"].values()),
        )
        for found in seen.taken
    )


def spliced(node: Node) -> str:
    """The text of a request that a script puts together, with marks for what it adds."""
    found = ""
    for operand in operands(node):
        if isinstance(operand, Literal):
            found += operand.value
        elif isinstance(operand, Call):
            (place,) = [word for word in words_in(operand) if word.strip("|:").isdecimal()]
            found += f"{_MARK}code-{place.strip('|:')}"
        else:
            found += f"{_MARK}ticket"
    return found


def unmarked(seen: Seen, variables: dict[str, Any]) -> dict[str, Any]:
    """The variables of a request, with what the script puts in place of the marks."""
    found = dict(variables)
    for name, value in variables.items():
        kind, _, number = value.removeprefix(_MARK).partition("-")
        if value.startswith(_MARK):
            found[name] = {kind: seen.given[int(number)] if kind == "code" else int(number)}
    return found


def shown_small(script: ParsedScript, text: str) -> Defaults | Answered | None:
    """What a script shows that starts nothing; None for one that starts something."""
    problems = tuple(problem.message for problem in script.problems)
    left = left_behind(script)
    if any(statement.kind == "CONNECT" for statement in script.statements):
        return None
    for statement in script.statements:
        if isinstance(statement.parts, Store):
            return _answered(script, statement.parts, text, left, problems)
    return Defaults(tuple(_defaults(script)), _gates(script), left, problems)


def _answered(
    script: ParsedScript, store: Store, text: str, left: tuple[str, ...], problems: tuple[str, ...]
) -> Answered:
    names: list[str] = []
    keys: tuple[str, ...] = ()
    ticket = ""
    for statement in script.statements:
        parts = statement.parts
        if isinstance(parts, Load):
            ticket = words_in(parts.fields[0].expression)[0]
        elif isinstance(parts, Assign) and isinstance(parts.expression, BinaryChain):
            for operand in operands(parts.expression)[1:]:
                own = isinstance(operand, Name) and operand.name.startswith("qsg_")
                if isinstance(operand, Name) and not own:
                    names.append(operand.name)
                elif isinstance(operand, Call) and operand.name == "Pick":
                    keys = tuple(words_in(operand)[1:])
    form = text[slice(*store.format)].strip("()") if store.format else ""
    path = store.path.name if isinstance(store.path, Name) else ""
    counts = tuple(_count(s.parts) for s in script.statements if isinstance(s.parts, For))
    gates = _gates(script)
    return Answered(path, form, ticket, keys, tuple(names), counts, gates, left, problems)


def _count(loop: For) -> int:
    """The literal count of a loop that goes from 1 in steps of 1."""
    assert loop.step is None, "a loop counts by 1"
    assert numbers_in([loop.first]) == [1], "a loop counts from 1"
    (last,) = numbers_in([loop.last])
    return int(last)


def _gates(script: ParsedScript) -> tuple[str, ...]:
    """What each IF looks at, in the order of the script."""
    heads = [s.parts for s in script.statements if s.kind == "IF"]
    return tuple(" ".join(words_in(h.expression)) for h in heads if isinstance(h, Subject))


def _defaults(script: ParsedScript) -> Iterator[tuple[str, str, str]]:
    """Each default with what was looked at just before it."""
    looked = ""
    for statement in script.statements:
        parts = statement.parts
        if not isinstance(parts, Assign) or parts.expression is None:
            continue
        name = getattr(parts.name, "name", "")
        if name == "qsg_Length" and isinstance(parts.expression, Call):
            looked = " ".join([parts.expression.name, *words_in(parts.expression)])
        elif not name.startswith("qsg_") and name != "ErrorMode":
            value = evaluate(parts.expression, MemoryScope(), Settings())
            yield name, value.text or "", looked
