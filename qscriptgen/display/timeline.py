"""The picture of a simulated chain, for whoever has to say whether it is good."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from qscriptgen.display.chart import chart, last_moment
from qscriptgen.display.names import Names, names
from qscriptgen.display.requests import requests_table
from qscriptgen.display.terminal import clean, clock, cut, width, wrap

if TYPE_CHECKING:
    from qscriptgen.emulate.run import Reload, Run

WIDTH = 100

_MOST_REASONS, _MOST_NAMES = 5, 5
_LINES_BEFORE, _LINES_BEHIND, _TAIL = 6, 3, 8
_NOT_EMULATED = "not-emulated"
_PROMISES = ("state-left-behind", "errormode-changed", "failure-hidden", "started-twice")
_UNKNOWN = "NOT KNOWN: a script needs what is not emulated, and the simulation stopped there"
_EVENT = "qsg event="
_END = {
    "FAILED": "failed",
    "CANCELED": "was canceled",
    "EXCEEDED_LIMIT": "was stopped at the limit of 3 hours",
    "QUEUED": "was still queued at the end",
    "RELOADING": "was still running at the end",
    "CANCELING": "was still being canceled at the end",
}


def timeline(
    run: Run,
    chain_name: str,
    *,
    scenario: str = "",
    apps: Mapping[str, str] | None = None,
    standby: Container[str] = (),
    columns: int = WIDTH,
) -> str:
    """What happened in a run, as plain text that ends with a line end.

    Args:
        run: The run.
        chain_name: What the chain is called.
        scenario: What the scenario is called; empty where none was given.
        apps: Names of all apps of the chain by their ids, to tell which were not started.
        standby: Names of apps that are started only when something goes wrong.
        columns: The columns of the terminal; 80 are enough.
    """
    known = names(run, apps or {})
    parts = [
        _heading(run, chain_name, scenario, columns),
        chart(run, known, columns),
        ["Requests", *requests_table(run, known, columns)],
        *_reasons(run, known, columns),
        list(_verdict(run, known, standby, columns)),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def own(run: Run) -> list[Reload]:
    """The reloads that belong to the chain."""
    return [reload for reload in run.reloads if not reload.foreign]


def without_success(run: Run, known: Names) -> str:
    """Which reloads of the chain did not succeed, and how they ended; empty where all did."""
    others: dict[str, list[str]] = {}
    for reload in own(run):
        if reload.status != "SUCCEEDED":
            end = _END.get(reload.status, f"ended as {reload.status}")
            others.setdefault(end, []).append(known.reloads[reload.reload_id])
    return "; ".join(f"{listed(who)} {_plural(end, who)}" for end, who in others.items())


def _outcome(run: Run, known: Names) -> str:
    """How the reloads of the chain ended, in one sentence without its full stop."""
    reloads, others = own(run), without_success(run, known)
    if not reloads:
        return "Nothing was reloaded"
    if not others:
        whole = "The only reload" if len(reloads) == 1 else f"All {len(reloads)} reloads"
        broken = any(finding.name in _PROMISES for finding in run.findings)
        return f"{whole} succeeded" + (", but a script breaks a promise" if broken else "")
    good = sum(reload.status == "SUCCEEDED" for reload in reloads)
    return f"{good} of {counted(len(reloads), 'reload')} succeeded; {others}"


def listed(texts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``; of many only the first."""
    shown = list(texts[:_MOST_NAMES])
    if len(texts) > len(shown):
        shown.append(f"{len(texts) - len(shown)} more")
    *first, last = shown
    return f"{', '.join(first)} and {last}" if first else last


def _plural(end: str, who: Sequence[str]) -> str:
    several = len(who) > 1
    return "were " + end.removeprefix("was ") if several and end.startswith("was ") else end


def counted(number: int, what: str) -> str:
    """``1 reload``, ``2 reloads``."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _heading(run: Run, chain_name: str, scenario: str, columns: int) -> list[str]:
    named = f", scenario {scenario}" if scenario else ""
    title = cut(f"Chain {chain_name}{named}", columns)
    likeliest = "default, the likeliest answer to whatever Qlik does not document"
    world = likeliest if run.world == "default" else run.world.replace(",", ", ")
    reloads, requests = len(own(run)), len(run.requests)
    foreign = len(run.reloads) - reloads
    said = f"{counted(reloads, 'reload')} and {counted(requests, 'request')}"
    if foreign:
        said += f", besides {counted(foreign, 'reload')} by somebody else"
    return [
        title,
        "=" * width(title),
        *wrap(f"World: {world}", columns, hang="       "),
        *wrap(f"Simulated: {said}, in {clock(last_moment(run))} (h:mm:ss).", columns),
    ]


def _reasons(run: Run, known: Names, columns: int) -> Iterator[list[str]]:
    """For each failed script its error, and what its log says about it."""
    failed = [reload for reload in own(run) if reload.status == "FAILED"]
    for reload in failed[:_MOST_REASONS]:
        where = f"Line {reload.line} of its script: " if reload.line else ""
        lines = [f"Why {clean(known.reloads[reload.reload_id])} failed"]
        lines += wrap(where + (reload.error or "No reason is known."), columns, "  ")
        excerpt = _excerpt(run.logs.get(reload.reload_id, ""), reload.error)
        if excerpt:
            lines.append("  From its log:")
        for line in excerpt:
            lines += wrap(line, columns, "    | ", "    |     ")
        yield lines
    more = [known.reloads[reload.reload_id] for reload in failed[_MOST_REASONS:]]
    if more:
        yield wrap(f"Failed as well: {listed(more)}.", columns)


def _excerpt(log: str, error: str) -> list[str]:
    """The lines around the error, or the last ones, and the last decision of our script."""
    lines = log.splitlines()
    wanted = error.strip().splitlines()[:1]
    found = [n for n, line in enumerate(lines) if wanted and wanted[0] in line]
    begin = max(found[-1] - _LINES_BEFORE, 0) if found else max(len(lines) - _TAIL, 0)
    end = found[-1] + _LINES_BEHIND if found else len(lines)
    decisions = [line for line in lines[:begin] if _EVENT in line]
    return [*decisions[-1:], *lines[begin:end]]


def _verdict(run: Run, known: Names, standby: Container[str], columns: int) -> Iterator[str]:
    unknown = any(finding.name == _NOT_EMULATED for finding in run.findings)
    said = "ended well" if run.ok else _UNKNOWN if unknown else "DID NOT END WELL"
    started = {reload.app for reload in run.reloads}
    meant = [name for name in dict.fromkeys(known.apps.values()) if name not in standby]
    never = [name for name in meant if name not in started]
    not_started = f" Not started: {listed(never)}." if never else ""
    yield from wrap(f"Verdict: {said}. {_outcome(run, known)}.{not_started}", columns)
    for finding in run.findings:
        yield from wrap(finding.line(), columns, "  - ", "    ")
        if finding.hint:
            yield from wrap(f"hint: {finding.hint}", columns, "    ")
    for fault in run.unmet:
        yield from wrap(f"{fault} met nothing.", columns, hang="  ")
