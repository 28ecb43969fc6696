"""At its start an app that skips the rest of its script would be saved without data."""

from qscriptgen import App, Chain, Policy, WaitOnly

sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")

skip = Policy(failure="skip")

chain = Chain("waits", sales >> report, wait_only=WaitOnly("45m"), policy=skip)
