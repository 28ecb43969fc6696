"""One app runs the whole chain: it starts each app, waits for its end and stores its outcome.

If Extract fails, nothing else is started. If Sales fails, Forecast is left out, but Finance runs.
A failure of Housekeeping changes nothing.
"""

from qscriptgen import App, Chain, Policy, Wait

controller = App("Night shift", id="0a1b2c3d-0000-4000-8000-000000000009")
extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
forecast = App("Forecast", id="0a1b2c3d-0000-4000-8000-000000000003")
finance = App("Finance", id="0a1b2c3d-0000-4000-8000-000000000004")
housekeeping = App("Housekeeping", id="0a1b2c3d-0000-4000-8000-000000000005")

chain = Chain(
    "controller-sequence",
    extract.reload(wait=Wait("40m", poll="2m"))
    >> [
        sales.reload(policy=Policy(failure="skip", timeout="skip")) >> forecast,
        finance,
        housekeeping.reload(policy=Policy(failure="continue", timeout="continue")),
    ],
    controller=controller,
    wait=Wait("15m", poll="1m"),
    result="lib://DataFiles/controller-sequence.qvd",
)
