"""A name that does not fit into a variable of the alert."""

from qscriptgen import Alert, App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
alarm = App("Alarm", id="0a1b2c3d-0000-4000-8000-000000000009")

nightly = Chain("nightly" * 40, extract >> sales, on_failure=Alert(alarm))
