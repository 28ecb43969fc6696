"""An alert brings variables itself, so fewer can be added."""

from qscriptgen import Alert, App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
alarm = App("Alarm", id="0a1b2c3d-0000-4000-8000-000000000009")

told = Alert(alarm, variables={f"v{number}": "x" for number in range(14)})
nightly = Chain("nightly", extract >> sales, on_failure=told)
