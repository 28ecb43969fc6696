"""Apps that wait for each other at the start of their scripts, and start none.

Each app has a schedule of its own. Sales loads when Extract and Finance have succeeded recently,
Report loads after Sales. The scripts only ask: they need nothing but the GET connection.
"""

from qscriptgen import App, Chain, WaitOnly

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
finance = App("Finance", id="0a1b2c3d-0000-4000-8000-000000000002")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000003")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000004")

chain = Chain(
    "wait-only",
    [extract, finance] >> sales >> report,
    wait_only=WaitOnly("45m", poll="30s", newer_than="2h"),
)
