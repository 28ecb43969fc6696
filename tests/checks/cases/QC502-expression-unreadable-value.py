"""A value that is not a Qlik expression."""

from qscriptgen import App, Chain, Expr

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

nightly = Chain("nightly", extract >> sales.reload(variables={"vDay": Expr("Date(vDay) +")}))
