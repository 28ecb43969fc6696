"""A result that is not a file of a connection, or of a kind that is not promised."""

from qscriptgen import App, Chain, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
finance = App("Finance", id="0a1b2c3d-0000-4000-8000-000000000003")
controller = App("Controller", id="0a1b2c3d-0000-4000-8000-000000000009")

wait = Wait("20m")
drive = Chain("drive", extract, controller=controller, wait=wait, result="C:/results/nightly.qvd")
kind = Chain("kind", sales, controller=controller, wait=wait, result="lib://DataFiles/nightly.xlsx")
code = Chain("code", finance, controller=controller, wait=wait, result="lib://DataFiles/$(v).qvd")
text = Chain("text", extract, controller=controller, wait=wait, result="lib://DataFiles/a.txt")
loose = Chain("loose", extract, controller=controller, wait=wait, result="lib://nightly.qvd")
space = Chain("space", extract, controller=controller, wait=wait, result="lib://Ops:/nightly.qvd")
