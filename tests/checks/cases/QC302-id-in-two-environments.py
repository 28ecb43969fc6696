"""A copy that serves two environments: a warning, as it may be meant."""

from qscriptgen import App, Chain, Space

dev, prod = Space("dev", type="shared"), Space("prod", type="managed")
extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App(
    "Sales",
    id={
        dev: "0a1b2c3d-0000-4000-8000-00000000000a",
        prod: "0A1B2C3D-0000-4000-8000-00000000000A",
    },
)

nightly = Chain("nightly", extract >> sales)
