"""A reload that may be joined, though it was asked for without these options."""

from qscriptgen import App, Chain, Policy

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

join = Policy(tries=2, busy="join")
chain = Chain("chain", extract >> sales.reload(variables={"vRun": "full"}, policy=join))
