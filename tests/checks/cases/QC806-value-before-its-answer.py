from qscriptgen import Answer, App, Chain, Expr, Wait

night = App("Night shift", id="0a1b2c3d-0000-4000-8000-000000000009")
extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
rows = Answer("lib://DataFiles/extract.qvd", variables=("vRows",))
nightly = Chain(
    "nightly",
    extract.reload(answer=rows)
    >> sales.reload(variables={"vRows": Expr("vRows + 1"), "vDay": Expr("vDay")}),
    controller=night,
    wait=Wait("15m"),
)
