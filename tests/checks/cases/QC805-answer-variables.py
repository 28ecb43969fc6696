from qscriptgen import Answer, App, Chain, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
stock = App("Stock", id="0a1b2c3d-0000-4000-8000-000000000003")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000004")
wait = Wait("20m")
twice = Answer("lib://DataFiles/sales.qvd", variables=("vRows", "vRows"))
again = Answer("lib://DataFiles/stock.qvd", variables=("vRows",))
none = Answer("lib://DataFiles/report.qvd", variables=())
nightly = Chain(
    "nightly",
    extract
    >> [
        sales.reload(wait=wait, answer=twice),
        stock.reload(wait=wait, answer=again),
        report.reload(wait=wait, answer=none),
    ],
)
