"""Labels that can't stand in a log, have a meaning already, or are there twice."""

from qscriptgen import App, Chain, Space

spaced, taken = Space("my dev", type="shared"), Space("None", type="managed")
one, two = Space("own", tenant="one.eu.qlikcloud.com"), Space("own", tenant="two.eu.qlikcloud.com")
extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App(
    "Sales",
    id={
        spaced: "0a1b2c3d-0000-4000-8000-000000000011",
        taken: "0a1b2c3d-0000-4000-8000-000000000012",
        one: "0a1b2c3d-0000-4000-8000-000000000013",
        two: "0a1b2c3d-0000-4000-8000-000000000014",
    },
)

nightly = Chain("nightly", extract >> sales)
