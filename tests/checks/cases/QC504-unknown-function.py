"""Functions that the engine does not know, in a condition, in another call, and in a value."""

from qscriptgen import App, Chain, Expr, when

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

fork = when(Expr("Leng(vRun) > 0"), sales.reload(variables={"vDay": Expr("Date(Todaay())")}))
nightly = Chain("nightly", extract >> fork.when(Expr("qq() + LEN(vRun) > 0"), []))
