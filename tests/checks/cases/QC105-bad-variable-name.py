"""Names that an app could read only in brackets, keywords, and the prefix of the scripts."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

variables = {"vRun mode": "full", "1st": "x", "Next": "x", "QSG_App": "x", "vOk": "x"}
nightly = Chain("nightly", extract >> sales.reload(variables=variables))
