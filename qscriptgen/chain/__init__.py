"""The model: what a chain can say. It holds any text; `qscriptgen.checks` judges it."""

from __future__ import annotations

from qscriptgen.chain.alert import Alert, Webhook
from qscriptgen.chain.answers import Answer
from qscriptgen.chain.app import App, Step
from qscriptgen.chain.chain import Chain, Edge, Turn
from qscriptgen.chain.due import Due
from qscriptgen.chain.environments import Space
from qscriptgen.chain.flow import Fork, group, when
from qscriptgen.chain.options import Connections, Expr, Policy, Repeat, Wait
from qscriptgen.chain.wait_only import WaitOnly

__all__ = [
    "Alert",
    "Answer",
    "App",
    "Chain",
    "Connections",
    "Due",
    "Edge",
    "Expr",
    "Fork",
    "Policy",
    "Repeat",
    "Space",
    "Step",
    "Turn",
    "Wait",
    "WaitOnly",
    "Webhook",
    "group",
    "when",
]
