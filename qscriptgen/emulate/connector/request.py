"""The request that a SELECT sends: what the connection has stored, and what the script overrides.

Sources, besides those of `qscriptgen.script.rest`:

- https://help.qlik.com/en-US/cloud-services/Subsystems/REST_Connector_help/Content/Connectors_REST/Create-REST-connection/Create-REST-connection.htm:
  the method is GET or POST, and only POST has a body
- https://github.com/ChristofSchwarz/qs_script_rest_api: QUERY values are written without encoding,
  with blanks and quotes
- https://github.com/ptarmiganlabs/butler: a URL is sent as it is written
- https://github.com/qlik-oss/qlik-cloud-reload-analyzer: an empty HTTPHEADER takes one away
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from qscriptgen.emulate.connector.refusal import refusal
from qscriptgen.emulate.connector.texts import arguments
from qscriptgen.emulate.exchange import HttpRequest
from qscriptgen.script.evaluation import NotEmulated

if TYPE_CHECKING:
    from qscriptgen.emulate.connector.connection import Connection
    from qscriptgen.emulate.world import World
    from qscriptgen.script.rest import RestStatement

# Whether and how the connector encodes anything else is not known (the set: RFC 3986, section 2).
_SENT_AS_WRITTEN = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]*")
_OF_DOUBTFUL_ENCODING = re.compile(r"[+&%#]|[^\x00-\x7f]")
_ABSOLUTE = re.compile(r"https?://[^/?]", re.IGNORECASE)


def build_request(rest: RestStatement, connection: Connection, world: World) -> HttpRequest:
    """The request that a statement makes through a connection.

    Raises:
        ScriptFault: The connector would refuse it, so that nothing is sent.
        NotEmulated: What would be sent is not known.
    """
    if rest.entries and not connection.allow_with_connection:
        raise refusal(world, f"'{connection.name}' does not allow WITH CONNECTION")
    body = _body(rest, connection, world)
    headers = MappingProxyType(_headers(rest, connection))
    return HttpRequest(connection.method, _url(rest, connection, world), headers, body)


def _url(rest: RestStatement, connection: Connection, world: World) -> str:
    """The URL with its query; what stands behind ``#`` never leaves a client."""
    *_, (written,) = ((connection.url,), *arguments(rest, "URL", 1))
    url = written.partition("#")[0]
    if not url:
        raise NotEmulated("an empty URL")
    if not _SENT_AS_WRITTEN.fullmatch(url):
        raise NotEmulated("a URL with characters that are not encoded")
    if not _ABSOLUTE.match(url):
        raise refusal(world, f"'{url}' is not an absolute URL")
    pairs = [f"{_encoded(name)}={_encoded(value)}" for name, value in arguments(rest, "QUERY", 2)]
    if not pairs:
        return url
    if "?" in url:
        raise NotEmulated("QUERY beside a URL with '?'")
    return f"{url}?{'&'.join(pairs)}"


def _encoded(text: str) -> str:
    doubtful = _OF_DOUBTFUL_ENCODING.search(text)
    if doubtful:
        raise NotEmulated(f"QUERY with {doubtful[0]!a}")
    return quote(text, safe="")


def _headers(rest: RestStatement, connection: Connection) -> dict[str, str]:
    """Stored headers and those of the script, which win; an empty one takes a stored one away."""
    given: dict[str, str] = {}
    for name, value in arguments(rest, "HTTPHEADER", 2):
        if name.lower() in given:
            raise NotEmulated(f"HTTPHEADER '{name}' twice in one statement")
        given[name.lower()] = value
    stored = {name.lower(): value for name, value in connection.headers.items()}
    return {name: value for name, value in (stored | given).items() if given.get(name) != ""}


def _body(rest: RestStatement, connection: Connection, world: World) -> str | None:
    given = [body for (body,) in arguments(rest, "BODY", 1)]
    if connection.method == "GET":
        if given and world.answer("get-with-body") == "error":
            raise refusal(world, "a request whose method is GET has no body")
        return None
    if given and not given[-1] and connection.body:
        raise NotEmulated("an empty BODY where the connection has one")
    return given[-1] if given else connection.body
