"""Plain script does one thing; here is all that it does not do."""

from qscriptgen import App, Chain, Expr, Policy, Repeat, Space, Wait, when

dev = Space("dev", type="shared")
extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id={dev: "0a1b2c3d-0000-4000-8000-000000000002"})

step = sales.reload(partial=True, weight=3, variables={"v": "1"}, run_if=Expr("v"))
options = Chain("options", extract >> step, plain=True, in_partial="run")
wait = Chain("wait", extract >> sales.reload(wait=Wait("5m")), policy=Policy(tries=2), plain=True)
fork = Chain("fork", extract >> when(Expr("v"), sales), plain=True)
ring = Chain("ring", extract >> sales >> extract, repeat=Repeat("10m"), plain=True)
