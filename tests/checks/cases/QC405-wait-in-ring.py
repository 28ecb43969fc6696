"""Who waits in a ring waits for its own end."""

from qscriptgen import App, Chain, Repeat, Wait

sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")

loop = Chain("loop", sales >> report.reload(wait=Wait("10m")) >> sales, repeat=Repeat("10m"))
