"""Two chains with one library: some places do not tell X from x, and some are only the default."""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

one = Chain("one", extract >> sales, library="lib://Ops:DataFiles/chains.qvs")
two = Chain("two", extract >> sales, library="lib://ops:DataFiles/Chains.qvs")
three = Chain("three", extract >> sales, library="lib://:DataFiles/four-library.qvs")
four = Chain("four", extract >> sales)
