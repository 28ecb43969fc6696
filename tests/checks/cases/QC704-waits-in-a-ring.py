"""Who waits in a ring waits for itself in the end."""

from qscriptgen import App, Chain, WaitOnly

sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")

chain = Chain("waits", sales >> report >> sales, wait_only=WaitOnly("45m"))
