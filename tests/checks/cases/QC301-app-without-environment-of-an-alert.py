"""The alert app has no copy in one of the environments."""

from qscriptgen import Alert, App, Chain, Space

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

dev, prod = Space("dev", type="shared"), Space("prod", type="managed")
copies = App(
    "Copies",
    id={
        dev: "0a1b2c3d-0000-4000-8000-000000000021",
        prod: "0a1b2c3d-0000-4000-8000-000000000022",
    },
)
alarm = App("Alarm", id={dev: "0a1b2c3d-0000-4000-8000-000000000009"})

nightly = Chain("nightly", extract >> copies, on_failure=Alert(alarm))
