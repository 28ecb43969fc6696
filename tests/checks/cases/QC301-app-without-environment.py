"""One app has copies that another has not."""

from qscriptgen import App, Chain, Space

dev, test = Space("dev", type="shared", name="Dev"), Space("test", type="shared", name="Test")
prod = Space("prod", type="managed")
extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App(
    "Sales",
    id={
        dev: "0a1b2c3d-0000-4000-8000-000000000011",
        test: "0a1b2c3d-0000-4000-8000-000000000012",
        prod: "0a1b2c3d-0000-4000-8000-000000000013",
    },
)
report = App("Report", id={dev: "0a1b2c3d-0000-4000-8000-000000000021"})

nightly = Chain("nightly", extract >> sales >> report)
