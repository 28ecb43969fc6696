"""Reads Qlik load script without losing a character of it, and reports what is wrong with it.

``parse`` returns a `ParsedScript`: its tokens, its statements with their parts, and its blocks,
each with its position in the text. Dollar-sign expansion and the SELECT of a REST connection are
separate steps, since their text is only known when the script runs.
"""

from __future__ import annotations

from qscriptgen.script.blocks import Block, Branch
from qscriptgen.script.dollar import (
    DollarExpansion,
    ExpandedText,
    Lookup,
    expand,
    find_expansions,
    substitute_arguments,
)
from qscriptgen.script.expression_parser import parse_expression
from qscriptgen.script.parser import ParsedScript, parse, parse_statements
from qscriptgen.script.rest import RestStatement, parse_rest
from qscriptgen.script.source import ScriptProblem, SourceText, Span
from qscriptgen.script.statement import Prefix, Statement
from qscriptgen.script.tokens import Token, tokenize

__all__ = [
    "Block",
    "Branch",
    "DollarExpansion",
    "ExpandedText",
    "Lookup",
    "ParsedScript",
    "Prefix",
    "RestStatement",
    "ScriptProblem",
    "SourceText",
    "Span",
    "Statement",
    "Token",
    "expand",
    "find_expansions",
    "parse",
    "parse_expression",
    "parse_rest",
    "parse_statements",
    "substitute_arguments",
    "tokenize",
]
