"""Scripts that could take longer than a reload may."""

from qscriptgen import App, Chain, Policy, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

waiting = Chain("waiting", extract >> sales.reload(wait=Wait("2h30m", poll="1m")))
trying = Chain("trying", extract >> sales, policy=Policy(tries=20, patience="3h"))
