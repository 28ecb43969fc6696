"""What Qlik's public texts leave open, or contradict each other on, about expressions.

A doubt is asked by name through `Settings.answer`; whoever evaluates may give another answer than
the default, so that a script can be tried under each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_HELP = "https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/"
_COPY = "https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/"
_COMMUNITY = "https://community.qlik.com/t5/"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question about the engine, its possible answers, the likeliest, and where it comes from."""

    name: str
    question: str
    answers: tuple[str, ...]
    default: str
    source: str


_TABLE = (
    Doubt(
        "undefined-name",
        "What does the bare name of a variable give that was never set?",
        ("null", "empty", "error"),
        "null",
        _COPY + "Script_regular_statements.md",
    ),
    Doubt(
        "empty-variable",
        "What does the bare name of a variable give that was set to nothing?",
        ("empty", "null", "error"),
        "empty",
        _HELP + "work-with-variables-in-data-load-editor.htm",
    ),
    Doubt(
        "null-variable",
        "What does the bare name of a variable give that LET has set to NULL?",
        ("null", "empty", "error"),
        "null",
        _HELP + "work-with-variables-in-data-load-editor.htm",
    ),
    Doubt(
        "len-of-null",
        "Is Len of NULL 0, as its use in tests suggests, or NULL, as the general rule says?",
        ("zero", "null"),
        "zero",
        _COPY + "NULL_functions.md",
    ),
    Doubt(
        "function-of-null",
        "Do text functions give NULL for NULL, or take it for an empty text?",
        ("null", "empty"),
        "null",
        _COPY + "data_modelling_information.wip",
    ),
    Doubt(
        "match-of-null",
        "Do Match, MixMatch and WildMatch of NULL give NULL, or 0 for no match?",
        ("null", "zero"),
        "null",
        _COPY + "conditional_functions.md",
    ),
    Doubt(
        "null-and-null",
        "Is NULL & NULL still NULL, or an empty text?",
        ("null", "empty"),
        "null",
        _COPY + "data_modelling_information.wip",
    ),
    Doubt(
        "null-in-logic",
        "Is NULL unknown to and, or, xor and not, or simply false?",
        ("unknown", "false"),
        "unknown",
        _COMMUNITY + "QlikView-Documents/NULL-handling-in-QlikView/ta-p/1484472",
    ),
    Doubt(
        "text-as-condition",
        "Is a text without a number false, as nothing but a number is true, or true, being not 0?",
        ("false", "true"),
        "false",
        _COMMUNITY + "QlikView-Documents/NULL-handling-in-QlikView/ta-p/1484472",
    ),
    Doubt(
        "mixed-logic",
        "Does and bind more tightly than or, where both stand beside each other?",
        ("and-first", "left-to-right"),
        "and-first",
        _COPY + "operators.md",
    ),
    Doubt(
        "text-case",
        "Do =, <> and the other comparisons of texts see letter case?",
        ("sensitive", "insensitive"),
        "sensitive",
        _COPY + "operators.md",
    ),
    Doubt(
        "like-case",
        "Does like see letter case?",
        ("insensitive", "sensitive"),
        "insensitive",
        _COPY + "operators.md",
    ),
    Doubt(
        "digits-compare",
        "Are two texts that can both be read as numbers compared as numbers or as texts?",
        ("numbers", "texts"),
        "numbers",
        _COPY + "operators.md",
    ),
    Doubt(
        "exponent-in-text",
        "Is a text such as 650e12 read as a number?",
        ("number", "text"),
        "number",
        _COPY + "data_modelling_information.wip",
    ),
    Doubt(
        "literal-is-dual",
        "Has a literal that can be read as a number or date its number from the start?",
        ("yes", "no"),
        "yes",
        _HELP + "use-quotes-in-script.htm",
    ),
    Doubt(
        "number-in-text",
        "Do IsNum, IsText, Alt and the range functions see a number in a text that has none yet?",
        ("no", "yes"),
        "no",
        _COPY + "logical_functions.md",
    ),
    Doubt(
        "missing-table",
        "What do Peek, NoOfRows and their like give for a table that does not exist?",
        ("null", "error"),
        "null",
        _COPY + "table_functions.md",
    ),
    Doubt(
        "textbetween-missing",
        "What does TextBetween give where a delimiter is not found?",
        ("null", "empty"),
        "null",
        _COPY + "string_functions.md",
    ),
    Doubt(
        "sysattr-empty",
        "Is an attribute that GetSysAttr has no value for an empty text or NULL?",
        ("empty", "null"),
        "empty",
        _HELP + "SystemFunctions/GetSysAttr.htm",
    ),
    Doubt(
        "today-of",
        "Is Today the day of the call, or the day when the reload began?",
        ("call", "start"),
        "call",
        _COPY + "date_and_time_functions.md",
    ),
    Doubt(
        "json-string",
        "Does JsonGet give a JSON string bare or in its quotes? The help shows both.",
        ("bare", "quoted"),
        "bare",
        _HELP + "StringFunctions/JsonGet.htm",
    ),
)

DOUBTS: Mapping[str, Doubt] = MappingProxyType({doubt.name: doubt for doubt in _TABLE})
