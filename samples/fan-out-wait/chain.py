"""One app starts two others side by side, waits for both and fails unless both have succeeded.

Stock is started too, but Extract does not wait for it.
"""

from qscriptgen import App, Chain, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
finance = App("Finance", id="0a1b2c3d-0000-4000-8000-000000000003")
stock = App("Stock", id="0a1b2c3d-0000-4000-8000-000000000004")

wait = Wait("30m", poll="30s")
chain = Chain(
    "fan-out-wait", extract >> [sales.reload(wait=wait), finance.reload(wait=wait), stock]
)
