"""In a chain that only waits, a policy belongs to who waits."""

from qscriptgen import App, Chain, Policy, WaitOnly

sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")
gentle = Policy(failure="continue")

chain = Chain("waits", sales.reload(policy=gentle) >> report, wait_only=WaitOnly("45m"))
