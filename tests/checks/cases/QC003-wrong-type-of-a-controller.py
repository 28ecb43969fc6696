"""The name of a controller in place of the app."""

from qscriptgen import App, Chain, Wait

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
nightly = Chain("nightly", extract, controller="Night shift", wait=Wait("15m"))
