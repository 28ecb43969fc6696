"""Format findings for a terminal, each with its line of the spec."""

from __future__ import annotations

import linecache
from collections.abc import Sequence

from qscriptgen.diagnostics import Finding, count_severities, format_findings

_SECRET = "QC108"


def format_with_lines(findings: Sequence[Finding]) -> str:
    """Format all findings and their count; a line that holds a secret is not shown."""
    linecache.checkcache()
    hidden = {(f.place.path, f.place.line) for f in findings if f.code == _SECRET}

    def read_visible_line(path: str, line: int) -> str | None:
        return None if (path, line) in hidden else _read_line(path, line)

    return f"{format_findings(findings, read_visible_line)}\n{count_severities(findings)}."


def _read_line(path: str, line: int) -> str | None:
    """Read a line as Python counts and decodes it, or return None if there is none."""
    return linecache.getline(path, line).rstrip("\n") or None
