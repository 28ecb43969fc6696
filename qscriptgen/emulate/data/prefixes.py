"""The prefixes of a LOAD or SELECT, and whether it runs at all.

Sources:
https://help.qlik.com/en-us/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptPrefixes/Add.htm
https://help.qlik.com/en-us/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptPrefixes/Replace.htm
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/script_prefix.md
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from qscriptgen.emulate.data.prepared import plain_name
from qscriptgen.emulate.errors import SYNTAX, ScriptFault
from qscriptgen.script import parse_expression, tokenize
from qscriptgen.script.cursor import TokenCursor
from qscriptgen.script.evaluation import NotEmulated
from qscriptgen.script.tokens import TRIVIA, Token

if TYPE_CHECKING:
    from qscriptgen.script import Prefix, Statement
    from qscriptgen.script.expression import Node


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What stands before a LOAD or SELECT.

    ``words`` are CONCATENATE, NOCONCATENATE, MAPPING, ADD, REPLACE, ONLY and FIRST; ``onto`` is the
    table that CONCATENATE names, empty if none; ``first`` is what FIRST says.
    """

    words: frozenset[str] = frozenset()
    onto: str = ""
    first: Node | None = None


@lru_cache(2_048)
def read_prefixes(statement: Statement) -> Prefixes:
    """The prefixes of a statement; WHEN and UNLESS are the business of whoever runs it.

    Raises:
        NotEmulated: One of them, or them together, has an effect that is not known here.
    """
    found = {prefix.kind: prefix for prefix in statement.prefixes}
    for name, prefix in found.items():
        if name not in KNOWN:
            raise NotEmulated(f"the prefix {name or _text(statement, prefix)}")
    words = frozenset(found) - _CONDITIONS
    if len(words & _TARGETS) > 1 and words & _TARGETS not in _TOGETHER:
        raise NotEmulated(" with ".join(sorted(words & _TARGETS)))
    if "ONLY" in words and not words & _PARTIAL:
        raise NotEmulated("ONLY without ADD or REPLACE")
    onto, first = "", None
    if "CONCATENATE" in words:
        onto = _table(_text(statement, found["CONCATENATE"]))
    if "FIRST" in words:
        first = _count(_text(statement, found["FIRST"]))
    return Prefixes(words, onto, first)


def runs(words: frozenset[str], *, partial: bool) -> bool:
    """Whether a statement with these prefixes is run in this kind of reload."""
    return bool(words & _PARTIAL) if partial else "ONLY" not in words


def _text(statement: Statement, prefix: Prefix) -> str:
    start = statement.span[0]
    return str(statement)[prefix.span[0] - start : prefix.span[1] - start]


def _table(written: str) -> str:
    tokens = [token for token in tokenize(written) if token.kind not in TRIVIA]
    cursor = TokenCursor([*tokens, Token("end", "", len(written))], 1)
    if not cursor.take("("):
        return ""
    name = plain_name(cursor.name(), "the table of CONCATENATE")
    if not cursor.take(")") or not cursor.at_end:
        raise ScriptFault(SYNTAX, f"'{written}' can't be read")
    return name


def _count(written: str) -> Node:
    node, problems = parse_expression(written[len("FIRST") :])
    if problems:
        raise ScriptFault(SYNTAX, problems[0].message)
    return node


_CONDITIONS = frozenset(("WHEN", "UNLESS"))
_PARTIAL = frozenset(("ADD", "REPLACE"))
_TARGETS = frozenset(("CONCATENATE", "NOCONCATENATE", "MAPPING", "ADD", "REPLACE"))
_TOGETHER = (frozenset(("ADD", "CONCATENATE")), frozenset(("REPLACE", "CONCATENATE")))
KNOWN = _CONDITIONS | _TARGETS | {"ONLY", "FIRST"}
