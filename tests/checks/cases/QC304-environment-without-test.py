"""An environment that no script could recognise."""

from qscriptgen import App, Chain, Space

dev = Space("dev")
extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id={dev: "0a1b2c3d-0000-4000-8000-000000000002"})

nightly = Chain("nightly", extract >> sales)
