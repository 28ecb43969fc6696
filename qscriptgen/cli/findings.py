"""Findings on a terminal, with the line of the spec that each is about."""

from __future__ import annotations

import linecache
from collections.abc import Sequence

from qscriptgen.diagnostics import Finding, report

_SECRET = "QC108"


def findings_text(findings: Sequence[Finding]) -> str:
    """All findings, then how many there are; a line that holds a secret is not shown."""
    linecache.checkcache()
    hidden = {(f.place.path, f.place.line) for f in findings if f.code == _SECRET}
    count = {s: sum(f.severity == s for f in findings) for s in ("error", "warning", "info")}
    counted = ", ".join(f"{n} {name}{'s' if n > 1 else ''}" for name, n in count.items() if n)

    def shown(path: str, line: int) -> str | None:
        return None if (path, line) in hidden else _read_line(path, line)

    return f"{report(findings, shown)}\n{counted}."


def _read_line(path: str, line: int) -> str | None:
    """The line as Python counts and decodes it, or None where there is none."""
    return linecache.getline(path, line).rstrip("\n") or None
