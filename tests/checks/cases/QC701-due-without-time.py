"""A due that leaves nothing out."""

from qscriptgen import App, Chain, Due

sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")

chain = Chain("due", sales >> report.reload(due=Due()))
