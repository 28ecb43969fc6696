"""A few lines of script in each app, and one library with everything else.

Rendered with --form include. The lines in the apps stay the same as long as chain, app, library and
target keep their names: other changes take effect when the library is uploaded again.
"""

from qscriptgen import App, Chain, Connections, Policy, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000011")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000012")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000013")

include_form = Chain(
    "include-form",
    extract >> sales.reload(wait=Wait("30m")) >> report.reload(wait=Wait("15m")),
    policy=Policy(tries=2),
    connections=Connections(space="Ops"),
    library="lib://Ops:DataFiles/include-form.qvs",
)
