"""The names and ids of a chain, and texts that must not be in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qscriptgen.app_id import APP_ID
from qscriptgen.chain import Webhook
from qscriptgen.checks.problem import problem
from qscriptgen.checks.texts import texts
from qscriptgen.diagnostics import Place
from qscriptgen.quoting.code import is_control, is_surrogate
from qscriptgen.secret_patterns import SECRET_HINT, SECRET_PATTERNS

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain
    from qscriptgen.chain.origin import Placed
    from qscriptgen.diagnostics import Finding

# https://github.com/countnazgul/qlik-internal-codes, code 2004.
_NOT_IN_CONNECTIONS = '\\/:*?"<>|'
_NAME_LENGTH = 256


def check_names(chain: Chain) -> Iterator[Finding]:
    """Problems of ids and names."""
    yield from _texts(chain)
    yield from _ids(chain)
    yield from _connections(chain)


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
            # What may be a key is reported as such, and its text is not shown.
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
    connections, alert = chain.connections, chain.on_failure
    named: list[tuple[Placed, str]] = [(connections, "get"), (connections, "post")]
    named += [(alert, "connection")] if isinstance(alert, Webhook) else []
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
