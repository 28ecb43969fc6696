"""The data of an app while its script runs: variables, tables, and what statements do to them."""

from __future__ import annotations

from qscriptgen.emulate.data.circumstances import Circumstances
from qscriptgen.emulate.data.files import Files
from qscriptgen.emulate.data.loading import load
from qscriptgen.emulate.data.memory import Memory, Table
from qscriptgen.emulate.data.prefixes import KNOWN, read_prefixes, runs
from qscriptgen.emulate.data.scope import ReloadScope
from qscriptgen.emulate.data.statements import STATEMENTS
from qscriptgen.emulate.data.system import check_name

__all__ = [
    "KNOWN",
    "STATEMENTS",
    "Circumstances",
    "Files",
    "Memory",
    "ReloadScope",
    "Table",
    "check_name",
    "load",
    "read_prefixes",
    "runs",
]
