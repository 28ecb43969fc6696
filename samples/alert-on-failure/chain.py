"""If an app that Extract starts goes wrong, Extract starts an alert app before its policy acts.

Extract starts Sales and Finance and waits for both. Alarm finds what went wrong first in vAlertApp,
vAlertWhy and the others. Webhook("ApiAlert") instead would post the same as JSON. There is no alert
if Extract's own load fails: the script at its end is not reached then.
"""

from qscriptgen import Alert, App, Chain, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
finance = App("Finance", id="0a1b2c3d-0000-4000-8000-000000000003")
alarm = App("Alarm", id="0a1b2c3d-0000-4000-8000-000000000009")

wait = Wait("30m", poll="30s")
chain = Chain(
    "alert-on-failure",
    extract >> [sales.reload(wait=wait), finance.reload(wait=wait)],
    on_failure=Alert(alarm, variables={"vTo": "ops@acme.example"}),
)
