"""Extract starts only the apps that are due: those with a recent success are left out.

Run it often: Sales is started if its last success is 90 minutes ago, Finance once a day from Monday
to Friday, and Setup if its list of reloads shows no success. A reload that is still running has not
succeeded yet, so Extract tries a start as usual; `Policy(tries=2)` waits for its end.
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
