"""One app is not a ring."""

from qscriptgen import App, Chain, Repeat

sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

loop = Chain("loop", sales >> sales, repeat=Repeat("10m"))
