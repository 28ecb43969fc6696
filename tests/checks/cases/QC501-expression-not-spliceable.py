"""Code that would not stay where it is put; in the order of its places."""

from qscriptgen import App, Chain, Expr, Repeat, when

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

fork = when(Expr("vRows > $(vMin)"), sales).when(Expr("vName = 'it's'"), sales)
nightly = Chain("nightly", extract >> fork)
step = sales.reload(run_if=Expr("vRows > 0; DROP TABLE Sales"))
weekly = Chain("weekly", extract >> step)
until = Expr("qsg_State = 'failed'")
ring = Chain("ring", sales >> extract >> sales, repeat=Repeat("10m", until=until))
loose = Chain("loose", when(Expr(""), sales) >> extract)
