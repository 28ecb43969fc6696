"""A single app, and apps that have nothing to do with one another."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

one = Chain("one", extract)
two = Chain("two", [extract, sales])
