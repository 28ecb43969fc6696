"""Ids that were shortened, typed by hand, or copied with what stands around them."""

from qscriptgen import App, Chain, Space

dev, prod = Space("dev", type="shared"), Space("prod", type="managed")
extract = App("Extract", id="0a1b2c3d-0000-4000-8000")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-00000000000g")
report = App("Report", id={dev: "", prod: "{0a1b2c3d-0000-4000-8000-000000000004}"})

nightly = Chain("nightly", extract >> sales >> report)
