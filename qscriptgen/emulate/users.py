"""The two users of a simulated tenant: the one of the chain's key, and somebody else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from qscriptgen import api
from qscriptgen.emulate.exchange import HttpRequest
from qscriptgen.emulate.tenant import Key, TenantSpace, User

OWNER = "65c1a2b3d4e5f60718293a4b"
OTHER = "65c1a2b3d4e5f60718293a4c"
CHAIN_KEY, OWNER_KEY, OTHER_KEY = "key-of-the-chain", "key-of-the-owner", "key-of-another"
"""What stands for API keys here; a real one is long and secret."""


def users(spaces: Iterable[TenantSpace], denied: frozenset[str]) -> tuple[User, ...]:
    """The owner of all spaces, who may not reload what is denied, and another user."""
    roles = {space.id: frozenset({"facilitator"}) for space in spaces}
    return (User(OWNER, denied=denied), User(OTHER, admin=True, roles=roles))


def keys(expires_s: float | None) -> tuple[Key, ...]:
    """The key in the connections, which may expire, and those by which users start reloads."""
    return (Key(CHAIN_KEY, OWNER, expires_s), Key(OWNER_KEY, OWNER), Key(OTHER_KEY, OTHER))


def authorization(key: str) -> Mapping[str, str]:
    """The headers that a connection sends along."""
    return {"authorization": f"Bearer {key}", "content-type": "application/json"}


def start_request(host: str, app_id: str, key: str, *, partial: bool = False) -> HttpRequest:
    """The request by which a user reloads an app."""
    body = json.dumps({"appId": app_id, **({"partial": True} if partial else {})})
    return HttpRequest(api.START.method, api.START.url(host), authorization(key), body)
