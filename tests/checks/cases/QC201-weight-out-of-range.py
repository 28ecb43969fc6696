"""A weight is 1 to 10."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")

fine = Chain("fine", extract >> [sales.reload(weight=1), report.reload(weight=10)])
nightly = Chain("nightly", extract >> [sales.reload(weight=0), report.reload(weight=11)])
