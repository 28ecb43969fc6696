"""Which words of the language run, read from the tables that the engine runs by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qscriptgen.emulate.data import KNOWN
from qscriptgen.emulate.engine.control import CONTROL
from qscriptgen.emulate.engine.regular import OTHER, SIMPLE, WAITING
from qscriptgen.emulate.engine.restrictions import RESTRICTIONS, Restriction
from qscriptgen.emulate.site import APP_FACTS
from qscriptgen.script import keywords
from qscriptgen.script.evaluation.functions import IMPLEMENTED, LAZY
from qscriptgen.script.evaluation.functions.system import SYSTEM_VALUES
from qscriptgen.script.functions import FUNCTIONS

_NOT_WORDS = frozenset(("JUMP", "EXPANSION", "INCLUDE", "UNKNOWN", "ASSIGNMENT", "EXIT", "END"))
"""Kinds that are not words of the language."""


@dataclass(frozen=True)
class Support:
    """Words of one sort: those that are emulated, and those that raise NotEmulated.

    ``restrictions`` are the uses of emulated words that raise NotEmulated, too.
    """

    sort: str
    emulated: tuple[str, ...]
    refused: tuple[str, ...]
    restrictions: tuple[Restriction, ...] = ()


def supported() -> tuple[Support, ...]:
    """The statements, prefixes and functions of the language, sorted by whether they run."""
    statements = {*keywords.CONTROL.values(), *keywords.PAIRS.values(), *keywords.REGULAR.values()}
    # SWITCH itself evaluates its CASE statements.
    runs: Iterable[str] = {**CONTROL, **OTHER, **SIMPLE, **WAITING, "CASE": None}
    prefixes = {prefix.upper() for prefix in keywords.PREFIXES}
    functions: Mapping[str, str] = {name: known.name for name, known in FUNCTIONS.items()}
    return (
        _support("statements", statements - _NOT_WORDS, runs),
        _support("prefixes", prefixes, KNOWN),
        _support("functions", functions.values(), _functions(functions)),
    )


def _support(sort: str, words: Iterable[str], emulated: Iterable[str]) -> Support:
    known = set(emulated)
    ordered = sorted(words, key=str.lower)
    return Support(
        sort,
        tuple(word for word in ordered if word in known),
        tuple(word for word in ordered if word not in known),
        RESTRICTIONS[sort],
    )


def _functions(names: Mapping[str, str]) -> Iterable[str]:
    """The functions that an app can use; a function about the app needs a value there."""
    without_value = {name.lower() for name in SYSTEM_VALUES} - {name.lower() for name in APP_FACTS}
    return [names[name] for name in {**IMPLEMENTED, **LAZY} if name not in without_value]
