r"""Values that are only known when the script runs, put together by the script itself.

The script writes every character of them that could end a quote or a statement, open a comment or
begin an expansion as ``\uXXXX``, as `json_text` does; the templates have the words for that.
"""

from __future__ import annotations

from collections.abc import Mapping

from qscriptgen.quoting.code import Code
from qscriptgen.quoting.web import json_members, json_text


def given_value(number: int) -> Code:
    """The expression that reads the value of this number, which the script has quoted."""
    return Code(f"TextBetween(qsg_Values, '|{number}:', '|')")


def given_ticket(number: int) -> Code:
    """The expression of the ticket that the start of this number sends."""
    return Code(f"qsg_Call & '-{number}'")


def json_given(
    members: Mapping[str, object], variables: Mapping[str, str], given: Mapping[str, Code]
) -> Code:
    """The expression of what `json_members` gives, with variables that the script adds.

    Args:
        members: The members whose values are known.
        variables: The members of ``variables`` whose values are known.
        given: Further members of it, each with the expression of its quoted text.
    """
    known = json_members({**members, "variables": dict(variables)})[:-1]
    pieces = [f"'{known}{',' if variables else ''}"]
    for place, (name, code) in enumerate(given.items()):
        comma = "," if place else ""
        pieces[-1] += f'{comma}{json_text(name)}:""\''
        pieces += [code, '\'""']
    pieces[-1] += "}'"
    return Code(" & ".join(pieces))
