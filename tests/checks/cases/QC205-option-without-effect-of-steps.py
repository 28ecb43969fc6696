"""Where two steps of one app wait for the same one, it is waited for once."""

from qscriptgen import App, Chain, Policy, WaitOnly

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
first = sales.reload(policy=Policy(failure="continue"))
second = sales.reload(policy=Policy(timeout="continue"))

chain = Chain("waits", extract >> [first, second], wait_only=WaitOnly("45m"))
