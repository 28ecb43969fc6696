"""The alert app is one of the chain, once under another name."""

from qscriptgen import Alert, App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
alarm = App("Alarm", id="0A1B2C3D-0000-4000-8000-000000000002")

nightly = Chain("nightly", extract >> sales, on_failure=Alert(extract))
weekly = Chain("weekly", extract >> sales, on_failure=Alert(alarm))
