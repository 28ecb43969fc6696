"""The spec itself fails while it is run."""

from qscriptgen import App

IDS = {"Extract": "0a1b2c3d-0000-4000-8000-000000000001"}

extract = App("Extract", id=IDS["Extract"])
sales = App("Sales", id=IDS["Sales"])
