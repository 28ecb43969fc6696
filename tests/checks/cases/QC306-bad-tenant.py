"""An address where a host name belongs."""

from qscriptgen import App, Chain, Space

dev = Space("dev", tenant="https://acme.eu.qlikcloud.com/")
extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id={dev: "0a1b2c3d-0000-4000-8000-000000000002"})

nightly = Chain("nightly", extract >> sales)
