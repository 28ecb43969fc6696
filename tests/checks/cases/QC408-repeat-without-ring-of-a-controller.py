"""A controller runs each app once, and does not begin again."""

from qscriptgen import App, Chain, Repeat, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
night = App("Night shift", id="0a1b2c3d-0000-4000-8000-000000000009")

nightly = Chain(
    "nightly", extract >> sales, controller=night, wait=Wait("15m"), repeat=Repeat("10m")
)
