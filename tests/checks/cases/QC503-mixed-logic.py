"""A condition that two readers may read differently."""

from qscriptgen import App, Chain, Expr

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

chain = Chain("chain", extract >> sales.reload(run_if=Expr("vA = 1 or vB = 1 and vC = 1")))
