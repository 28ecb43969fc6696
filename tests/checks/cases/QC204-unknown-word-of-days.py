"""Days that are written in another way."""

from qscriptgen import App, Chain, Due

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
apps = [App(f"Sales {n}", id=f"0a1b2c3d-0000-4000-8000-00000000001{n}") for n in range(5)]

chain = Chain(
    "days",
    extract
    >> [
        apps[0].reload(due=Due(days=("business",))),
        apps[1].reload(due=Due(days="fri, mon")),
        apps[2].reload(due=Due(days="monday")),
        apps[3].reload(due=Due(days="weekdays")),
        apps[4].reload(due=Due(days=("mon", "tus"))),
    ],
)
