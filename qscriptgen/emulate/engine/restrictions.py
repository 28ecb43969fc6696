"""Uses of emulated words that are not emulated, each with a script that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from qscriptgen.script.evaluation.functions.system import ATTRIBUTES

_TABLE = "t:\nLOAD 1 AS a AUTOGENERATE 2;\n"
_REST = "only a SELECT of the REST connector"


@dataclass(frozen=True, slots=True)
class Restriction:
    """How far a word is emulated; ``example`` is a script that raises NotEmulated."""

    word: str
    text: str
    example: str


_STATEMENTS = (
    Restriction("CONNECT", "only LIB CONNECT", "ODBC CONNECT TO 'a';\n"),
    Restriction("DROP", "not the only field of a table", f"{_TABLE}DROP FIELD a;\n"),
    Restriction("FOR", "not with STEP 0", "FOR i = 1 TO 2 STEP 0\nNEXT\n"),
    Restriction("FOR EACH", "not over FileList and DirList", "FOR EACH f IN FileList('a')\nNEXT\n"),
    Restriction(
        "LOAD",
        "not with GROUP BY or WHILE, ORDER BY only with RESIDENT",
        f"{_TABLE}u:\nLOAD a RESIDENT t GROUP BY a;\n",
    ),
    Restriction(
        "LOAD",
        "only from RESIDENT, AUTOGENERATE, INLINE, and FROM files in the format qvd or txt",
        "t:\nLOAD a FROM [lib://DataFiles/a.xlsx] (ooxml, embedded labels);\n",
    ),
    Restriction(
        "RENAME",
        "not of a field to a name that is in use",
        """t:
LOAD 1 AS a, 2 AS b AUTOGENERATE 1;
RENAME FIELD a TO b;
""",
    ),
    Restriction("SELECT", _REST, "SELECT a FROM b;\n"),
    Restriction("SQL", _REST, "SQL SELECT a FROM b;\n"),
    Restriction(
        "STORE",
        "only one table, in the format qvd or txt",
        f"{_TABLE}STORE t INTO [lib://DataFiles/a.parquet] (parquet);\n",
    ),
    Restriction("TRACE", "not of a text with quotes", "TRACE 'a';\n"),
)

_PREFIXES = (
    Restriction(
        "ADD", "not with NOCONCATENATE", f"{_TABLE}ADD NOCONCATENATE LOAD 1 AS b AUTOGENERATE 1;\n"
    ),
    Restriction(
        "FIRST",
        "not with WHERE, DISTINCT, ORDER BY or a preceding LOAD",
        f"{_TABLE}u:\nFIRST 1 LOAD a AS b RESIDENT t WHERE a = 1;\n",
    ),
    Restriction("ONLY", "only with ADD or REPLACE", "t:\nONLY LOAD 1 AS a AUTOGENERATE 1;\n"),
    Restriction(
        "REPLACE",
        "not with CONCATENATE",
        f"{_TABLE}REPLACE CONCATENATE (t) LOAD 1 AS a AUTOGENERATE 1;\n",
    ),
)

_FUNCTIONS = (
    Restriction("GetSysAttr", f"only {', '.join(ATTRIBUTES)}", "LET a = GetSysAttr('theme');\n"),
    Restriction(
        "JsonGet", "not of true, false and null", "LET a = JsonGet('{\"b\":true}', '/b');\n"
    ),
    Restriction("Now", "only with the timer modes 0 and 1", "LET a = Now(2);\n"),
    Restriction("RecNo", "only in a LOAD that is not a preceding one", "LET a = RecNo();\n"),
    Restriction("SubField", "only with a field number", "LET a = SubField('a;b', ';');\n"),
    Restriction("Today", "only with the timer modes 0 and 1", "LET a = Today(2);\n"),
)

RESTRICTIONS: Mapping[str, tuple[Restriction, ...]] = MappingProxyType(
    {"statements": _STATEMENTS, "prefixes": _PREFIXES, "functions": _FUNCTIONS}
)
"""The restrictions by the sort of their word."""
