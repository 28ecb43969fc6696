from qscriptgen import Answer, App, Chain, Expr, Wait, when

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
stock = App("Stock", id="0a1b2c3d-0000-4000-8000-000000000003")
wait = Wait("45m")
rows = Answer("lib://DataFiles/answer.qvd", variables=("vRows",))
sums = Answer("lib://DataFiles/Answer.qvd", variables=("vSum",))
last = Answer("lib://DataFiles/last.qvd", variables=("vRows",))
nightly = Chain(
    "nightly",
    extract
    >> [
        stock.reload(wait=wait, answer=sums),
        when(Expr("vFull = 1"), sales.reload(wait=wait, answer=rows)).otherwise(
            sales.reload(wait=wait, answer=last)
        ),
    ],
)

night = App("Night shift", id="0a1b2c3d-0000-4000-8000-000000000009")
both = Answer("lib://:DataFiles/night.csv", variables=("vRows",))
shift = Chain(
    "shift",
    extract.reload(answer=both),
    controller=night,
    wait=wait,
    result="lib://DataFiles/Night.csv",
)
