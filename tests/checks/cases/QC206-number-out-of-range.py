"""Counts that are too small or too great."""

from qscriptgen import App, Chain, Connections, Policy, Repeat

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

none = Chain("none", extract >> sales, policy=Policy(tries=0))
many = Chain("many", extract >> sales, policy=Policy(tries=21))
fast = Chain("fast", extract >> sales, connections=Connections(posts_per_5min=251))
ring = Chain("ring", extract >> sales >> extract, repeat=Repeat("10m", quota=0))
