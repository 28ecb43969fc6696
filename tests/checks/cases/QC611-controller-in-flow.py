"""A controller that is to start itself."""

from qscriptgen import App, Chain, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
finance = App("Finance", id="0a1b2c3d-0000-4000-8000-000000000003")
controller = App("Controller", id="0a1b2c3d-0000-4000-8000-000000000009")

nightly = Chain("nightly", controller >> sales, controller=controller, wait=Wait("20m"))
