"""Questions about expressions that Qlik's public texts leave open, or answer in two ways.

The evaluator asks for the answer to a doubt by its name, through `Settings.answer`. The caller may
give an answer other than the default, so a script can be run under each.
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
    """A question about the engine, its possible answers, the most likely one, and its source."""

    name: str
    question: str
    answers: tuple[str, ...]
    default: str
    source: str


_TABLE = (
    Doubt(
        "undefined-name",
        "What is the value of the bare name of a variable that is not set?",
        ("null", "empty", "error"),
        "null",
        _COPY + "Script_regular_statements.md",
    ),
    Doubt(
        "empty-variable",
        "What is the value of the bare name of a variable that is set to nothing?",
        ("empty", "null", "error"),
        "empty",
        _HELP + "work-with-variables-in-data-load-editor.htm",
    ),
    Doubt(
        "null-variable",
        "What is the value of the bare name of a variable that LET has set to NULL?",
        ("null", "empty", "error"),
        "null",
        _HELP + "work-with-variables-in-data-load-editor.htm",
    ),
    Doubt(
        "len-of-null",
        "Is Len of NULL 0, as its use in conditions suggests, or NULL, as the general rule says?",
        ("zero", "null"),
        "zero",
        _COPY + "NULL_functions.md",
    ),
    Doubt(
        "function-of-null",
        "Do text functions return NULL for NULL, or do they treat it as an empty text?",
        ("null", "empty"),
        "null",
        _COPY + "data_modelling_information.wip",
    ),
    Doubt(
        "match-of-null",
        "Do Match, MixMatch and WildMatch return NULL for NULL, or 0 for no match?",
        ("null", "zero"),
        "null",
        _COPY + "conditional_functions.md",
    ),
    Doubt(
        "null-and-null",
        "Is NULL & NULL NULL or an empty text?",
        ("null", "empty"),
        "null",
        _COPY + "data_modelling_information.wip",
    ),
    Doubt(
        "null-in-logic",
        "Do and, or, xor and not treat NULL as unknown or as false?",
        ("unknown", "false"),
        "unknown",
        _COMMUNITY + "QlikView-Documents/NULL-handling-in-QlikView/ta-p/1484472",
    ),
    Doubt(
        "text-as-condition",
        "Is a text without a number false, as only numbers can be true, or true, as it is not 0?",
        ("false", "true"),
        "false",
        _COMMUNITY + "QlikView-Documents/NULL-handling-in-QlikView/ta-p/1484472",
    ),
    Doubt(
        "mixed-logic",
        "Does and have a higher precedence than or?",
        ("and-first", "left-to-right"),
        "and-first",
        _COPY + "operators.md",
    ),
    Doubt(
        "text-case",
        "Are =, <> and the other comparisons of texts case-sensitive?",
        ("sensitive", "insensitive"),
        "sensitive",
        _COPY + "operators.md",
    ),
    Doubt(
        "like-case",
        "Is like case-sensitive?",
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
        "Does a literal that can be read as a number or date have its number from the start?",
        ("yes", "no"),
        "yes",
        _HELP + "use-quotes-in-script.htm",
    ),
    Doubt(
        "number-in-text",
        "Do IsNum, IsText, Alt and the range functions read a text that has no number as a number?",
        ("no", "yes"),
        "no",
        _COPY + "logical_functions.md",
    ),
    Doubt(
        "missing-table",
        "What do functions such as Peek and NoOfRows return for a table that does not exist?",
        ("null", "error"),
        "null",
        _COPY + "table_functions.md",
    ),
    Doubt(
        "textbetween-missing",
        "What does TextBetween return if a delimiter is not found?",
        ("null", "empty"),
        "null",
        _COPY + "string_functions.md",
    ),
    Doubt(
        "sysattr-empty",
        "Does GetSysAttr return an empty text or NULL for an attribute without a value?",
        ("empty", "null"),
        "empty",
        _HELP + "SystemFunctions/GetSysAttr.htm",
    ),
    Doubt(
        "today-of",
        "Does Today return the day of the call, or the day on which the reload started?",
        ("call", "start"),
        "call",
        _COPY + "date_and_time_functions.md",
    ),
    Doubt(
        "json-string",
        "Does JsonGet return a JSON string without or with its quotes? The help shows both.",
        ("bare", "quoted"),
        "bare",
        _HELP + "StringFunctions/JsonGet.htm",
    ),
)

DOUBTS: Mapping[str, Doubt] = MappingProxyType({doubt.name: doubt for doubt in _TABLE})
