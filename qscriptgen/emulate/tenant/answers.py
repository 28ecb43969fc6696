"""What the API answers: JSON, or a refusal in the form that all its errors have."""

from __future__ import annotations

import json
from dataclasses import dataclass

from qscriptgen.emulate.exchange import HttpResponse

_JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Cause:
    """Why a request is refused, as the errors of the API say it."""

    status: int
    code: str
    title: str
    detail: str = ""
    traced: bool = True


UNAUTHORIZED = Cause(401, "HTTP-401", "Unauthorized", "The token is missing, unknown or expired.")
FORBIDDEN = Cause(403, "RELOADS-003", "Forbidden", "The user may not do this.")
NOT_FOUND = Cause(
    404,
    "RELOADS-004",
    "Resource not found.",
    "The resource either never existed, or may have been deleted.",
)
PENDING = Cause(429, "RELOADS-007", "A pending reload request already exists for this app")
QUOTA = Cause(403, "RELOADS-013", "Reload frequency quota has been met")
NOT_CANCELLABLE = Cause(409, "HTTP-409", "Conflict", "The reload is not in a cancellable state.")
NO_SUCH_PATH = Cause(404, "HTTP-404", "Not found")
"""Codes as in https://qlik.dev/apis/rest/reloads and https://github.com/kestra-io/plugin-qlikcloud.

The documents tell no code for 400, 401 and 409 and hardly any titles: those here are invented.
"""


class Refusal(Exception):
    """A request that is not done: the response says why."""

    def __init__(self, cause: Cause, retry_after_s: int | None = None) -> None:
        self.cause, self.retry_after_s = cause, retry_after_s
        super().__init__(cause.code)


def bad_request(detail: str) -> Refusal:
    """The refusal of a request that can't be understood; no document tells its code."""
    return Refusal(Cause(400, "HTTP-400", "Bad request", detail))


def rate_limited(wait_s: int) -> Refusal:
    """The refusal of a request that was one too many (https://qlik.dev/apis/rest/rate-limiting)."""
    detail = f"You need to wait {wait_s} seconds until limit is lifted."
    cause = Cause(429, "HTTP-429", "API rate limit reached.", detail, traced=False)
    return Refusal(cause, wait_s)


def answer(status: int, members: object) -> HttpResponse:
    """A response whose body is JSON."""
    return HttpResponse(status, json.dumps(members, separators=(",", ":")), _JSON)


def refuse(refusal: Refusal, trace: int) -> HttpResponse:
    """The response to a refused request; ``trace`` numbers it among all refusals."""
    cause = refusal.cause
    error = {"code": cause.code, "title": cause.title}
    if cause.detail:
        error["detail"] = cause.detail
    members: dict[str, object] = {"errors": [error]}
    if cause.traced:
        members["traceId"] = f"{trace:032x}"
    response = answer(cause.status, members)
    if refusal.retry_after_s is None:
        return response
    headers = {**response.headers, "retry-after": str(refusal.retry_after_s)}
    return HttpResponse(response.status, response.body, headers)
