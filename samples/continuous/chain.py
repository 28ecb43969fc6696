"""Continuous reload: two apps start each other until a variable says stop.

App 2 closes the ring: it sleeps before it starts the next round, and it reads vStop.
"""

from qscriptgen import App, Chain, Expr, Repeat

app_1 = App("App 1", id="0a1b2c3d-0000-4000-8000-000000000001")
app_2 = App("App 2", id="0a1b2c3d-0000-4000-8000-000000000002")

chain = Chain(
    "continuous",
    app_1 >> app_2 >> app_1,
    repeat=Repeat("10m", until=Expr("vStop = 1")),
)
