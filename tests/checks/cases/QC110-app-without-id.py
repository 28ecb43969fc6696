"""An app whose environments were left out."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
chain = Chain("chain", extract >> App("Sales", id={}))
