"""The function Evaluate, whose argument is an expression as a text.

Source: https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/string_functions.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.script.evaluation.functions.adapters import Steps
from qscriptgen.script.evaluation.values import NULL
from qscriptgen.script.expression_parser import parse_expression

if TYPE_CHECKING:
    from qscriptgen.script.evaluation.context import Context
    from qscriptgen.script.expression import Call


def evaluate_text(call: Call, context: Context) -> Steps:
    """The value of the expression in a text, NULL if it is not a valid expression."""
    written = yield call.args[0]
    if written.is_null:
        return NULL
    node, problems = parse_expression(context.text(written))
    return NULL if problems else (yield node)
