"""Scripts of the samples that are no snippets: a library, its callers, a test, an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from qscriptgen.emulate import Behaviour, Run, Scenario
from qscriptgen.simulation import simulate
from qscriptgen.templating import Script, render
from tests.support.mutation import observed
from tests.support.played import SAMPLES, Case, patterns, play

IN_APPS: tuple[Mapping[str, Any], ...] = (
    {},
    {"fault": "start-400"},
    {"fault": "start-lost-done"},
    {"tenant": "fails"},
    {"tenant": "stuck"},
    {"tenant": "canceled"},
    {"fault": "poll-503-3x"},
    {"pasted": "all"},
    {"pasted": "twice"},
    {"pasted": "partial"},
)
IN_TESTS: tuple[Mapping[str, Any], ...] = (
    {},
    {"fault": "no-get"},
    {"fault": "no-post"},
    {"fault": "list-500-3x"},
    {"fault": "list-garbage"},
    {"tenant": "missing"},
    {"tenant": "forbidden"},
    {"pasted": "all"},
    {"pasted": "twice"},
)
"""The runs in which a mutant must show that it behaves differently."""

_INCLUDE = re.compile(r"\$\(Must_Include=.*\);")
_ROWS = ("7", "'it''s; [a]'", "Null()", "Repeat('x', 300)")

Runs = Callable[[str], Iterable[Run]]


@dataclass(frozen=True)
class Delivered:
    """A script with the texts and paths of those beside it, and its runs with a text in its place.

    ``logged`` says that what its log holds counts too.
    """

    script: str
    text: str
    runs: Runs
    beside: tuple[tuple[str, str], ...] = ()
    logged: bool = False

    def _shown(self, text: str) -> Iterator[object]:
        return (observed(run) if self.logged else observed(run)[0] for run in self.runs(text))

    @cached_property
    def _known(self) -> tuple[object, ...]:
        return tuple(self._shown(self.text))

    def differs(self, text: str) -> bool:
        """Whether a run shows anything else with this text in its place."""
        pairs = zip(self._shown(text), self._known, strict=True)
        return any(shown != known for shown, known in pairs)


def delivered() -> Iterator[Delivered]:
    """Each of them."""
    yield from _included()
    yield Delivered(
        "self-test", patterns()["self-test"].test, _plays("self-test", "self-test"), logged=True
    )
    words = (SAMPLES / "custom-template" / "expected" / "extract.qvs").read_text(encoding="utf-8")
    yield Delivered(
        "custom-template/overridden", words, _plays("custom-template", "snippet"), logged=True
    )
    for script in render(patterns()["pass-variables"].chain):
        if script.app == "Sales":
            yield Delivered(script.id, script.text, _answers(script))


def _plays(pattern: str, form: str) -> Runs:
    cases = IN_TESTS if form == "self-test" else IN_APPS
    return lambda text: (play(Case(pattern, form=form, **given), text) for given in cases)


def _included() -> Iterator[Delivered]:
    """A library with the lines that call it, where each is linted with the others."""
    *lines, library = render(patterns()["include-form/Extract"].chain, form="include")
    every = [(script.text, f"{script.id}.qvs") for script in (*lines, library)]
    for script in (*lines, library):
        beside = tuple(pair for pair in every if pair[0] != script.text)
        runs = _calls(script, library) if script.app else _called(lines)
        yield Delivered(script.id, script.text, runs, beside)


def _calls(script: Script, library: Script) -> Runs:
    plays = _plays(f"include-form/{script.app}", "include")
    return lambda text: plays(_brought(text, library.text))


def _called(lines: Iterable[Script]) -> Runs:
    plays = [(_plays(f"include-form/{script.app}", "include"), script.text) for script in lines]
    return lambda text: (run for each, line in plays for run in each(_brought(line, text)))


def _brought(line: str, library: str) -> str:
    """The lines with a library in the place of their include, which is all that an include is."""
    return _INCLUDE.sub(lambda _: library, line)


def _answers(script: Script) -> Runs:
    """An app that somebody waits for, or that is reloaded by itself, with all kinds of values."""
    chain = patterns()["pass-variables"].chain
    scenarios = [
        Scenario(start=start, apps={"Sales": Behaviour(before=f"LET vRows = {rows};\n")})
        for start in ("Extract", "Sales")
        for rows in _ROWS
    ]
    return lambda text: (
        simulate(chain, scenario, scripts={script.path: text}) for scenario in scenarios
    )
