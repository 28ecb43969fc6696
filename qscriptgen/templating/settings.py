"""The settings of the starts of one script: a number in its place, or a variable where they differ.

With one start, or where all agree, a template puts the value itself. Where starts differ, the
value is set for each start in turn and the template puts the variable.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qscriptgen.outline import Start, StartOutline
from qscriptgen.outline.bounds import every_s
from qscriptgen.quoting import Code, expanded, json_members, literal
from qscriptgen.templating.due import LOOKING, ON_DAYS, due_settings
from qscriptgen.templating.setting import SEVERITY, Cell, Setting
from qscriptgen.templating.variables import PassedExpression, runtime_options

_BUSY = {"wait": "open", "join": "started", "fail": "failed"}

_LOOKING: dict[str, Callable[[Start], Cell]] = {
    "tries": lambda start: start.tries,
    "patience": lambda start: start.patience_s,
    "pause": lambda start: start.pause_s,
    "busy": lambda start: literal(_BUSY[start.busy]),
    "joins": lambda start: int(joinable(start)),
}
_WAITING: dict[str, Callable[[Start], Cell]] = {
    "limit": lambda start: start.wait.limit_s if start.wait else 0,
}
_WAITED: dict[str, Callable[[Start], Cell]] = {
    "timeout": lambda start: SEVERITY[start.timeout],
    "cancel": lambda start: int(start.timeout == "cancel"),
}
_ALWAYS: dict[str, Callable[[Start], Cell]] = {
    "failure": lambda start: SEVERITY[start.failure],
    "pace": lambda start: start.pace_s,
}
WHEN_STARTING = (*_LOOKING, "limit", *_ALWAYS, *LOOKING, *ON_DAYS)
FOR_A_CONTROLLER = (*_LOOKING, "limit", "every", *_ALWAYS, *LOOKING, *ON_DAYS, "cancel")
WHEN_WAITING = ("limit", "failure", "timeout", "cancel")


def joinable(start: Start) -> bool:
    """Whether a reload that another user or script has asked for can replace this start."""
    return not (start.variables or start.expressions or start.answer or start.partial)


def all_settings(outline: StartOutline) -> dict[str, Setting]:
    """The settings that the script of this outline uses, by name."""
    used = {
        **_ALWAYS,
        **(_LOOKING if outline.guarded else {}),
        **(_WAITING if outline.waits else {}),
    }
    found = {name: tuple(map(cell, outline.starts)) for name, cell in used.items()}
    found |= due_settings(outline)
    # A start without a wait gets the value of one with a wait, so that it makes no column.
    waited = [start for start in outline.starts if start.wait]
    for name, cell in _WAITED.items() if waited else ():
        found[name] = tuple(cell(s if s.wait else waited[0]) for s in outline.starts)
    if outline.waits:
        found["every"] = tuple(every_s(start, outline) for start in outline.starts)
    return {name: Setting(f"qsg_{name.capitalize()}", cells) for name, cells in found.items()}


def options(
    starts: Sequence[Start], passed: Sequence[PassedExpression]
) -> tuple[Code, Setting | None]:
    """The members of the request after the app id, and their column where starts differ.

    What the script reads itself is put together there, even for one start.
    """
    if passed or any(start.answer for start in starts):
        spliced = [
            runtime_options(at, start, _members(start), passed)
            for at, start in enumerate(starts, 1)
        ]
        return expanded("qsg_Options"), Setting("qsg_Options", tuple(spliced))
    cells = [json_members(_members(start)) for start in starts]
    if len(set(cells)) == 1:
        return cells[0], None
    # The default spelled out, as a variable that is in use is never empty.
    cells = [cell or json_members({"partial": False}) for cell in cells]
    return expanded("qsg_Options"), Setting("qsg_Options", tuple(map(literal, cells)))


def _members(start: Start) -> dict[str, object]:
    """What the reload is asked for beside the app; what is left out is the tenant's default."""
    return {
        **({"partial": True} if start.partial else {}),
        **({} if start.weight is None else {"weight": start.weight}),
        **({"variables": dict(start.variables)} if start.variables else {}),
    }
