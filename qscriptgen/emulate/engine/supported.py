"""What of the language is emulated, taken from the tables by which it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qscriptgen.emulate.data import KNOWN
from qscriptgen.emulate.engine.control import CONTROL
from qscriptgen.emulate.engine.regular import OTHER, SIMPLE, WAITING
from qscriptgen.script import keywords
from qscriptgen.script.evaluation.functions import IMPLEMENTED, LAZY
from qscriptgen.script.functions import FUNCTIONS

_OURS = frozenset(("JUMP", "EXPANSION", "INCLUDE", "UNKNOWN", "ASSIGNMENT", "EXIT", "END"))
"""Kinds that are not words of the language."""


@dataclass(frozen=True)
class Support:
    """Words of one sort: those that are emulated, and those that raise NotEmulated."""

    sort: str
    emulated: tuple[str, ...]
    refused: tuple[str, ...]


def supported() -> tuple[Support, ...]:
    """The statements, prefixes and functions of the language, sorted by whether they run."""
    statements = {*keywords.CONTROL.values(), *keywords.PAIRS.values(), *keywords.REGULAR.values()}
    # CASE is looked at by its SWITCH.
    runs: Iterable[str] = {**CONTROL, **OTHER, **SIMPLE, **WAITING, "CASE": None}
    prefixes = {prefix.upper() for prefix in keywords.PREFIXES}
    functions: Mapping[str, str] = {name: known.name for name, known in FUNCTIONS.items()}
    return (
        _support("statements", statements - _OURS, runs),
        _support("prefixes", prefixes, KNOWN),
        _support("functions", functions.values(), [functions[f] for f in {**IMPLEMENTED, **LAZY}]),
    )


def _support(sort: str, words: Iterable[str], emulated: Iterable[str]) -> Support:
    known = set(emulated)
    ordered = sorted(words, key=str.lower)
    return Support(
        sort,
        tuple(word for word in ordered if word in known),
        tuple(word for word in ordered if word not in known),
    )
