"""What a chain calls things: ids, names, variables, and texts that must not be there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from qscriptgen.app_id import APP_ID
from qscriptgen.chain import Alert, Step, Webhook
from qscriptgen.checks.problem import problem
from qscriptgen.checks.reserved import KEYWORDS, SYSTEM
from qscriptgen.checks.texts import texts
from qscriptgen.diagnostics import Place
from qscriptgen.quoting.code import is_control, is_surrogate
from qscriptgen.quoting.text import VARIABLE
from qscriptgen.secret_patterns import SECRET_HINT, SECRET_PATTERNS

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain
    from qscriptgen.chain.origin import Placed
    from qscriptgen.diagnostics import Finding

_SECRET_WORDS = frozenset(["apikey", "token", "secret", "password", "passwd", "pwd"])
# https://github.com/countnazgul/qlik-internal-codes, code 2004.
_NOT_IN_CONNECTIONS = '\\/:*?"<>|'
_NAME_LENGTH = 256
_MOST_VARIABLES = 20
_OURS = "qsg_"


def check_names(chain: Chain) -> Iterator[Finding]:
    """Problems of ids and names."""
    yield from _texts(chain)
    yield from _ids(chain)
    yield from _connections(chain)
    for step in chain.steps:
        yield from _variables(step)
        if step.answer:
            for name in step.answer.variables:
                yield from _variable(step.answer.place_of("variables"), name, "")
    for app in chain.apps:
        for name, default in app.reads.items():
            yield from _variable(app.place_of("reads", name), name, default)
    if isinstance(chain.on_failure, Alert):
        yield from _variables(chain.on_failure)


def secrets_in(path: str, source: str) -> Iterator[Finding]:
    """Secrets anywhere in the text of a spec, whether a chain uses them or not."""
    for number, line in enumerate(source.split("\n"), 1):
        for kind, pattern in SECRET_PATTERNS.items():
            found = pattern.search(line)
            if found:
                yield problem(
                    "QC108", Place(path, number, found.start() + 1), f"this is {kind}", SECRET_HINT
                )


def _texts(chain: Chain) -> Iterator[Finding]:
    """Any text: a secret, or a character that no script can hold. Names: not empty."""
    for place, what, text, is_name in texts(chain):
        for kind, pattern in SECRET_PATTERNS.items():
            if pattern.search(text):
                yield problem(
                    "QC108",
                    place,
                    f"{what} holds {kind}",
                    SECRET_HINT,
                )
        if any(map(is_surrogate, text)):
            yield problem(
                "QC109",
                place,
                f"{what} holds half of a surrogate pair",
                "write the character whole",
            )
        if is_name and not text.strip():
            yield problem("QC102", place, f"{what} is empty", "give it a name")
        elif is_name and any(map(is_control, text)):
            yield problem(
                "QC102",
                place,
                f"{what} {text!r} holds a line end or control character",
                "write it in one line",
            )


def _ids(chain: Chain) -> Iterator[Finding]:
    for app in chain.all_apps:
        if not app.ids:
            yield problem(
                "QC110",
                app.place,
                f"app {app.name!r} has no id",
                "give it one, or one for each environment",
            )
        for place, app_id in _placed_ids(app):
            # What may be a key is told as such, and not shown.
            secret = any(pattern.search(app_id) for pattern in SECRET_PATTERNS.values())
            if not APP_ID.fullmatch(app_id) and not secret:
                yield problem(
                    "QC101",
                    place,
                    f"the id {app_id!r} of app {app.name!r} is not a GUID",
                    "copy it from the address of the opened app:"
                    " 8-4-4-4-12 hex digits, such as 0a1b2c3d-0000-4000-8000-000000000001",
                )


def _placed_ids(app: App) -> Iterator[tuple[Place, str]]:
    """Each id of an app once, and where it stands."""
    if isinstance(app.id, str):
        yield app.place_of("id"), app.id
        return
    first = {app_id: space for space, app_id in reversed(app.id.items())}
    for app_id in dict.fromkeys(app.ids):
        yield app.place_of("id", first[app_id].label), app_id


def _connections(chain: Chain) -> Iterator[Finding]:
    connections, told = chain.connections, chain.on_failure
    named: list[tuple[Placed, str]] = [(connections, "get"), (connections, "post")]
    named += [(told, "connection")] if isinstance(told, Webhook) else []
    for part, option in named:
        name = getattr(part, option)
        wrong = sorted({c for c in name if c in _NOT_IN_CONNECTIONS})
        if wrong or len(name) > _NAME_LENGTH or "$(" in name:
            yield problem(
                "QC103",
                part.place_of(option),
                f"the connection name {name!r} is not one that Qlik allows",
                f"1 to {_NAME_LENGTH} characters, none of {' '.join(_NOT_IN_CONNECTIONS)}, no $(;"
                " its space goes into the option space of the connections",
            )
    if connections.get == connections.post:
        yield problem(
            "QC103",
            connections.place_of("post"),
            f"both connections are named {connections.get!r}",
            "a REST connection has one method, so GET and POST need one each",
        )
    space = connections.space or ""
    for wrong_text in (":", "$("):
        if wrong_text in space:
            yield problem(
                "QC104",
                connections.place_of("space"),
                f"the space name {space!r} holds {wrong_text}",
                "a script can't name a connection in such a space; rename the space",
            )


def _variables(step: Step | Alert) -> Iterator[Finding]:
    """Limits: https://qlik.dev/changelog/149-api-updates-reload-time-variables-constraints."""
    app = step.app.name
    answer = isinstance(step, Step) and step.answer
    count = len(step.variables) + bool(answer)
    if count > _MOST_VARIABLES:
        ticket = ", one of them for its answer" if answer else ""
        yield problem(
            "QC106",
            step.place_of("variables"),
            f"app {app!r} is given {count} variables{ticket}, and a reload takes {_MOST_VARIABLES}",
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
        if len(text) > _NAME_LENGTH:
            yield problem(
                "QC107",
                place,
                f"the {what} of variable {name[:40]!r} has {len(text)} characters, and a reload"
                f" takes {_NAME_LENGTH}",
                "shorten it, or store it in a file that the app reads",
            )


def _secret_name(name: str) -> bool:
    """Whether one of the words in the name is one for a secret: ``vApiKey``, ``DB_PASSWORD``."""
    words = [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]
    return not _SECRET_WORDS.isdisjoint([*words, *map("".join, pairwise(words))])
