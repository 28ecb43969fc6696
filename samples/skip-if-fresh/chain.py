"""Extract starts only what is due: what is fresh enough already is left alone.

Run it often: Sales is started if its last success is 90 minutes ago, Finance once a day from Monday
to Friday, and Setup if its list of reloads shows no success. A reload that is under way has not
succeeded yet: a start meets it as anywhere, unless `Policy(tries=2)` waits for its end.
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
