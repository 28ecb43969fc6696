"""Days that leave out nothing, or are said twice."""

from qscriptgen import App, Chain, Due

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")
always = Due(days=("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
twice = Due("day", days=("mon", "fri", "mon"))

chain = Chain("days", extract >> [sales.reload(due=always), report.reload(due=twice)])
