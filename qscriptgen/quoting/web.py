"""Quoting for what a REST statement sends: JSON in a BODY, parts of a URL, QUERY values.

All of them stand inside ``"..."`` of WITH CONNECTION, where ``"`` is written ``""``; the engine
expands ``$(`` there first and the connector reads the result
(https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/dollar-sign-expansions.htm).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import quote

from qscriptgen.errors import QuotingError
from qscriptgen.quoting.code import Code, refuse_control, refuse_surrogate

_RISKY = re.compile(r"[^ -~]|[\"'\\;$`]|(?<=[/*])[/*]")


def json_text(value: object) -> Code:
    r"""Write a JSON value for a BODY, without the quotes of the BODY: ``{""appId"":""...""}``.

    In its strings, everything that could end a quote or a statement, open a comment or begin an
    expansion is written as ``\uXXXX``, so that only the quotes of the JSON itself are doubled, and
    the text is the same in a BODY and in a string literal.

    Raises:
        QuotingError: A lone surrogate, or a value that JSON does not have.
    """
    return Code(_json(value).replace('"', '""'))


def json_members(members: Mapping[str, object]) -> Code:
    """Write the members of a JSON object without its braces, each with a comma before it."""
    whole = json_text(dict(members))
    return Code(f",{whole[1:-1]}" if members else "")


def _json(value: object) -> str:
    if isinstance(value, str):
        refuse_surrogate("JSON body", value)
        return '"' + _RISKY.sub(lambda found: _escaped(found[0]), value) + '"'
    if isinstance(value, bool | int) or value is None:
        return json.dumps(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_key(key)}:{_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_json, value)) + "]"
    raise QuotingError("JSON body", repr(value), "JSON has no such value")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise QuotingError("JSON body", repr(key), "a key must be text")
    return _json(key)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def url_part(text: str) -> Code:
    """Percent-encode a path segment or value in a URL: the connector does not encode a URL.

    Raises:
        QuotingError: A lone surrogate.
    """
    refuse_surrogate("URL part", text)
    return Code(quote(text, safe=""))


def query_value(text: str) -> Code:
    """Write the value of a QUERY entry, without its quotes; the connector encodes it.

    Raises:
        QuotingError: A control character, a lone surrogate, or ``$(``, which would be expanded.
    """
    if "$(" in text:
        raise QuotingError("QUERY value", text, "Qlik would expand its $(")
    refuse_surrogate("QUERY value", text)
    refuse_control("QUERY value", text)
    return Code(text.replace('"', '""'))
