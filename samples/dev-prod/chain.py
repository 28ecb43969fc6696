"""One script for development and production: the space in which it runs decides.

A shared or personal space starts the development copy, a managed one the production copy.
"""

from qscriptgen import App, Chain, Space

dev = Space("dev", type=("shared", "personal"))
prod = Space("prod", type="managed")

extract = App(
    "Extract",
    id={
        dev: "0a1b2c3d-0000-4000-8000-00000000d001",
        prod: "0a1b2c3d-0000-4000-8000-00000000a001",
    },
)
sales = App(
    "Sales",
    id={
        dev: "0a1b2c3d-0000-4000-8000-00000000d002",
        prod: "0a1b2c3d-0000-4000-8000-00000000a002",
    },
)

chain = Chain("dev-prod", extract >> sales)
