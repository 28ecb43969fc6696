"""Chains in the include form, for the tests of libraries."""

from __future__ import annotations

from qscriptgen import Answer, App, Chain, Policy, Wait, render
from tests.support.matrix import extract, finance, guid, sales

NIGHTLY = Chain(
    "nightly",
    extract >> sales.reload(wait=Wait("20m"), policy=Policy(tries=3, timeout="cancel")) >> finance,
)
GIVES = Chain(
    "gives",
    extract
    >> App("Stock", id=guid(7), reads={"vRun": "delta", "vDay": "today"}).reload(
        wait=Wait("20m"),
        variables={"vRun": "full"},
        answer=Answer("lib://DataFiles/stock.csv", ("vSaid",)),
    ),
)
"""Stock has a script for its start, and one that answers."""
CHILDS = ("gives/stock-start.qvs", "gives/stock-answer.qvs")


def included(chain):
    """The lines of each script by its path, and the library."""
    *lines, library = render(chain, form="include")
    assert library.kind == "library"
    assert {script.kind for script in lines} == {"script"}
    return {script.path: script.text for script in lines}, library.text
