"""One variable more than a reload takes."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

most = sales.reload(variables={f"v{number}": "x" for number in range(20)})
more = sales.reload(variables={f"v{number}": "x" for number in range(21)})
fine = Chain("fine", extract >> most)
nightly = Chain("nightly", extract >> more)
