"""What the walk through a script comes across, and what follows from it for each start."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qscriptgen.script.expression import Call, Name, Node, Numeral
from qscriptgen.simulation.conditions import branch_of
from qscriptgen.simulation.freshness import shown_freshness
from qscriptgen.simulation.operations import Request, Started
from qscriptgen.simulation.values import spliced, unmarked

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT_WIDE = ("poll_s", "spacing_s", "told_after_s", "look_misses", "poll_misses", "unasked")
"""Settings that are the same for all starts."""

Where = int | None
"""The number of the start that a statement is about; None where it is about all."""


@dataclass
class Seen:
    """What the walk through a script has come across."""

    text: str
    ids: dict[Where, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    values: dict[tuple[str, Where], Node] = field(default_factory=dict)
    always: tuple[int, ...] = ()
    forks: dict[int, tuple[tuple[str, ...], tuple[int, int] | None]] = field(default_factory=dict)
    picks: dict[int, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    environments: list[Any] = field(default_factory=list)
    elsewhere: str = ""
    reasons: dict[str, tuple[str, str]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    loops: list[int] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    terms: dict[str, Node] = field(default_factory=dict)
    assigned: dict[str, None] = field(default_factory=dict)
    connection: str = ""
    bodies: list[str] = field(default_factory=list)
    good: list[str] = field(default_factory=list)
    skipping: list[str] = field(default_factory=list)
    result: tuple[str, ...] = ()
    conflicts: list[str] = field(default_factory=list)
    fails_by: str = ""
    told: list[str] = field(default_factory=list)
    alerted: tuple[tuple[str, str], ...] = ()
    given: dict[int, str] = field(default_factory=dict)
    taken: list[dict[str, Any]] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)


def term(seen: Seen, name: str, node: Node) -> None:
    """Keep what a setting is read from; where it stands twice, both must say the same."""
    before = seen.terms.setdefault(name, node)
    if _written(before) != _written(node):
        seen.conflicts.append(f"{name} is {_written(before)} and {_written(node)}")


def _written(node: Node) -> str | float:
    if isinstance(node, Numeral):
        return node.value
    return node.name if isinstance(node, Name) else "something else"


def starts(seen: Seen) -> Iterator[Started]:
    """Each start with its app, its options and the settings that apply to it."""
    for where, ids in seen.ids.items():
        settings = {
            name: _value(seen, term, where)
            for name, term in seen.terms.items()
            if name not in SCRIPT_WIDE
        }
        if not settings.get("limit_s"):
            settings.pop("timeout", None)
        settings |= _verdicts(seen, settings) | shown_freshness(seen, where)
        yield Started(ids, _options(seen, where), settings)


def _verdicts(seen: Seen, settings: dict[str, int]) -> dict[str, int]:
    """What a bad end asks of the calling reload, where no variable adds it up."""
    if "qsg_ErrorMode" not in seen.assigned:
        return {}
    by_state = {"failure": "failed", "timeout": "timeout"}
    found: dict[str, int] = {}
    for name, state in by_state.items():
        if name == "timeout" and not settings.get("limit_s"):
            continue
        if "qsg_Step" in seen.assigned:
            found[name] = settings.get(name, settings.get("failure", 0))
        elif state in seen.skipping:
            found[name] = 1
        else:
            found[name] = 2 if seen.good and state not in seen.good else 0
    return found


def following(seen: Seen) -> Iterator[tuple[int, ...]]:
    """For each start of a controller those that are left out behind it, if any can be."""
    for where in seen.ids:
        node = seen.values.get(("qsg_Behind", where))
        if node is not None:
            yield branch_of(node)


def script_wide(seen: Seen, name: str) -> int:
    """A setting that is one for the whole script, 0 where it has none."""
    return _value(seen, seen.terms[name], None) if name in seen.terms else 0


def in_vain(seen: Seen) -> tuple[int, int]:
    """How many looks at the list, and how many rounds of looks at ends, bring no answer at most."""
    polls = script_wide(seen, "poll_misses")
    # Where a round is counted before it begins, nobody is asked in the last one.
    return script_wide(seen, "look_misses"), polls - ("unasked" in seen.terms)


def _value(seen: Seen, node: Node, where: Where) -> int:
    """The number that a setting has for a start: itself, or what its variable was set to."""
    if isinstance(node, Name):
        node = seen.values.get((node.name, where)) or seen.values[node.name, None]
    if isinstance(node, Call) and node.name == "Pick" and where:
        node = node.args[where]
    assert isinstance(node, Numeral), "a setting is a number"
    return int(node.value)


def _options(seen: Seen, where: Where) -> dict[str, Any]:
    """The members of the request behind the app; the default is as good as none."""
    member = seen.values.get(("qsg_Options", where))
    if member is not None:
        found = json.loads('{"appId":""' + spliced(member).replace('""', '"') + "}")
        if "variables" in found:
            found["variables"] = unmarked(seen, found["variables"])
    else:
        found = json.loads(seen.bodies[0]) if seen.bodies else {"appId": ""}
    del found["appId"]
    return {} if found == {"partial": False} else found
