"""Texts that are not durations."""

from datetime import timedelta

from qscriptgen import App, Chain, Connections, Policy, Repeat, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

nightly = Chain(
    "nightly",
    extract >> sales.reload(wait=Wait("45 minutes", poll="15")),
    policy=Policy(tries=2, pause="", patience=timedelta(seconds=-60)),
    connections=Connections(request_timeout="1.5m"),
)
ring = Chain("ring", extract >> sales >> extract, repeat=Repeat("hourly"))
