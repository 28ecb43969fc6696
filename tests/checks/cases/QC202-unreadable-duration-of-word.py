"""Words in place of how often, which mean something else."""

from qscriptgen import App, Chain, Due

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
apps = [App(f"Sales {n}", id=f"0a1b2c3d-0000-4000-8000-00000000001{n}") for n in range(5)]

chain = Chain(
    "words",
    extract
    >> [
        apps[0].reload(due=Due("Day")),
        apps[1].reload(due=Due("daily")),
        apps[2].reload(due=Due("today")),
        apps[3].reload(due=Due("mon")),
        apps[4].reload(due=Due("business")),
    ],
)
