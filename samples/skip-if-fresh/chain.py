"""Extract starts only what is due: what is fresh enough already is left alone.

It may run as often as anybody likes. Sales reloads every 90 minutes at most, Finance once a day
from Monday to Friday, and Setup only until it has succeeded for the first time.
"""

from qscriptgen import App, Chain, Due

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
finance = App("Finance", id="0a1b2c3d-0000-4000-8000-000000000003")
setup = App("Setup", id="0a1b2c3d-0000-4000-8000-000000000004")

chain = Chain(
    "skip-if-fresh",
    extract
    >> [
        sales.reload(due=Due("90m")),
        finance.reload(due=Due("day", days="business")),
        setup.reload(due=Due("once")),
    ],
)
