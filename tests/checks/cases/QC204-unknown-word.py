"""Words that an option does not know."""

from qscriptgen import App, Chain, Policy, Space

dev = Space("dev", type="Shared")
extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id={dev: "0a1b2c3d-0000-4000-8000-000000000002"})

nightly = Chain(
    "nightly",
    extract
    >> sales.reload(policy=Policy(failure="ignore", timeout="cancle", busy="wait ", tries=2)),
    no_match="deev",
    in_partial="ski",
    wrap="none",
)
