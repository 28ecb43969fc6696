"""Many looks that run into their time-outs take longer than a reload may."""

from qscriptgen import App, Chain, WaitOnly

sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")

waits = Chain("waits", sales >> report, wait_only=WaitOnly("2h", poll="10s"))
