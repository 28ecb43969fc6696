"""The first thing to run: a script that checks connections, rights and space, and starts nothing.

Rendered with --form self-test. Put it into an app that starts others, or into a copy of it; its
log says what is missing and what to do about it.
"""

from qscriptgen import App, Chain, Policy, Space

dev = Space("dev", type=("shared", "personal"))
prod = Space("prod", type="managed")

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000011")
sales = App(
    "Sales",
    id={
        dev: "0a1b2c3d-0000-4000-8000-000000000012",
        prod: "0a1b2c3d-0000-4000-8000-000000000022",
    },
)
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000013")

self_test = Chain("self-test", extract >> [sales, report], policy=Policy(tries=2))
