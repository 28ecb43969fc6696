"""Nobody starts anything in such a chain: no number of tries would help these options."""

from qscriptgen import App, Chain, Policy, WaitOnly

sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")

chain = Chain(
    "waits",
    sales >> report,
    wait_only=WaitOnly("45m"),
    policy=Policy(busy="join", pause="1m", patience="5m"),
)
