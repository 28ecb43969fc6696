"""What the templates say of starts that are not always due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from qscriptgen.chain.due import WEEK
from qscriptgen.duration import in_words
from qscriptgen.outline.due import ALL_DAYS, NEWEST_RELOADS
from qscriptgen.quoting import Code, literal
from qscriptgen.templating.words import listed

if TYPE_CHECKING:
    from qscriptgen.outline import Start, StartOutline
    from qscriptgen.templating.setting import Setting

_SPELLINGS = 3
"""In so many ways a partial reload can say so; none matches beyond the last."""

_FROM_MONDAY = "2345601"
_LONG = {
    **{"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday"},
    **{"fri": "Friday", "sat": "Saturday", "sun": "Sunday"},
}

LOOKING: Mapping[str, Callable[[Start], int | Code]] = {
    "partials": lambda start: _SPELLINGS if start.due.partials else 0,
}
ON_DAYS: Mapping[str, Callable[[Start], int | Code]] = {
    "days": lambda start: literal(start.due.days),
}


def by_days(outline: StartOutline) -> bool:
    """Whether a start is left out on some days."""
    return any(start.due.days != ALL_DAYS for start in outline.starts)


def due_settings(outline: StartOutline) -> dict[str, tuple[int | Code, ...]]:
    """The cells of the settings by which starts are left out."""
    used = {**(LOOKING if outline.due_looks else {}), **(ON_DAYS if by_days(outline) else {})}
    found = {name: tuple(map(cell, outline.starts)) for name, cell in used.items()}
    if outline.due_looks:
        # A start without a look gets the value of one with a look, so that it makes no column.
        looked = [start for start in outline.starts if start.due.kind]
        found["partials"] = tuple(
            LOOKING["partials"](start if start.due.kind else looked[0]) for start in outline.starts
        )
    return found


def due_context(outline: StartOutline, table: Mapping[str, Setting]) -> dict[str, Any]:
    """The names that the templates use for it."""
    partials = table.get("partials")
    fresh = {(start.due.kind, start.due.every_s) for start in outline.starts}
    return {
        "due_looks": outline.due_looks,
        "due_pause_s": outline.due_pause_s,
        "due_newest": NEWEST_RELOADS,
        "due_alike": len(fresh) == 1,
        "due_always": all(kind for kind, _ in fresh),
        "due_partials": _partials(partials) if partials else "",
        "due_by_days": by_days(outline),
        "due_clauses": _clauses(outline),
    }


def _partials(setting: Setting) -> str:
    return "some" if setting.varies else "all" if setting.cells[0] else "none"


def _clauses(outline: StartOutline) -> list[dict[str, object]]:
    """What keeps apps from being started, each once with the apps that it is about."""
    found: dict[tuple[str, str], list[str]] = {}
    for start in outline.starts:
        when = _since(start)
        if start.due.kind:
            found.setdefault(("fresh", when), []).append(start.app)
        if start.due.days != ALL_DAYS:
            found.setdefault(("days", _days(start.due.days)), []).append(start.app)
    return [
        {
            "what": what,
            "when": when,
            "of_one": f"it has succeeded {when}" if when else "its list of reloads shows a success",
            "of_many": f"that has succeeded {when}"
            if when
            else "whose list of reloads shows a success",
            "apps": listed(apps),
            "many": bool(apps[1:]),
        }
        for (what, when), apps in found.items()
    ]


def _since(start: Start) -> str:
    every = f"less than {in_words(start.due.every_s)} ago"
    return {"day": "since 0:00 UTC", "every": every}.get(start.due.kind, "")


def _days(digits: str) -> str:
    if digits == "23456":
        return "from Monday to Friday"
    return "on " + listed(
        [_LONG[WEEK[int(digit)]] for digit in sorted(digits, key=_FROM_MONDAY.index)]
    )
