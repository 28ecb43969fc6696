"""A controller goes on when an app has ended, so it has to wait for each."""

from qscriptgen import App, Chain, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
finance = App("Finance", id="0a1b2c3d-0000-4000-8000-000000000003")
controller = App("Controller", id="0a1b2c3d-0000-4000-8000-000000000009")

nightly = Chain("nightly", extract.reload(wait=Wait("20m")) >> sales, controller=controller)
