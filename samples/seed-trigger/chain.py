"""The shortest script: App 1 starts App 2 with one POST and checks nothing, as in blog posts."""

from qscriptgen import App, Chain

app_1 = App("App 1", id="0a1b2c3d-0000-4000-8000-000000000001")
app_2 = App("App 2", id="6f67b6f1-4631-4e9d-938f-cf05400e2e55")

chain = Chain("seed-trigger", app_1 >> app_2, plain=True)
