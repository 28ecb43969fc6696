"""A library is a path, and not a number or a file that is open."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

nightly = Chain("nightly", extract >> sales, library=5)
