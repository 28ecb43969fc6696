"""Lengths of time that are too short or too long where they stand."""

from datetime import timedelta

from qscriptgen import App, Chain, Connections, Policy, Repeat, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

nightly = Chain(
    "nightly",
    extract >> sales.reload(wait=Wait("4h", poll="0s")),
    policy=Policy(tries=2, pause="2h", patience=timedelta(seconds=5)),
    connections=Connections(request_timeout="3h"),
)
ring = Chain("ring", extract >> sales >> extract, repeat=Repeat("PT2H"))
