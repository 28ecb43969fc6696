"""A diamond: each branch would start the report while the other may still be going on."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
finance = App("Finance", id="0a1b2c3d-0000-4000-8000-000000000003")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000004")

nightly = Chain("nightly", extract >> [sales, finance] >> report)
