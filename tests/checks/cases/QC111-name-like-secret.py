"""A variable whose name says what everybody can read then."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

chain = Chain("chain", extract >> sales.reload(variables={"vApiKey": "x", "vCompassWest": "1"}))
