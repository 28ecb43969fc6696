"""The variables that belong to the engine."""

from __future__ import annotations

from qscriptgen.script.evaluation import NotEmulated

_SYSTEM = (
    "DateFormat",
    "DayNames",
    "DecimalSep",
    "ErrorMode",
    "FirstWeekDay",
    "LongDayNames",
    "LongMonthNames",
    "MonthNames",
    "NullValue",
    "ScriptError",
    "ScriptErrorCount",
    "ScriptErrorList",
    "ScriptOnlyVariables",
    "StripComments",
    "ThousandSep",
    "TimeFormat",
    "TimestampFormat",
    "Verbatim",
)
_SPELT = {name.lower(): name for name in _SYSTEM}
_UNKNOWN = "scripterrordetails"


def check_name(name: str) -> None:
    """Refuse a name of which it is not known whether it is one of the engine's variables.

    Whether these are found in another letter case is not documented, nor what ScriptErrorDetails
    holds.

    Raises:
        NotEmulated: It is such a name.
    """
    lowered = name.lower()
    if lowered == _UNKNOWN or _SPELT.get(lowered, name) != name:
        raise NotEmulated(f"the variable {name}")
