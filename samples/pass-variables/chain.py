"""Values for the next app and back: Extract tells Sales what to load, Sales returns the rows.

When the script of Sales starts, vRun, vRegion and vDay are set; vDay has its value in Extract.
In Extract, vRows is set after the script of the chain. Where each script goes:

    extract.qvs         at the end of Extract: passes the values, waits, reads vRows
    sales-start.qvs     at the start of Sales: defaults for reloads by hand
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
