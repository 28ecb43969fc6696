"""The cost of a request does not grow with the number of reloads."""

from __future__ import annotations

import sys
from functools import partial

from tests.emulate.tenant.client import URL, Client


def steps(action):
    """How many calls of functions, in Python or in C, an action needs."""
    count = 0

    def profile(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


def test_requests_do_not_look_at_every_reload():
    few, many = Client(), Client()
    for client, number in ((few, 20), (many, 2000)):
        for ended in range(number):
            client.tenant.remember("app-1", "FAILED", -100_000 - ended * 10)
        client.run()  # once and for all, this forgets what the quota no longer counts
    for request in (
        lambda client: client.list(limit=1),
        lambda client: client.list(limit=10),
        lambda client: client.send("GET", f"{URL}/69a7c0fde2b4000000000001"),
        lambda client: client.post(),
        lambda client: client.post("app-2"),
    ):
        # A search by halves calls its key a few times more; a look at each, 2,000 times.
        more, fewer = (steps(partial(request, client)) for client in (many, few))
        assert more <= fewer + 150
