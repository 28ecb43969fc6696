"""An app behind a fork that starts nothing."""

from qscriptgen import App, Chain, Expr, when

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")

chain = Chain("chain", extract >> sales >> when(Expr("vRows > 0"), []) >> report)
