"""A variable of the alert has the name of one that it brings itself."""

from qscriptgen import Alert, App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
alarm = App("Alarm", id="0a1b2c3d-0000-4000-8000-000000000009")

told = Alert(alarm, variables={"vTo": "ops", "vAlertwhy": "because"})
nightly = Chain("nightly", extract >> sales, on_failure=told)
