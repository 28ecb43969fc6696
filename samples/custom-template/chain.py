"""Scripts with additions of a company, by templates that extend the built-in ones.

Each script names its owner in the header, and writes one more line for the log collector.
"""

from qscriptgen import App, Chain, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

chain = Chain("custom-template", extract >> sales.reload(wait=Wait("30m", poll="30s")))
