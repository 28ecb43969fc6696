"""A name and a value with one character more than a reload takes."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

fine = Chain("fine", extract >> sales.reload(variables={"v" * 256: "x" * 256}))
nightly = Chain("nightly", extract >> sales.reload(variables={"v" * 257: "", "vText": "x" * 257}))
