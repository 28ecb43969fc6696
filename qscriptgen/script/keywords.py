"""The keywords of statements: first words, prefixes, and the words that open and close blocks.

| key | source |
| --- | --- |
| grammar | https://github.com/ptarmiganlabs/QvsView.qs, bnf/getBaseBNF_result.json |
| control | https://github.com/qlik-oss/core-website, script_reference/script_control.md |
| prefixes | https://github.com/qlik-oss/core-website, script_reference/script_prefix.md |

All words come from the grammar, except these: EXIT ERROR, CONSTRAIN, FLUSHLOG and DROP VARIABLE
belong to Qlik Cloud (help.qlik.com, script statements); a bare END and DROP MAPPING TABLE occur in
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
"""First words of control statements, which end with their line."""

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
"""First words of regular statements, which end with a ``;``."""

RAW = frozenset(("SET", "TRACE", "REM", "SQL", "SELECT"))
"""Statements whose text the engine takes as it is, so it may contain any word."""

PREFIXES = words(
    """add buffer bundle concatenate crosstable first generic hierarchy hierarchybelongsto image
    info inner intervalmatch join keep left mapping merge noconcatenate only outer partial replace
    right sample semantic unless when"""
)
"""Words that may come before a LOAD or SELECT; WHEN and UNLESS before any regular statement."""

NEW_STATEMENT = words(
    """let set trace if elseif else end endif for next do loop switch sub endsub endswitch call drop
    store lib exit sleep disconnect"""
)
"""Words that show, at the start of a line, that the ``;`` before them is missing."""

OPENERS = {
    "IF": "END IF",
    "FOR": "NEXT",
    "FOR EACH": "NEXT",
    "DO": "LOOP",
    "SWITCH": "END SWITCH",
    "SUB": "END SUB",
}
"""Statements that open a block, each with the one that closes it."""

BRANCHES = {"ELSEIF": ("IF",), "ELSE": ("IF",), "CASE": ("SWITCH",), "DEFAULT": ("SWITCH",)}
"""Statements that start another branch of a block, each with the blocks that may contain it."""

NO_NAMES = words("call case do elseif for if next sub switch")
"""Words that, by the grammar, cannot be the name of a variable, except in quotes."""
