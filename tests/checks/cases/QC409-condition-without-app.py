"""A condition before the first app."""

from qscriptgen import App, Chain, Expr, when

sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")

nightly = Chain("nightly", when(Expr("vRows > 0"), sales) >> report)
