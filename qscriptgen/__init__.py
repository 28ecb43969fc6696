"""Load script for Qlik Cloud that chains app reloads, rendered from a chain described in Python.

The names below are the public interface. They are imported when first used: the command line and
the pytest plugin import this package on every run, and most runs need none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qscriptgen.chain import (
        Alert,
        Answer,
        App,
        Chain,
        Connections,
        Due,
        Expr,
        Policy,
        Repeat,
        Space,
        Step,
        Wait,
        WaitOnly,
        Webhook,
        group,
        when,
    )
    from qscriptgen.checks import check
    from qscriptgen.emulate import Behaviour, Fault, Run, Scenario, StartingSpace, World
    from qscriptgen.errors import QscriptgenError
    from qscriptgen.scenarios import load_scenarios
    from qscriptgen.simulation import simulate, worlds
    from qscriptgen.specs import load_chains
    from qscriptgen.templating import Script, render

__version__ = "0.1.0"

__all__ = [
    "Alert",
    "Answer",
    "App",
    "Behaviour",
    "Chain",
    "Connections",
    "Due",
    "Expr",
    "Fault",
    "Policy",
    "QscriptgenError",
    "Repeat",
    "Run",
    "Scenario",
    "Script",
    "Space",
    "StartingSpace",
    "Step",
    "Wait",
    "WaitOnly",
    "Webhook",
    "World",
    "check",
    "group",
    "load_chains",
    "load_scenarios",
    "render",
    "simulate",
    "when",
    "worlds",
]

_HOME = {
    **dict.fromkeys(("Behaviour", "Fault", "StartingSpace", "Run", "Scenario", "World"), "emulate"),
    "QscriptgenError": "errors",
    "Script": "templating",
    "check": "checks",
    "load_chains": "specs",
    "load_scenarios": "scenarios",
    "render": "templating",
    "simulate": "simulation",
    "worlds": "simulation",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME.get(name, 'chain')}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
