"""A length of time where it must be said what it is for."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

chain = Chain("forms", extract >> sales, wait_only="45m")
