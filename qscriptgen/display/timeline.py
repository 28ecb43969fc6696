"""A simulated run as text, for the reader who decides whether the chain is good."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from qscriptgen.display.chart import draw_chart, find_end
from qscriptgen.display.request_table import format_requests
from qscriptgen.display.run_names import RunNames, name_run
from qscriptgen.display.terminal import clean, count_columns, cut, format_clock, wrap

if TYPE_CHECKING:
    from qscriptgen.emulate.run import Reload, Run

WIDTH = 100

_MOST_REASONS, _MOST_NAMES = 5, 5
_LINES_BEFORE, _LINES_AFTER, _TAIL = 6, 3, 8
_NOT_EMULATED = "not-emulated"
_OF_RELOADS = (
    _NOT_EMULATED,
    "reload-not-succeeded",
    "reload-not-ended",
    "reload-refused",
    "simulation-without-end",
)
"""Findings about how reloads ended; all others say that a script breaks a promise."""
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


def format_timeline(
    run: Run,
    chain_name: str,
    *,
    scenario: str = "",
    apps: Mapping[str, str] | None = None,
    standby: Container[str] = (),
    columns: int = WIDTH,
) -> str:
    """Format what happened in a run as plain text that ends with a line end.

    Args:
        run: The run.
        chain_name: The name of the chain.
        scenario: The name of the scenario; empty if none was given.
        apps: RunNames of all apps of the chain by their ids, to tell which were not started.
        standby: RunNames of apps that are started only when something goes wrong.
        columns: The width of the terminal; 80 is enough.
    """
    known = name_run(run, apps or {})
    parts = [
        _format_heading(run, chain_name, scenario, columns),
        draw_chart(run, known, columns),
        ["Requests", *format_requests(run, known, columns)],
        *_format_reasons(run, known, columns),
        list(_format_verdict(run, known, standby, columns)),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def select_own(run: Run) -> list[Reload]:
    """Select the reloads that belong to the chain."""
    return [reload for reload in run.reloads if not reload.foreign]


def describe_unsuccessful(run: Run, known: RunNames) -> str:
    """Say which reloads of the chain did not succeed, and how they ended; empty if all did."""
    others: dict[str, list[str]] = {}
    for reload in select_own(run):
        if reload.status != "SUCCEEDED":
            end = _END.get(reload.status, f"ended as {reload.status}")
            others.setdefault(end, []).append(known.reloads[reload.reload_id])
    return "; ".join(f"{join_names(who)} {_to_plural(end, who)}" for end, who in others.items())


def _describe_outcome(run: Run, known: RunNames) -> str:
    """How the reloads of the chain ended, in one sentence without its full stop."""
    reloads, others = select_own(run), describe_unsuccessful(run, known)
    if not reloads:
        return "Nothing was reloaded"
    if not others:
        whole = "The only reload" if len(reloads) == 1 else f"All {len(reloads)} reloads"
        broken = any(finding.name not in _OF_RELOADS for finding in run.findings)
        return f"{whole} succeeded" + (", but a script breaks a promise" if broken else "")
    good = sum(reload.status == "SUCCEEDED" for reload in reloads)
    return f"{good} of {format_count(len(reloads), 'reload')} succeeded; {others}"


def join_names(texts: Sequence[str]) -> str:
    """Join names: ``a``, ``a and b``, ``a, b and c``; of many only the first."""
    shown = list(texts[:_MOST_NAMES])
    if len(texts) > len(shown):
        shown.append(f"{len(texts) - len(shown)} more")
    *first, last = shown
    return f"{', '.join(first)} and {last}" if first else last


def _to_plural(end: str, who: Sequence[str]) -> str:
    several = len(who) > 1
    return "were " + end.removeprefix("was ") if several and end.startswith("was ") else end


def format_count(number: int, what: str) -> str:
    """Format a count: ``1 reload``, ``2 reloads``."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _format_heading(run: Run, chain_name: str, scenario: str, columns: int) -> list[str]:
    named = f", scenario {scenario}" if scenario else ""
    title = cut(f"Chain {chain_name}{named}", columns)
    likeliest = "default, the likeliest answer to everything that Qlik does not document"
    world = likeliest if run.world == "default" else run.world.replace(",", ", ")
    reloads, requests = len(select_own(run)), len(run.requests)
    foreign = len(run.reloads) - reloads
    counts = f"{format_count(reloads, 'reload')} and {format_count(requests, 'request')}"
    if foreign:
        counts += f", besides {format_count(foreign, 'reload')} by somebody else"
    return [
        title,
        "=" * count_columns(title),
        *wrap(f"World: {world}", columns, hang="       "),
        *wrap(f"Simulated: {counts}, in {format_clock(find_end(run))} (h:mm:ss).", columns),
    ]


def _format_reasons(run: Run, known: RunNames, columns: int) -> Iterator[list[str]]:
    """Yield for each failed script its error, and what its log says about it."""
    failed = [reload for reload in select_own(run) if reload.status == "FAILED"]
    for reload in failed[:_MOST_REASONS]:
        where = f"Line {reload.line} of its script: " if reload.line else ""
        lines = [f"Why {clean(known.reloads[reload.reload_id])} failed"]
        lines += wrap(where + (reload.error or "No reason is known."), columns, "  ")
        excerpt = _select_excerpt(run.logs.get(reload.reload_id, ""), reload.error)
        if excerpt:
            lines.append("  From its log:")
        for line in excerpt:
            lines += wrap(line, columns, "    | ", "    |     ")
        yield lines
    more = [known.reloads[reload.reload_id] for reload in failed[_MOST_REASONS:]]
    if more:
        yield wrap(f"Failed as well: {join_names(more)}.", columns)


def _select_excerpt(log: str, error: str) -> list[str]:
    """Select the lines around the error, or the last ones, and the last decision of our script."""
    lines = log.splitlines()
    wanted = error.strip().splitlines()[:1]
    found = [n for n, line in enumerate(lines) if wanted and wanted[0] in line]
    begin = max(found[-1] - _LINES_BEFORE, 0) if found else max(len(lines) - _TAIL, 0)
    end = found[-1] + _LINES_AFTER if found else len(lines)
    decisions = [line for line in lines[:begin] if _EVENT in line]
    return [*decisions[-1:], *lines[begin:end]]


def _format_verdict(
    run: Run, known: RunNames, standby: Container[str], columns: int
) -> Iterator[str]:
    unknown = any(finding.name == _NOT_EMULATED for finding in run.findings)
    verdict = "ended well" if run.ok else _UNKNOWN if unknown else "DID NOT END WELL"
    started = {reload.app for reload in run.reloads}
    expected = [name for name in dict.fromkeys(known.apps.values()) if name not in standby]
    never = [name for name in expected if name not in started]
    not_started = f" Not started: {join_names(never)}." if never else ""
    yield from wrap(f"Verdict: {verdict}. {_describe_outcome(run, known)}.{not_started}", columns)
    for finding in run.findings:
        yield from wrap(finding.line(), columns, "  - ", "    ")
        if finding.hint:
            yield from wrap(f"hint: {finding.hint}", columns, "    ")
    for fault in run.unmet:
        yield from wrap(f"{fault} was never applied.", columns, hang="  ")
