"""The nightly reloads of a small company: most options of a chain in one place.

Extract starts Staging and waits for it. If Staging has loaded new rows, it starts
Sales and Finance, otherwise only Housekeeping. Finance starts Report.
"""

from qscriptgen import App, Chain, Expr, Policy, Space, Wait, when

dev = Space("dev", type=("shared", "personal"))
prod = Space("prod", type="managed")


def app(name: str, number: int) -> App:
    """An app whose development and production copies differ in one digit."""
    ids = {dev: "0a1b2c3d-0000-4000-8000-00000000d00", prod: "0a1b2c3d-0000-4000-8000-00000000a00"}
    return App(name, id={space: f"{start}{number}" for space, start in ids.items()})


extract, staging, sales, finance = (
    app("Extract", 1),
    app("Staging", 2),
    app("Sales", 3),
    app("Finance", 4),
)
report, housekeeping = app("Report", 5), app("Housekeeping", 6)

patient = Policy(tries=3, pause="30s", patience="10m", timeout="cancel")

nightly = Chain(
    "nightly",
    extract
    >> staging.reload(wait=Wait("45m", poll="20s"), variables={"vRun": "nightly"}, policy=patient)
    >> when(
        Expr("vNewRows > 0"),
        sales.reload(weight=8),
        finance.reload(weight=5) >> report.reload(policy=Policy(failure="continue")),
    ).otherwise(housekeeping.reload(run_if=Expr("WeekDay(Today()) = 6"))),
    no_match=dev,
)
