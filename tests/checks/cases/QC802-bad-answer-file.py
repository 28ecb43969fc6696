from qscriptgen import Answer, App, Chain, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
stock = App("Stock", id="0a1b2c3d-0000-4000-8000-000000000003")
wait = Wait("45m")
odd = Answer("lib://DataFiles/$(vEnv)/sales.qvd", variables=("vRows",))
other = Answer("sales.txt", variables=("vSum",))
loose = Answer("lib://report.qvd", variables=("vMax",))
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000004")
nightly = Chain(
    "nightly",
    extract
    >> [
        sales.reload(answer=odd),
        stock.reload(answer=other),
        report.reload(answer=loose),
    ],
    wait=wait,
)
