"""What each script of a chain does, as plain data; templates only put it into words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from qscriptgen.outline.due import ALWAYS_DUE, DUE_LOOKS, DueRule
from qscriptgen.outline.environments import Environment, Ids

if TYPE_CHECKING:
    from qscriptgen.outline.alert import AlertRequest
    from qscriptgen.outline.answers import AnswerFile
    from qscriptgen.outline.controller import Controller
    from qscriptgen.outline.forks import ScriptFork

RELOAD_LIMIT_S = 3 * 3600
"""The longest a reload may take (https://qlik.dev/manage/reloads)."""


@dataclass(frozen=True)
class Bound:
    """The most that a script can sleep and ask, whatever its apps and the tenant do."""

    sleep_s: int = 0
    requests: int = 0
    request_timeout_s: int = 0

    @property
    def total_s(self) -> int:
        """The longest it can take, every request running into its time-out."""
        return self.sleep_s + self.requests * self.request_timeout_s


@dataclass(frozen=True)
class WaitTimes:
    """Ask every ``poll_s`` seconds, ``limit_s`` seconds at most."""

    limit_s: int
    poll_s: int


@dataclass(frozen=True)
class Start:
    """One reload that a script starts.

    ``ids`` pairs the label of an environment with the id of the app there; one pair with an empty
    label when the same app serves all. ``failure`` and ``timeout`` are words of
    `qscriptgen.chain.Policy`. ``variables`` pairs names with values, ``expressions`` with Qlik
    code that gives the value when the script runs.
    """

    app: str
    ids: Ids
    partial: bool
    weight: int | None
    variables: tuple[tuple[str, str], ...]
    wait: WaitTimes | None
    failure: str
    timeout: str
    busy: str
    tries: int
    pause_s: int
    patience_s: int
    pace_s: int
    expressions: tuple[tuple[str, str], ...] = ()
    answer: AnswerFile | None = None
    due: DueRule = ALWAYS_DUE

    @property
    def looks(self) -> int:
        """How often at most the newest reload is looked at."""
        return -(-self.patience_s // self.pause_s) + 1


@dataclass(frozen=True)
class Ring:
    """The pace of a chain that begins anew, and how many reloads a day the tenant allows."""

    pace_s: int
    until: str | None
    quota: int


@dataclass(frozen=True)
class StartOutline:
    """The script of one app.

    ``starts`` are numbered from 1. Those in ``always`` are due each time, the others as ``forks``
    say, in which an outer one stands before those inside it. ``no_match`` is ``fail``, ``skip`` or
    a label. ``spacing_s`` is slept between two starts, and before that of an alert app, where a
    script would else post more than its share. ``target`` is ``cloud`` or ``portable``.
    With a ``controller`` it is the script of a controller. ``library`` is where the chain says that
    its apps find their library, if it does.
    """

    chain: str
    app: str
    path: str
    spec: str
    starts: tuple[Start, ...]
    always: tuple[int, ...]
    forks: tuple[ScriptFork, ...]
    environments: tuple[Environment, ...]
    no_match: str
    get: str
    post: str
    in_partial: str
    ring: Ring | None
    spacing_s: int
    request_timeout_s: int
    plain: bool
    wrap: str
    alert: AlertRequest | None = None
    target: str = "cloud"
    controller: Controller | None = None
    library: str | None = None
    place: str = "end"

    @property
    def many(self) -> bool:
        """Whether the script goes through its starts in a loop."""
        return len(self.starts) > 1 or self.controller is not None

    @cached_property
    def by_space(self) -> bool:
        """Whether it depends on the space which apps the chain itself starts, and whether any."""
        return any(label for start in self.starts for label, _ in start.ids)

    @cached_property
    def guarded(self) -> bool:
        """Whether the newest reload is looked at before a start."""
        return any(start.tries > 1 for start in self.starts)

    @cached_property
    def due_looks(self) -> int:
        """How often at most one app is looked at to see whether it is fresh."""
        return DUE_LOOKS if any(start.due.kind for start in self.starts) else 0

    @cached_property
    def due_pause_s(self) -> int:
        """The pause between two of these looks."""
        return max((start.pause_s for start in self.starts if start.due.kind), default=0)

    @property
    def asks(self) -> bool:
        """Whether anything is asked of the tenant, which needs the GET connection."""
        return self.guarded or self.waits or bool(self.due_looks)

    @cached_property
    def waits(self) -> bool:
        """Whether the end of a reload is waited for."""
        return any(start.wait for start in self.starts)

    @cached_property
    def poll_s(self) -> int:
        """The pause between two rounds of looks: the longest that any start asks for."""
        return max((start.wait.poll_s for start in self.starts if start.wait), default=0)
