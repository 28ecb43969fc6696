"""A chain that no name at the top level leads to."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

CHAINS = [Chain("nightly", extract >> sales)]
