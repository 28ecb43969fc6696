"""Keys and tokens, wherever they were put, and variables that are called like one."""

from qscriptgen import App, Chain, Connections, Expr

KEY = "eyJhbGciOiJub25lIn0.eyJub3QiOiJhIGtleSJ9.bm90LWEta2V5"

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
step = sales.reload(
    variables={
        "vHeader": "Authorization: Bearer not-a-token-at-all",
        "vPem": "-----BEGIN RSA PRIVATE KEY-----",
        "vApiKey": "1234",
        "vToken": "",
    },
    run_if=Expr(f"vKey = '{KEY}'"),
)
nightly = Chain("nightly", extract >> step, connections=Connections(post=KEY))
