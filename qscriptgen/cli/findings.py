"""Findings on a terminal, with the line of the spec that each is about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from qscriptgen.diagnostics import Finding, report


def findings_text(findings: Sequence[Finding]) -> str:
    """All findings, then how many there are."""
    count = {s: sum(f.severity == s for f in findings) for s in ("error", "warning", "info")}
    counted = ", ".join(f"{n} {name}{'s' if n > 1 else ''}" for name, n in count.items() if n)
    return f"{report(findings, _read_line)}\n{counted}."


@cache
def _lines(path: str) -> tuple[str, ...]:
    try:
        return tuple(Path(path).read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError):
        return ()


def _read_line(path: str, line: int) -> str | None:
    lines = _lines(path)
    return lines[line - 1] if 0 < line <= len(lines) else None
