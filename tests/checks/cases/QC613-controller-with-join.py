"""An app after two others, one twice behind a condition at the beginning, and a good meeting."""

from qscriptgen import App, Chain, Expr, Wait, when

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
finance = App("Finance", id="0a1b2c3d-0000-4000-8000-000000000003")
controller = App("Controller", id="0a1b2c3d-0000-4000-8000-000000000009")

wait = Wait("20m")
joined = Chain("joined", [extract, sales] >> finance, controller=controller, wait=wait)
twice = Chain(
    "twice", [sales, when(Expr("vRun = 1"), extract) >> sales], controller=controller, wait=wait
)
either = when(Expr("vRun = 1"), extract).otherwise(sales)
good = Chain("good", either >> finance, controller=controller, wait=wait)
