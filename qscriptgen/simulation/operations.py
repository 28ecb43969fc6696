"""What a script does, in a form in which an outline and a script that was read can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FAILS_BY = {"cloud": "EXIT ERROR", "portable": "UNKNOWN"}
"""The kind of statement by which a script fails, by the target of the chain."""


@dataclass(frozen=True)
class Request:
    """One kind of request: the connection, the URL as it is written, and the decoded body.

    Without a URL that of the connection is used; without a body none is sent. ``reads`` are the
    members of the answer that are asked for, in alphabetical order, from ``node``. ``within`` are
    the blocks around it, the outermost first: the keyword and what its condition looks at.
    ``wrap`` says whether the answer is put under a root of its own, ``headers`` what is sent along.
    """

    connection: str
    url: str | None = None
    body: Any = None
    reads: tuple[str, ...] = ()
    node: str = "root"
    within: tuple[str, ...] = ()
    wrap: str | None = "on"
    headers: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Started:
    """One reload: its app by environment, what the request asks for, and how it is tried.

    ``settings`` holds what applies of ``tries``, ``pause_s``, ``patience_s``, ``limit_s`` and
    ``pace_s``, and in ``failure`` and ``timeout`` what a bad end asks of the calling reload: 0 to
    go on, 1 to skip the rest of the script, 2 to fail.
    """

    ids: tuple[tuple[str, str], ...]
    options: dict[str, Any]
    settings: dict[str, int]


@dataclass(frozen=True)
class Decision:
    """A fork: its conditions as they are written, what is due in each branch, and where it is."""

    conditions: tuple[str, ...]
    branches: tuple[tuple[int, ...], ...]
    under: tuple[int, int] | None


@dataclass(frozen=True)
class Operations:
    """All of it.

    ``reasons`` are what keeps a start back, each with the state that follows and the variables
    that tell. ``loops`` are the literal counts in the order of the script, each from 1 on;
    ``poll_s`` and ``spacing_s`` what is slept between two rounds of looks and between two starts.
    ``in_vain`` is after how many looks without an answer a script gives up: looks at the list, and
    rounds of looks at an end. ``bound`` is what the header promises: requests, seconds of each,
    seconds asleep. ``ends`` are the ways to leave the script early, and ``left_behind`` what is
    not cleaned up: variables, tables, the connection, ErrorMode.
    ``fails_by`` is how a script fails on purpose: by EXIT ERROR or an UNKNOWN statement. ``told``
    are the conditions behind which something counts as gone wrong, and the one of the alert, as
    the names and texts in them; ``alerted`` are the ids of the app that is started then, and
    ``told_after_s`` is what is slept before. Of a
    controller, ``behind`` has for each start those that a policy may leave out after it, and
    ``result`` the path of the file that it stores, its format and its fields.
    ``answers`` are taken over from apps that have ended, into variables that are ``emptied``;
    ``looked_for`` are files of which only the first line is read.
    """

    starts: tuple[Started, ...]
    always: tuple[int, ...]
    forks: tuple[Decision, ...]
    environments: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
    elsewhere: str
    reasons: tuple[tuple[str, str, str], ...]
    requests: tuple[Request, ...]
    poll_s: int
    spacing_s: int
    in_vain: tuple[int, int]
    loops: tuple[int, ...]
    bound: tuple[int, int, int]
    ends: tuple[str, ...]
    behind: tuple[tuple[int, ...], ...] = ()
    result: tuple[str, ...] = ()
    answers: tuple[Any, ...] = ()
    emptied: tuple[str, ...] = ()
    looked_for: tuple[str, ...] = ()
    left_behind: tuple[str, ...] = ()
    fails_by: str = ""
    told: tuple[str, ...] = ()
    alerted: tuple[tuple[str, str], ...] = ()
    told_after_s: int = 0
    problems: tuple[str, ...] = ()
