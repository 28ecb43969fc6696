"""One function for each place in a script where a value can stand.

Each takes a value and returns `Code`; a template can emit nothing else. A layer either keeps the
text as it is (string literal, name, JSON, URL part, query value), drops characters by design so
that nothing breaks out (TRACE value, comment, message), or refuses with `QuotingError`. Templates
never chain them: what quotes for one layer is wrong for the next.
"""

from __future__ import annotations

from qscriptgen.quoting.code import Code
from qscriptgen.quoting.expression import expression, why_not_spliceable
from qscriptgen.quoting.runtime import json_at_runtime, runtime_ticket, runtime_value
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
    "include_path",
    "json_at_runtime",
    "json_members",
    "json_text",
    "lib_name",
    "literal",
    "message",
    "name",
    "query_value",
    "runtime_ticket",
    "runtime_value",
    "sub_name",
    "trace_text",
    "trace_value",
    "url_part",
    "variable",
    "variable_name",
    "why_not_spliceable",
]
