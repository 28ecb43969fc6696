"""More time than a reload has, and a poll that never comes."""

from qscriptgen import App, Chain, Due, WaitOnly

sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")

waits = Chain("waits", sales >> report, wait_only=WaitOnly("4h", poll="5h", newer_than="10s"))
due = Chain("due", sales >> report.reload(due=Due("30s")))
