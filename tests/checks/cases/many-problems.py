"""Whatever is wrong with a spec is said in one run, in the order of the lines."""

from qscriptgen import App, Chain, Connections, Expr, Policy, Space, Wait, when

dev = Space("dev", type="shraed")
prod = Space("prod")
extract = App("Extract", id="0a1b2c3d")
sales = App("Sales", id={dev: "0a1b2c3d-0000-4000-8000-000000000002"})
report = App("Report", id={prod: "0A1B2C3D-0000-4000-8000-000000000002"})

nightly = Chain(
    "nightly",
    extract
    >> sales.reload(
        wait=Wait("soon", poll="2h"),
        weight=50,
        variables={"v x": "", "qsg_a": ""},
    )
    >> when(Expr("a;"), report).otherwise(extract),
    connections=Connections(get="a/b", space="x:y"),
    policy=Policy(failure="fial", tries=0),
    in_partial="no",
)
weekly = Chain("Nightly", extract >> report)
