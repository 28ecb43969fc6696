"""Values for the next app: Sales finds vRun and vRegion set before its script runs.

Sales reads them like any variable, with a default for the days when it is reloaded by hand:

    IF Len(Trim(vRun)) = 0 THEN
        LET vRun = 'full';
    END IF
"""

from qscriptgen import App, Chain

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")

chain = Chain(
    "pass-variables",
    extract >> sales.reload(weight=5, variables={"vRun": "delta", "vRegion": 'North; it\'s "EU"'}),
)
