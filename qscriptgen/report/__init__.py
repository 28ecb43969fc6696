"""What people read about a chain, other than its scripts."""

from __future__ import annotations

from qscriptgen.report.connections import connections_checklist

__all__ = ["connections_checklist"]
