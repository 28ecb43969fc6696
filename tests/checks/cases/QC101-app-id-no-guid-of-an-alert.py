"""The id of the alert app is not a GUID."""

from qscriptgen import Alert, App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

nightly = Chain("nightly", extract >> sales, on_failure=Alert(App("Alarm", id="alarm")))
