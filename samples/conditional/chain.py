"""A fork: the first condition that holds decides what is started.

The conditions are Qlik code. They read variables of Extract, whose script decides.
"""

from qscriptgen import App, Chain, Expr, when

extract = App("Extract", id="0a1b2c3d-0000-4000-8000-000000000001")
sales = App("Sales", id="0a1b2c3d-0000-4000-8000-000000000002")
finance = App("Finance", id="0a1b2c3d-0000-4000-8000-000000000003")
report = App("Report", id="0a1b2c3d-0000-4000-8000-000000000004")

full = when(Expr("vRows > 0"), sales).when(Expr("vAge > 7"), [finance, report]).otherwise(report)
chain = Chain("conditional", extract >> full)
