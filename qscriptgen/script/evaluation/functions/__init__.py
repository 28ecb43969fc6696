"""The implemented functions, by their names in lower case."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qscriptgen.script.evaluation.functions.adapters import FunctionTable, LazyFunction
from qscriptgen.script.evaluation.functions.conversion import CONVERSION
from qscriptgen.script.evaluation.functions.dates import DATES
from qscriptgen.script.evaluation.functions.evaluate import evaluate_text
from qscriptgen.script.evaluation.functions.json import JSON
from qscriptgen.script.evaluation.functions.logic import LAZY_LOGIC, LOGIC
from qscriptgen.script.evaluation.functions.numeric import NUMERIC
from qscriptgen.script.evaluation.functions.system import SYSTEM
from qscriptgen.script.evaluation.functions.tables import LAZY_TABLES, TABLES
from qscriptgen.script.evaluation.functions.texts import TEXTS

IMPLEMENTED: FunctionTable = MappingProxyType(
    {**CONVERSION, **DATES, **JSON, **LOGIC, **NUMERIC, **SYSTEM, **TABLES, **TEXTS}
)

LAZY: Mapping[str, LazyFunction] = MappingProxyType(
    {**LAZY_LOGIC, **LAZY_TABLES, "evaluate": evaluate_text}
)
"""Functions that do not evaluate all their arguments."""
