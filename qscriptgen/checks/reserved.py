"""Names of variables that are taken: by the grammar, and by the engine.

Sources, all under https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/
- SystemVariables/system-variables.htm
- ErrorVariables/ErrorVariables.htm
- NumberInterpretationVariables/number-interpretation-variables.htm
- ValueHandlingVariables/value-handling-variables.htm
"""

from __future__ import annotations

KEYWORDS = frozenset(["call", "case", "do", "elseif", "for", "if", "next", "sub", "switch"])
"""Words that the engine's grammar refuses as variable names."""

_SYSTEM = """
    CreateSearchIndexOnReload HidePrefix HideSuffix Include Must_Include OpenUrlTimeout
    StripComments Verbatim
    ErrorMode ScriptError ScriptErrorCount ScriptErrorDetails ScriptErrorList ScriptOnlyVariables
    NullDisplay NullInterpret NullValue OtherSymbol
    BrokenWeeks CollationLocale DateFormat DayNames DecimalSep FirstMonthOfYear FirstWeekDay
    LongDayNames LongMonthNames MoneyDecimalSep MoneyFormat MoneyThousandSep MonthNames
    NumericalAbbreviation ReferenceDay ThousandSep TimeFormat TimestampFormat
"""
SYSTEM = frozenset(name.lower() for name in _SYSTEM.split())
"""Variables that mean something to the engine; whether letter case matters is not documented."""
