"""Whether an answer is one that the connector reads.

Sources:

- https://github.com/ChristofSchwarz/qs_script_rest_api: an error status fails the SELECT, and its
  body can't be read
- https://github.com/qlik-oss/qlik-cloud-reload-analyzer: the size of an answer is limited, and the
  words in which the connector says so
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from qscriptgen.emulate.connector.refusal import refusal
from qscriptgen.emulate.exchange import Failure
from qscriptgen.script.evaluation import NotEmulated

if TYPE_CHECKING:
    from qscriptgen.emulate.exchange import Answer
    from qscriptgen.emulate.world import World

MOST_BYTES = 4 * 1024 * 1024
"""The longest answer that is read; public texts say about 4 MB."""

_GOOD, _MOVED, _BAD = 200, 300, 400


def reply_body(answer: Answer, world: World) -> str:
    """The body of an answer.

    It is empty only where the doubt ``empty-answer`` says that this is not an error.

    Raises:
        ScriptFault: There is no answer, or one with an error status, without a body, or too long.
        NotEmulated: The status is neither an error nor a success, as that of a redirection.
    """
    if isinstance(answer, Failure):
        raise refusal(world, answer.reason)
    if answer.status >= _BAD:
        raise refusal(world, f"HTTP protocol error {answer.status} ({_phrase(answer.status)})")
    if not _GOOD <= answer.status < _MOVED:
        raise NotEmulated(f"an answer with HTTP status {answer.status}")
    if not answer.body and world.answer("empty-answer") == "error":
        raise refusal(world, "the answer has no body")
    size = _size(answer.body)
    if size > MOST_BYTES:
        said = f"Received message larger than max ({size} vs. {MOST_BYTES})"
        raise refusal(world, f"Message too large: (Connector error: {said})")
    return answer.body


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "unknown"


def _size(text: str) -> int:
    """The number of bytes on the wire."""
    return len(text) if text.isascii() else len(text.encode(errors="surrogatepass"))
