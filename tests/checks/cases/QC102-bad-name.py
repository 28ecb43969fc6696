"""Names that are empty or more than one line."""

from qscriptgen import App, Chain, Connections, Space

dev = Space("dev", name=" ")
extract = App("", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales\nEU", id={dev: "0a1b2c3d-0000-4000-8000-000000000002"})

nightly = Chain(
    "\t",
    extract >> sales.reload(variables={"": "x"}),
    connections=Connections(post="Api\u2028Post", space=""),
)
