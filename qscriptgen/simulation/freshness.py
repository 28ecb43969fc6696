"""When starts are left out: what an outline asks for, and what a script shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.outline.freshness import ALL_DAYS, NEWEST
from qscriptgen.script.expression import Literal, Node, Numeral
from qscriptgen.simulation.operations import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.outline import Start, StartOutline
    from qscriptgen.simulation.seen import Seen, Where

_DAY, _ONCE, _NEVER = -1, 0, -2
"""What stands in place of seconds."""

_TODAY = "Floor(Num(UTC())) * 86400"
_AGO = "Round(Num(UTC()) * 86400) - "
_DAY_OF = "Mod(Floor(Num(UTC())), 7)"
_ENDED = (
    "Round((Date#(Left(qsg_end, 10), 'YYYY-MM-DD') + Time#(Mid(qsg_end, 12, 8), 'hh:mm:ss'))"
    " * 86400)"
)
_ENDS = '"endTime" AS "qsg_end",'
_AGE = (
    "If(qsg_ended >= $(qsg_Since), 'fresh', If(qsg_ended < $(qsg_Since), 'old', 'unread'))"
    " AS qsg_age;"
)
_NEW = f"If({_ENDED} >= $(qsg_Since),"
_PARTIAL = "Alt(MixMatch(qsg_partial, 'true', '1', '-1'), 0) "
_ANY_KIND = 3


def planned_freshness(outline: StartOutline, start: Start) -> dict[str, int]:
    """The settings of a start that say when it is left out."""
    found: dict[str, int] = {}
    looked = [other for other in outline.starts if other.fresh.kind]
    if looked:
        fresh = start.fresh
        found["fresh"] = {"": _NEVER, "day": _DAY, "once": _ONCE}.get(fresh.kind, fresh.every_s)
        partials = (start if fresh.kind else looked[0]).fresh.partials
        found["partials"] = _ANY_KIND if partials else 0
        found["fresh_pause_s"] = outline.fresh_pause_s
    if _days_differ(outline):
        found["days"] = int(start.fresh.days)
    return found


def planned_days(outline: StartOutline) -> Iterator[tuple[str, str, str]]:
    """That it is not its day, with the state of a start and what tells."""
    days = [start.fresh.days for start in outline.starts]
    if set(days) != {ALL_DAYS}:
        yield (
            "not_today",
            "skipped",
            f"{'qsg_Days' if _days_differ(outline) else days[0]} $(qsg_Day)",
        )


def planned_look(outline: StartOutline, within: tuple[str, ...]) -> Iterator[Request]:
    """The look at the newest reloads of an app."""
    if outline.fresh_looks:
        url = f"$(qsg_Url)?appId=$(qsg_App)&sort=-creationTime&limit={NEWEST}"
        reads = ("appId", "endTime", "partial", "status")
        yield Request(outline.get, url, None, reads, "data", (*within, "IF qsg_Error"))


def _days_differ(outline: StartOutline) -> bool:
    return len({start.fresh.days for start in outline.starts}) > 1


def shown_freshness(seen: Seen, where: Where) -> dict[str, int]:
    """The same settings, as a script shows them for one of its starts."""
    found: dict[str, int] = {}
    since = _own(seen, "qsg_Since", where)
    if since is not None:
        found["fresh"] = _fresh(seen.text[slice(*since.span)])
        wanted = [_AGE, f"{_ENDED}, -1) AS qsg_ended"] if "qsg_Age" in seen.assigned else [_NEW]
        times = seen.text.count(_ENDS)
        assert all(seen.text.count(part) == times for part in wanted), "ends are read in seconds"
    if "qsg_Age" in seen.assigned:
        found["partials"] = _partials(seen, where)
    day = _own(seen, "qsg_Day", where)
    if day is not None:
        assert seen.text[slice(*day.span)] == _DAY_OF, "days count from a Saturday"
    if (days := _own(seen, "qsg_Days", where)) is not None:
        assert isinstance(days, Literal), "days are a text"
        found["days"] = int(days.value)
    return found


def _fresh(written: str) -> int:
    known = {_TODAY: _DAY, "0": _ONCE, "-1": _NEVER}
    if written in known:
        return known[written]
    assert written.startswith(_AGO), "a time that is so long ago"
    return int(written.removeprefix(_AGO))


def _partials(seen: Seen, where: Where) -> int:
    _, *tests = seen.text.split(_PARTIAL)
    if not tests:
        return _ANY_KIND
    (behind,) = {test.partition(")")[0] for test in tests}
    assert len(tests) == seen.text.count(_ENDS), "each look asks it"
    if behind.startswith("<= $(qsg_Partials"):
        return _number(_own(seen, "qsg_Partials", where))
    assert behind.startswith("= 0"), "a partial reload does not count"
    return 0


def _own(seen: Seen, name: str, where: Where) -> Node | None:
    return seen.values.get((name, where)) or seen.values.get((name, None))


def _number(node: Node | None) -> int:
    assert isinstance(node, Numeral), "a setting is a number"
    return int(node.value)
