"""Conditions on answers: of a reload and of a fork, in a controller and in a relay."""

from qscriptgen import Answer, App, Chain, Expr, Wait, group, when

night = App("Night shift", id="0a1b2c3d-0000-4000-8000-000000000009")
extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
stock = App("Stock", id="0a1b2c3d-0000-4000-8000-000000000003")
rows = sales.reload(answer=Answer("lib://DataFiles/sales.qvd", variables=("vRows",)))
some = stock.reload(run_if=Expr("vRows > 0"))
fork = when(Expr("vAll = 1"), extract).when(Expr("vRows > 1"), []).otherwise(stock)
wait = Wait("15m")

nightly = Chain("nightly", rows >> some, controller=night, wait=wait)
forked = Chain("forked", rows >> fork, controller=night, wait=wait)
beside = Chain("beside", extract >> group(rows, when(Expr("vRows > 2"), stock)), wait=wait)

# Read in Sales itself, and before a start that is to change it: both are fine.
behind = Chain("behind", extract >> rows >> when(Expr("vRows > 3"), stock), wait=wait)
again = Chain("again", extract >> when(Expr("vRows = 0"), rows), wait=wait)
