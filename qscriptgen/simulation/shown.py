"""The operations that a script shows to a reader that did not write it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from qscriptgen.script import Block, Statement, parse, parse_rest
from qscriptgen.script.expression import BinaryChain, Call, Literal, Node, Numeral
from qscriptgen.script.parts import Assign, Case, Connect, Exit, For, Load, Raw, Store, Subject
from qscriptgen.simulation.alerts import alerted, told
from qscriptgen.simulation.conditions import (
    branch_of,
    compared,
    conditions_of,
    criteria_of,
    ids_of,
    names_in,
    numbers_in,
    operands,
)
from qscriptgen.simulation.frame import left_behind, promised
from qscriptgen.simulation.heads import gate, looked_at, names_of, texts_of
from qscriptgen.simulation.operations import Decision, Operations, Request
from qscriptgen.simulation.seen import Seen, Where, following, in_vain, script_wide, starts, term
from qscriptgen.simulation.sequences import store
from qscriptgen.simulation.values import (
    Answered,
    Defaults,
    keeps_back,
    read_file,
    read_other,
    read_value,
    reason_in,
    shown_small,
    taken,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qscriptgen.script import ParsedScript
    from qscriptgen.script.rest import Select

_MILLISECONDS = 1000
_MISSES = {"=": ("poll_misses",), "<": ("poll_misses", "unasked")}
"""What a comparison of the rounds without an answer is about."""
_COMPLAINT = re.compile(r"\[Chain [^\[\]]+ \(ErrorMode \$\(ErrorMode\)\)\];")
"""A statement that fails on purpose: it is none."""

Path = tuple[Statement, ...]
"""The heads of the blocks around a statement, the outermost first."""


def shown(text: str) -> Operations | Defaults | Answered:
    """What the reader sees a rendered script do; what is wrong with its text is in ``problems``.

    Raises:
        AssertionError, LookupError, ValueError: It is not in the form of a rendered script.
    """
    script = parse(text)
    return shown_small(script, text) or _shown(script, text)


def _shown(script: ParsedScript, text: str) -> Operations:
    seen = Seen(text)
    for statement, path, where in _walk(script.body, (), None):
        parts = statement.parts
        for kind, read in _READERS.items():
            if isinstance(parts, kind):
                read(seen, statement, path, where)
    return Operations(
        starts=tuple(starts(seen)),
        always=seen.always,
        forks=tuple(
            Decision(conditions, seen.picks.get(number, ()), under)
            for number, (conditions, under) in sorted(seen.forks.items())
        ),
        environments=tuple(seen.environments),
        elsewhere=seen.elsewhere,
        reasons=tuple((why, *told) for why, told in seen.reasons.items()),
        requests=tuple(seen.requests),
        poll_s=script_wide(seen, "poll_s"),
        spacing_s=script_wide(seen, "spacing_s"),
        in_vain=in_vain(seen),
        loops=tuple(seen.loops),
        ends=tuple(seen.ends),
        answers=taken(seen),
        emptied=tuple(dict.fromkeys(seen.emptied)),
        looked_for=tuple(seen.looked_for),
        bound=promised(text),
        left_behind=left_behind(script),
        fails_by=seen.fails_by,
        told=tuple(seen.told),
        alerted=seen.alerted,
        told_after_s=script_wide(seen, "told_after_s"),
        behind=tuple(following(seen)),
        result=seen.result,
        problems=(*(problem.message for problem in script.problems), *seen.conflicts),
    )


def _walk(
    body: Iterable[Statement | Block], path: tuple[Statement, ...], where: Where
) -> Iterator[tuple[Statement, tuple[Statement, ...], Where]]:
    """Every statement with the heads of the blocks around it and the start that it is about."""
    for item in body:
        if isinstance(item, Statement):
            yield item, path, where
            continue
        by_step = item.opener.kind == "SWITCH" and "qsg_Step" in str(item.opener)
        for branch in item.branches:
            yield branch.head, path, where
            case = branch.head.parts
            inside = (
                int(numbers_in(case.values)[0]) if by_step and isinstance(case, Case) else where
            )
            yield from _walk(branch.body, (*path, branch.head), inside)
        if item.closer:
            yield item.closer, path, where


def _assign(seen: Seen, statement: Statement, path: Path, where: Where) -> None:
    parts = statement.parts
    assert isinstance(parts, Assign), "read by its kind"
    name = getattr(parts.name, "name", "")
    is_own = name.startswith("qsg_") or name in ("ErrorMode", "vAppToReload")
    if not is_own:
        read_other(seen, name, path)
    if not is_own or statement.kind == "SET":
        return
    seen.assigned.setdefault(name)
    if parts.expression is None:
        return
    read = _ASSIGNED.get(name.rstrip("0123456789"))
    if read:
        read(seen, name, parts.expression, path, where)
    seen.values[name, where] = parts.expression


def _app(seen: Seen, name: str, node: Node, path: Path, where: Where) -> None:
    # Plain script sets the same variable once for each start.
    seen.ids[where if name == "qsg_App" else len(seen.ids) + 1] = ids_of(node)


def _fork(seen: Seen, name: str, node: Node, path: Path, where: Where) -> None:
    if isinstance(node, Call):
        seen.forks[int(name.removeprefix("qsg_Fork"))] = conditions_of(node, seen.text)


def _verdict(seen: Seen, name: str, node: Node, path: Path, where: Where) -> None:
    """What a bad end asks: a number where nothing is worse, or the greater of it and another."""
    compares = isinstance(node, Call) and node.name == "RangeMax"
    of_a_state = isinstance(node, Numeral) and path and "qsg_State" in names_of(path[-1])
    said = [value for head in path[-1:] for value in texts_of(head)]
    if (compares or of_a_state) and "qsg_Means" not in names_in(node) and "blocked" not in said:
        severity = node.args[1] if isinstance(node, Call) else node
        term(seen, "timeout" if "timeout" in said else "failure", severity)


def _means(seen: Seen, name: str, node: Node, path: Path, where: Where) -> None:
    """What the end of one app asks of a controller; what was blocked is no policy."""
    head = path[-1]
    if isinstance(head.parts, Subject) and "blocked" not in texts_of(head):
        term(seen, "timeout" if "timeout" in texts_of(head) else "failure", node)


def _why(seen: Seen, name: str, node: Node, path: Path, where: Where) -> None:
    """The name of the reason whose state was set just before."""
    if "?" in seen.reasons:
        seen.reasons[reason_in(node)] = seen.reasons.pop("?")


def _environment(seen: Seen, name: str, node: Node, path: Path, where: Where) -> None:
    assert isinstance(node, Literal), "a label is a text"
    head = path[-1]
    if isinstance(head.parts, Subject):
        seen.environments.append((node.value, criteria_of(head.parts.expression)))
    else:
        seen.elsewhere = node.value


def _due(seen: Seen, name: str, node: Node, path: Path, where: Where) -> None:
    parts = operands(node)
    first = parts[0]
    if not isinstance(first, Literal) or not first.value.startswith("|"):
        return
    seen.always = branch_of(first)
    for pick in parts[1:]:
        assert isinstance(pick, Call), "a Pick of the branches of one fork"
        (fork,) = [name for name in names_in(pick.args[0]) if name.startswith("qsg_Fork")]
        number = int(fork.removeprefix("qsg_Fork"))
        branches = tuple(branch_of(branch) for branch in pick.args[2:])
        # A fork inside a branch has one more value, for when it is not asked.
        asked = len(seen.forks[number][0]) + 1
        seen.picks[number] = branches[:asked]


def _late(seen: Seen, name: str, node: Node, path: Path, where: Where) -> None:
    """``If(RangeMax(..., (qsg_Look - 1) * pause) >= patience, 1, 0)``."""
    assert isinstance(node, Call), "an If"
    test = node.args[0]
    assert isinstance(test, BinaryChain), "a comparison"
    term(seen, "patience_s", test.rest[0][1])
    term(seen, "pause_s", _each_round(test.first))


def _each_round(node: Node) -> Node:
    """What each round counts for: ``RangeMax(..., round * seconds)``."""
    assert isinstance(node, Call), "the greater of clock and count"
    product = node.args[1]
    assert isinstance(product, BinaryChain), "rounds times seconds"
    return product.rest[0][1]


def _state(seen: Seen, name: str, node: Node, path: Path, where: Where) -> None:
    """A state that keeps a start back, named by the qsg_Why beside it, or that ends the looks."""
    for subject, operator, right in compared(node.args[0]) if isinstance(node, Call) else ():
        if (subject, operator) == ("qsg_Misses", ">="):
            term(seen, "look_misses", right)
    if isinstance(node, Call) and isinstance(node.args[0], Call):
        state = node.args[1]
        if node.args[0].name == "IsPartialReload" and isinstance(state, Literal):
            seen.reasons["?"] = state.value, ""
    elif isinstance(node, Literal) and path and keeps_back(node.value, looked_at(path[-1])):
        seen.reasons["?"] = node.value, looked_at(path[-1])


_ASSIGNED: dict[str, Callable[[Seen, str, Node, Path, Where], None]] = {
    "qsg_Alert": alerted,
    "qsg_App": _app,
    "qsg_Bad": told,
    "qsg_Due": _due,
    "qsg_Env": _environment,
    "qsg_Fork": _fork,
    "qsg_Late": _late,
    "qsg_Means": _means,
    "qsg_State": _state,
    "qsg_Told": told,
    "qsg_Value": read_value,
    "qsg_Verdict": _verdict,
    "qsg_Why": _why,
    "vAppToReload": _app,
}


def _subject(seen: Seen, statement: Statement, path: Path, where: Where) -> None:
    parts = statement.parts
    assert isinstance(parts, Subject), "read by its kind"
    if statement.kind == "SLEEP":
        _sleep(seen, parts.expression, path)
        return
    if statement.kind in ("IF", "ELSEIF"):
        if "ErrorMode" in seen.assigned:
            _verdict_of_one(seen, parts.expression)
        for name, operator, right in compared(parts.expression):
            if (name, operator, statement.kind) == ("qsg_Posts", "=", "ELSEIF"):
                term(seen, "tries", right)
            elif name == "qsg_Poll" and operator == ">=":
                assert isinstance(parts.expression, BinaryChain), "a comparison"
                term(seen, _pace_of(path), _each_round(parts.expression.first))
                term(seen, "limit_s", right)
            for setting in _MISSES.get(operator, ()) if name == "qsg_Misses" else ():
                term(seen, setting, right)


def _sleep(seen: Seen, node: Node, path: Path) -> None:
    """``seconds * 1000``, which is about what the loop or the IF around it is about."""
    assert isinstance(node, BinaryChain), "seconds times 1000"
    (operator, unit), *others = node.rest
    assert not others, "seconds times 1000"
    assert operator == "*", "seconds times 1000"
    assert isinstance(unit, Numeral), "seconds times 1000"
    assert unit.value == _MILLISECONDS, "Sleep counts thousandths of a second"
    inside = _loops_around(path)
    if ["qsg_Poll"] in inside:
        about = _pace_of(path)
    elif ["qsg_Look"] in inside:
        about = "pause_s"
    elif ["qsg_Try"] in inside:
        about = "fresh_pause_s"
    else:
        found = names_of(path[-1])
        about = "spacing_s" if "qsg_Step" in found else "pace_s"
        about = "told_after_s" if "qsg_Error" in found else about
    term(seen, about, node.first)


def _loops_around(path: Path) -> list[list[str]]:
    return [names_in(head.parts.variable) for head in path if isinstance(head.parts, For)]


def _pace_of(path: Path) -> str:
    """Whose pause between two looks it is: one for all, or that of the app at hand."""
    return "every_s" if _loops_around(path)[0] == ["qsg_Step"] else "poll_s"


def _verdict_of_one(seen: Seen, condition: Node) -> None:
    """``Match(qsg_State, ...)`` at the end: which states are good, and which skip the rest."""
    if not isinstance(condition, BinaryChain) or "qsg_State" not in names_in(condition):
        return
    call, (operator, right) = condition.first, condition.rest[0]
    if isinstance(call, Call) and call.name == "Match" and isinstance(right, Numeral):
        states = [node.value for node in call.args if isinstance(node, Literal)]
        if operator == ">":
            seen.skipping = states
        else:
            seen.good = states


def _for(seen: Seen, statement: Statement, path: Path, where: Where) -> None:
    parts = statement.parts
    assert isinstance(parts, For), "read by its kind"
    assert isinstance(parts.first, Numeral), "a loop counts from a number"
    assert parts.first.value == 1, "a loop counts from 1"
    assert parts.step is None, "a loop counts by 1"
    assert isinstance(parts.last, Numeral), "a loop has a literal count"
    seen.assigned.setdefault(names_in(parts.variable)[0])
    seen.loops.append(int(parts.last.value))


def _connect(seen: Seen, statement: Statement, path: Path, where: Where) -> None:
    parts = statement.parts
    assert isinstance(parts, Connect), "read by its kind"
    assert isinstance(parts.target, Literal), "a connection is named in quotes"
    seen.connection = parts.target.value


def _sql(seen: Seen, statement: Statement, path: Path, where: Where) -> None:
    parts = statement.parts
    if statement.kind == "UNKNOWN" and _COMPLAINT.fullmatch(str(statement).strip()):
        _leave(seen, "fail", statement)
    if statement.kind != "SQL" or not isinstance(parts, Raw):
        return
    rest, problems = parse_rest(seen.text[slice(*parts.span)], parts.span[0])
    assert rest, problems
    assert not problems, problems
    entries = {
        keyword: [tuple(text.value for text in entry.arguments) for entry in found]
        for keyword in ("URL", "BODY", "HTTPHEADER", "QUERY")
        if (found := rest.entries_of(keyword))
    }
    assert "QUERY" not in entries, "what a request asks for stands in its URL"
    url = entries["URL"][0][0] if "URL" in entries else None
    body = None
    if "BODY" in entries:
        ((text,),) = entries["BODY"]
        body = json.loads(text.replace("$(qsg_Options)", ""))
        if "$(qsg_Options)" not in text and body.get("appId") == "$(qsg_App)":
            seen.bodies.append(text)
            body = {"appId": body["appId"]}
    within = tuple(map(gate, path))
    headers = tuple(entries.get("HTTPHEADER", ()))
    reads, node = _answer(rest.root)
    seen.requests.append(
        Request(seen.connection, url, body, reads, node, within, rest.wrap, headers)
    )


def _answer(select: Select) -> tuple[tuple[str, ...], str]:
    """What is read of the answer, our own key columns left out, and from which node."""
    while select.children:
        (select,) = select.children
    names = (column.name.value for column in select.columns)
    found = tuple(sorted(name for name in names if not name.startswith("qsg_")))
    return found, select.name.value if select.name else ""


def _exit(seen: Seen, statement: Statement, path: Path, where: Where) -> None:
    parts = statement.parts
    assert isinstance(parts, Exit), "read by its kind"
    if parts.what in ("SCRIPT", "ERROR"):
        _leave(seen, "skip" if parts.what == "SCRIPT" else "fail", statement)


def _leave(seen: Seen, how: str, statement: Statement) -> None:
    seen.ends.append(how)
    if how == "fail":
        seen.fails_by = "EXIT ERROR" if statement.kind == "EXIT" else statement.kind


_READERS: dict[type, Callable[[Seen, Statement, Path, Where], None]] = {
    Assign: _assign,
    Subject: _subject,
    For: _for,
    Connect: _connect,
    Raw: _sql,
    Store: store,
    Exit: _exit,
    Load: read_file,
}
