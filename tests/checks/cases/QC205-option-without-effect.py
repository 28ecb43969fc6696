"""Options of looking before a start, where one try looks at nothing."""

from qscriptgen import App, Chain, Policy

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

nightly = Chain("nightly", extract >> sales, policy=Policy(busy="wait", pause="1m", patience="20m"))
