"""Variables: their names, their values, and whether the app that gets one reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from qscriptgen.chain import Alert, Step
from qscriptgen.checks.problem import problem
from qscriptgen.checks.reserved import KEYWORDS, SYSTEM
from qscriptgen.diagnostics import did_you_mean
from qscriptgen.quoting.text import VARIABLE

if TYPE_CHECKING:
    from qscriptgen.chain import Chain
    from qscriptgen.diagnostics import Finding, Place

_SECRET_WORDS = frozenset(["apikey", "token", "secret", "password", "passwd", "pwd"])
_OURS = "qsg_"
# https://qlik.dev/changelog/149-api-updates-reload-time-variables-constraints
MOST_VARIABLES, LONGEST = 20, 256
"""How many variables a reload takes, and how long a name or a value may be."""


def check_variables(chain: Chain) -> Iterator[Finding]:
    """Problems of each variable alone: those that are passed, answered and read."""
    for step in chain.steps:
        yield from _passed(step)
        if step.answer:
            for name in step.answer.variables:
                yield from _variable(step.answer.place_of("variables"), name, "")
    for app in chain.apps:
        for name, default in app.reads.items():
            yield from _variable(app.place_of("reads", name), name, default)
    if isinstance(chain.on_failure, Alert):
        yield from _passed(chain.on_failure)


def check_reads(chain: Chain) -> Iterator[Finding]:
    """Variables that are passed to an app whose ``reads`` do not name them."""
    for step in chain.steps:
        for name in step.variables:
            if step.app.reads and name not in step.app.reads:
                yield problem(
                    "QC801",
                    step.place_of("variables", name),
                    f"app {step.app.name!r} is given {name!r}, and its reads do not name it",
                    did_you_mean(name, step.app.reads),
                )


def _passed(step: Step | Alert) -> Iterator[Finding]:
    """The variables that a start passes to its app."""
    app = step.app.name
    answer = isinstance(step, Step) and step.answer
    count = len(step.variables) + bool(answer)
    if count > MOST_VARIABLES:
        ticket = ", one of them for its answer" if answer else ""
        yield problem(
            "QC106",
            step.place_of("variables"),
            f"app {app!r} is given {count} variables{ticket}, and a reload takes {MOST_VARIABLES}",
            "put several values into one, with a separator that the app splits at",
        )
    for name, value in step.variables.items():
        place = step.place_of("variables", name)
        # What an expression gives is judged by the script.
        yield from _variable(place, name, value if isinstance(value, str) else "")
        if value and _secret_name(name):
            yield problem(
                "QC111",
                place,
                f"the name of variable {name!r} speaks of a secret",
                "everybody who may see the reload can read its variables; go on if it holds none",
            )


def _variable(place: Place, name: str, value: str) -> Iterator[Finding]:
    """A name that an app reads without brackets; both it and the value short enough."""
    if not VARIABLE.fullmatch(name) or name.lower() in KEYWORDS:
        yield problem(
            "QC105",
            place,
            f"{name!r} is not a variable name that an app can read without brackets",
            "a letter, then letters, digits, _ or .; no keyword such as If or Next",
        )
    if name.lower().startswith(_OURS):
        yield problem(
            "QC105", place, f"{name!r} begins with {_OURS}", "this prefix is kept for scripts"
        )
    if name.lower() in SYSTEM:
        yield problem(
            "QC105",
            place,
            f"{name!r} is a variable by which Qlik itself works",
            "give it a name of its own, such as v" + name,
        )
    for what, text in (("name", name), ("value", value)):
        if len(text) > LONGEST:
            yield problem(
                "QC107",
                place,
                f"the {what} of variable {name[:40]!r} has {len(text)} characters, and a reload"
                f" takes {LONGEST}",
                "shorten it, or store it in a file that the app reads",
            )


def _secret_name(name: str) -> bool:
    """Whether one of the words in the name is one for a secret: ``vApiKey``, ``DB_PASSWORD``."""
    words = [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]
    return not _SECRET_WORDS.isdisjoint([*words, *map("".join, pairwise(words))])
