"""Conditions that are not Qlik expressions."""

from qscriptgen import App, Chain, Expr, when

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000003")
stock = App("Stock", id="0a1b2c3d-0000-4000-8000-000000000004")

fork = when(Expr("vRows >"), sales).when(Expr("vA == 1 && vB != 2"), report)
chain = Chain("chain", extract >> [fork, stock.reload(run_if=Expr("1, 2"))])
