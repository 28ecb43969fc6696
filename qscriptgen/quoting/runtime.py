r"""Values that are only known at run time, so that the script itself inserts them.

The script writes every character that could end a quote or a statement, open a comment or begin
an expansion as ``\uXXXX``, as `json_text` does; the templates hold the code for that.
"""

from __future__ import annotations

from collections.abc import Mapping

from qscriptgen.quoting.code import Code
from qscriptgen.quoting.web import json_members, json_text


def runtime_value(number: int) -> Code:
    """Write the expression that reads the value of this number, which the script has quoted."""
    return Code(f"TextBetween(qsg_Values, '|{number}:', '|')")


def runtime_ticket(number: int) -> Code:
    """Write the expression of the ticket that the start of this number sends."""
    return Code(f"qsg_Call & '-{number}'")


def json_at_runtime(
    members: Mapping[str, object], variables: Mapping[str, str], at_runtime: Mapping[str, Code]
) -> Code:
    """Write the expression of what `json_members` returns, with variables added at run time.

    Args:
        members: The members whose values are known now.
        variables: The members of ``variables`` whose values are known now.
        at_runtime: Further members of ``variables``, each with the expression of its quoted text.
    """
    known = json_members({**members, "variables": dict(variables)})[:-1]
    pieces = [f"'{known}{',' if variables else ''}"]
    for place, (name, code) in enumerate(at_runtime.items()):
        comma = "," if place else ""
        pieces[-1] += f'{comma}{json_text(name)}:""\''
        pieces += [code, '\'""']
    pieces[-1] += "}'"
    return Code(" & ".join(pieces))
