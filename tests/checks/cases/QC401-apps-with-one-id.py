"""A copied line with a new name and the old id."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-00000000000a")
sales = App("Sales", id="0A1B2C3D-0000-4000-8000-00000000000A")

nightly = Chain("nightly", extract >> sales)
