"""Reads Qlik load script without losing a character of it, and says what is wrong with it.

``parse`` gives a `Script`: its tokens, its statements with their parts, and its blocks, each with
its place in the text. Dollar-sign expansion and the SELECT of a REST connection are steps of their
own, since their text is known only when the script runs.
"""

from __future__ import annotations

from qscriptgen.script.blocks import Block, Branch
from qscriptgen.script.dollar import (
    Brought,
    Dollar,
    Expanded,
    Lookup,
    LoopConditions,
    expand,
    expand_statement,
    fill_in,
    find_expansions,
)
from qscriptgen.script.expression_parser import parse_expression
from qscriptgen.script.parser import Script, Section, parse, parse_statements
from qscriptgen.script.rest import RestStatement, parse_rest
from qscriptgen.script.source import Problem, Source, Span
from qscriptgen.script.statement import Prefix, Statement
from qscriptgen.script.tokens import Token, tokenize

__all__ = [
    "Block",
    "Branch",
    "Brought",
    "Dollar",
    "Expanded",
    "Lookup",
    "LoopConditions",
    "Prefix",
    "Problem",
    "RestStatement",
    "Script",
    "Section",
    "Source",
    "Span",
    "Statement",
    "Token",
    "expand",
    "expand_statement",
    "fill_in",
    "find_expansions",
    "parse",
    "parse_expression",
    "parse_rest",
    "parse_statements",
    "tokenize",
]
