"""A pace that can use up the reloads of a day: a warning, as the reloads take time as well."""

from qscriptgen import App, Chain, Repeat

sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")

loop = Chain("loop", sales >> report >> sales, repeat=Repeat("5m"))
