"""The words that statements start with.

| key | source |
| --- | --- |
| grammar | https://github.com/ptarmiganlabs/QvsView.qs, bnf/getBaseBNF_result.json |
| control | https://github.com/qlik-oss/core-website, script_reference/script_control.md |
| prefixes | https://github.com/qlik-oss/core-website, script_reference/script_prefix.md |

All words are those of the grammar, but for these: EXIT ERROR, CONSTRAIN, FLUSHLOG and DROP VARIABLE
are of Qlik Cloud (help.qlik.com, script statements), a bare END and DROP MAPPING TABLE are seen in
public scripts.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


CONTROL = {
    word: word.upper()
    for word in words("if elseif else next do loop switch case default sub call for exit end")
} | {"endif": "END IF", "endsub": "END SUB", "endswitch": "END SWITCH"}
"""First words of statements that end with their line."""

PAIRS = {
    ("end", "if"): "END IF",
    ("end", "sub"): "END SUB",
    ("end", "switch"): "END SWITCH",
    ("for", "each"): "FOR EACH",
    ("exit", "script"): "EXIT SCRIPT",
    ("exit", "for"): "EXIT FOR",
    ("exit", "do"): "EXIT DO",
    ("exit", "sub"): "EXIT SUB",
    ("exit", "error"): "EXIT ERROR",
}
"""Control statements of two words."""

REGULAR = {
    word: word.upper()
    for word in words(
        """alias autonumber binary comment connect constrain declare derive direct directory
        disconnect drop execute flushlog force let load loosen map nullasnull nullasvalue qualify
        rem rename search section select set sleep sql sqlcolumns sqltables sqltypes star store tag
        trace unmap unqualify untag qsl"""
    )
} | {"lib": "CONNECT", "oledb": "CONNECT", "odbc": "CONNECT", "custom": "CONNECT"}
"""First words of statements that end with a ``;``."""

RAW = frozenset(("SET", "TRACE", "REM", "SQL", "SELECT"))
"""Statements whose text the engine takes as it is, so that any word may stand in it."""

PREFIXES = words(
    """add buffer bundle concatenate crosstable first generic hierarchy hierarchybelongsto image
    info inner intervalmatch join keep left mapping merge noconcatenate only outer partial replace
    right sample semantic unless when"""
)
"""Words that may stand before a LOAD or SELECT; WHEN and UNLESS before any regular statement."""

NEW_STATEMENT = words(
    """let set trace if elseif else end endif for next do loop switch sub endsub endswitch call drop
    store lib exit sleep disconnect"""
)
"""Words that at the start of a line show that the ``;`` before them is missing."""

OPENERS = {
    "IF": "END IF",
    "FOR": "NEXT",
    "FOR EACH": "NEXT",
    "DO": "LOOP",
    "SWITCH": "END SWITCH",
    "SUB": "END SUB",
}
"""What closes each block."""

BRANCHES = {"ELSEIF": ("IF",), "ELSE": ("IF",), "CASE": ("SWITCH",), "DEFAULT": ("SWITCH",)}
"""In which blocks each branch may stand."""

NO_NAMES = words("call case do elseif for if next sub switch")
"""Words that by the grammar no variable has as its name, unless in quotes."""
