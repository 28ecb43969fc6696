"""An include has no quotes: what its path may hold is little, and it has to name a file."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

local = Chain("local", extract >> sales, library="nightly.qvs")
quote = Chain("quote", extract >> sales, library="lib://Sales' space:DataFiles/nightly.qvs")
folder = Chain("folder", extract >> sales, library="lib://Ops:DataFiles/nightly")
up = Chain("up", extract >> sales, library="lib://Ops:DataFiles/../nightly.qvs")
empty = Chain("empty", extract >> sales, library="")
fine = Chain("fine", extract >> sales, library="lib://Ops & Co:DataFiles/qlik/nightly.qvs")
