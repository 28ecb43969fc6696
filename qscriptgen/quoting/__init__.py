"""One function for each place in a script where a value can stand; no other way in.

Each takes a value and gives `Code`, which a template may emit. A layer either keeps the text as it
is (string literal, name, JSON, URL part, query value), loses characters by design so that nothing
breaks out (TRACE value, comment, message), or refuses with `QuotingError`. A template never chains
them: what quotes for one layer is wrong for the next.
"""

from __future__ import annotations

from qscriptgen.quoting.code import Code
from qscriptgen.quoting.expression import expression, why_not_spliceable
from qscriptgen.quoting.given import given_ticket, given_value, json_given
from qscriptgen.quoting.text import (
    clearing,
    comment,
    expanded,
    failing,
    include_path,
    lib_name,
    literal,
    message,
    name,
    sub_name,
    trace_text,
    trace_value,
    variable,
    variable_name,
)
from qscriptgen.quoting.web import json_members, json_text, query_value, url_part

__all__ = [
    "Code",
    "clearing",
    "comment",
    "expanded",
    "expression",
    "failing",
    "given_ticket",
    "given_value",
    "include_path",
    "json_given",
    "json_members",
    "json_text",
    "lib_name",
    "literal",
    "message",
    "name",
    "query_value",
    "sub_name",
    "trace_text",
    "trace_value",
    "url_part",
    "variable",
    "variable_name",
    "why_not_spliceable",
]
