"""Four apps in sequence: each starts the next at the end of its script."""

from qscriptgen import App, Chain

app_1 = App("App 1", id="0a1b2c3d-0000-4000-8000-000000000001")
app_2 = App("App 2", id="0a1b2c3d-0000-4000-8000-000000000002")
app_3 = App("App 3", id="0a1b2c3d-0000-4000-8000-000000000003")
app_4 = App("App 4", id="0a1b2c3d-0000-4000-8000-000000000004")

chain = Chain("seed-sequence", app_1 >> app_2 >> app_3 >> app_4)
