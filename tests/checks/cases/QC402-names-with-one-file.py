"""Apps whose scripts would have one name, and chains whose folders would."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales EU", id="0a1b2c3d-0000-4000-8000-000000000002")
other = App("sales-eu", id="0a1b2c3d-0000-4000-8000-000000000003")

nightly = Chain("Nightly", extract >> [sales, other])
again = Chain("nightly!", extract >> sales)
