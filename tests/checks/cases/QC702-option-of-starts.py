"""Nobody starts anything in such a chain, so options of starts say nothing."""

from qscriptgen import App, Chain, Expr, Policy, WaitOnly, when

sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")

chain = Chain(
    "waits",
    sales >> when(Expr("vRows > 0"), report.reload(weight=3, policy=Policy(timeout="cancel"))),
    wait_only=WaitOnly("45m"),
    policy=Policy(tries=3),
)
