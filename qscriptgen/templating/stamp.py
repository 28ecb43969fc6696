"""The first line of a generated script: whose it is, and the checksum of all that follows.

By it a file is known as ours, and a hand edit of it is seen. The line itself is left out of its
own sum. Line ends and a byte-order mark do not count: both may change on the way to an app.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

FORMAT = 1
"""Raised whenever scripts of an older format have to be rendered anew to be understood."""

WIDTH = 99
"""The width of a rule line in a script."""

Kind = Literal["script", "library", "self-test"]
"""What a file holds: the script of an app, the library of its chain, or a self-test for an app."""

_WHOSE: dict[Kind, str] = {
    "script": "chain {chain}, app {app}",
    "library": "library of chain {chain}",
    "self-test": "self-test of chain {chain}, app {app}",
}
_STAMP = re.compile(
    r"// ==== qscriptgen (?P<format>\d+): (?P<library>library of )?(?P<test>self-test of )?"
    r"chain (?P<chain>.+)(?(library)|, app (?P<app>.+)) ==== checksum (?P<checksum>[0-9a-f]{16}) =*"
)


@dataclass(frozen=True)
class Stamp:
    """What the first line of a script says, and whether the text below still matches it."""

    format: int
    chain: str
    app: str
    checksum: str
    intact: bool
    kind: Kind = "script"


def checksum(below: str) -> str:
    """Sixteen hex digits over the text below the stamp, whatever its line ends are."""
    return hashlib.sha256(_plain(below).encode()).hexdigest()[:16]


def stamped(below: str, *, chain: str, app: str, kind: Kind = "script") -> str:
    """The script: the stamp line, then ``below``. Both names are single-line comment text."""
    whose = _WHOSE[kind].format(chain=chain, app=app)
    head = f"// ==== qscriptgen {FORMAT}: {whose} ==== checksum {checksum(below)} "
    return f"{head.ljust(WIDTH, '=')}\n{below}"


def read_stamp(text: str) -> Stamp | None:
    """The stamp of a script, or None for a text that is not ours."""
    first, _, below = _plain(text).partition("\n")
    found = _STAMP.fullmatch(first)
    if not found:
        return None
    return Stamp(
        format=int(found["format"]),
        chain=found["chain"],
        app=found["app"] or "",
        checksum=found["checksum"],
        intact=found["checksum"] == checksum(below),
        kind="library" if found["library"] else "self-test" if found["test"] else "script",
    )


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")
