"""Values for the next app, and back: Sales is told what to load, and Extract how much that was.

Sales finds vRun, vRegion and vDay set before its script runs; the last is what vDay is in Extract.
Extract finds vRows set behind the chain's script. What goes where:

    extract.qvs         at the end of Extract: passes the values, waits, takes vRows over
    sales-start.qvs     at the start of Sales: defaults for the days when it is reloaded by hand
    sales-answer.qvs    at the end of Sales: stores vRows for the app that waits
"""

from qscriptgen import Answer, App, Chain, Expr, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App(
    "Sales",
    id="0a1b2c3d-0000-4000-8000-000000000002",
    reads={"vRun": "full", "vRegion": "all", "vDay": ""},
)

chain = Chain(
    "pass-variables",
    extract
    >> sales.reload(
        weight=5,
        wait=Wait("45m", poll="30s"),
        variables={
            "vRun": "delta",
            "vRegion": 'North; it\'s "EU"',
            "vDay": Expr("vDay"),
        },
        answer=Answer("lib://DataFiles/sales-answer.qvd", variables=("vRows",)),
    ),
)
