"""Variables by which the engine works, as what is read, passed and answered."""

from qscriptgen import Answer, App, Chain, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002", reads={"DateFormat": "D.M.YY"})
rows = Answer("lib://DataFiles/sales.qvd", variables=("scripterrorcount", "vRows"))
step = sales.reload(variables={"DATEFORMAT": "YYYY"}, answer=rows, wait=Wait("15m"))
nightly = Chain("nightly", extract >> step)
