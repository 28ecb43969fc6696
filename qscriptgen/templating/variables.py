"""Variables whose values a script evaluates, and passes to the apps that it starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qscriptgen.outline import TICKET
from qscriptgen.quoting import (
    json_at_runtime,
    json_members,
    literal,
    runtime_ticket,
    runtime_value,
    trace_value,
)

if TYPE_CHECKING:
    from qscriptgen.outline import Start, StartOutline
    from qscriptgen.quoting import Code

LONGEST_VALUE = 256
"""How many characters the value of a variable has at most (https://qlik.dev/apis/rest/reloads)."""


@dataclass(frozen=True)
class PassedExpression:
    """An expression of a start: the number of the start, the variable, and the code."""

    start: int
    name: str
    code: str


def passed_expressions(outline: StartOutline) -> tuple[PassedExpression, ...]:
    """All expressions that a script evaluates; the position of each is its number."""
    return tuple(
        PassedExpression(number, name, code)
        for number, start in enumerate(outline.starts, 1)
        for name, code in start.expressions
    )


def runtime_options(
    number: int, start: Start, members: Mapping[str, object], all_passed: Sequence[PassedExpression]
) -> Code:
    """The expression of the members of a request, with the values that the script has read."""
    found = {
        value.name: runtime_value(at)
        for at, value in enumerate(all_passed, 1)
        if value.start == number
    }
    if start.answer:
        found[TICKET] = runtime_ticket(number)
    if not found:
        # The default spelled out, as a variable that is in use is never empty.
        return literal(json_members(members) or json_members({"partial": False}))
    rest = {name: value for name, value in members.items() if name != "variables"}
    return json_at_runtime(rest, dict(start.variables), found)


def variables_context(outline: StartOutline) -> dict[str, Any]:
    """What the templates can name of the expressions whose values a script passes."""
    found = passed_expressions(outline)
    return {
        "expressions": [
            {"name": literal(trace_value(value.name)), "code": value.code} for value in found
        ],
        "passed": ", ".join(dict.fromkeys(value.name for value in found)),
        "longest": LONGEST_VALUE + 1,
        "decimal": False,
    }
