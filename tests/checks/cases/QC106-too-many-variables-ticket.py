from qscriptgen import Answer, App, Chain, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
answer = Answer("lib://DataFiles/sales.qvd", variables=("vRows",))
variables = {f"v{number}": "1" for number in range(20)}
nightly = Chain(
    "nightly", extract >> sales.reload(wait=Wait("45m"), variables=variables, answer=answer)
)
