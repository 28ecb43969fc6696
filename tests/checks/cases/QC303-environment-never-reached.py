"""The wider environment comes first and takes all."""

from qscriptgen import App, Chain, Space

shared, sales_dev = Space("shared", type="shared"), Space("sales_dev", type="shared", name="Sales")
extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App(
    "Sales",
    id={
        shared: "0a1b2c3d-0000-4000-8000-000000000011",
        sales_dev: "0a1b2c3d-0000-4000-8000-000000000012",
    },
)

nightly = Chain("nightly", extract >> sales)
