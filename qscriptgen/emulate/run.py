"""What a simulation leaves behind: who ran when, what was asked, and what each log says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from qscriptgen.diagnostics import Finding


@dataclass(frozen=True)
class Reload:
    """One reload as the tenant saw it; times are virtual seconds since the start.

    ``triggered_by`` is the id of the reload whose script asked for it, or ``user``; ``foreign``
    says that this user is not part of the chain. ``line`` is where a failed script
    stopped, counted in the script of the app.
    """

    app: str
    app_id: str
    reload_id: str
    status: str
    created_s: float
    started_s: float | None = None
    ended_s: float | None = None
    triggered_by: str = "user"
    foreign: bool = False
    partial: bool = False
    weight: int = 1
    variables: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    line: int | None = None


@dataclass(frozen=True)
class SentRequest:
    """One request as it left a script: when, by which reload, and what came of it.

    ``status`` is None where no answer came; ``reload_id`` is the reload that it created. ``body``
    is what was sent, ``connection`` what it was sent through. ``fault`` names the fault that met
    it.
    """

    time_s: float
    by: str
    method: str
    url: str
    status: int | None
    body: str = ""
    reload_id: str = ""
    fault: str = ""
    connection: str = ""


@dataclass(frozen=True)
class State:
    """What a script left in its app, whether or not the app was saved.

    ``variables`` are texts, ``tables`` the rows of each table by its name, as texts. ``connection``
    is the active one. ``slept_s`` is how long the script has slept. ``deliberate`` says that Exit
    Error ended it, ``code`` is ScriptError where any error did.

    ``told`` is what it has traced. ``rules`` are those in force for fields: the statement, the mask
    and what it sets, in the order in which they were set. ``mappings`` are the rows of mapping
    tables by their names, ``subs`` the names of subroutines. ``files`` are all that the tenant has
    at the end of the simulation, by path.
    """

    variables: Mapping[str, str]
    tables: Mapping[str, tuple[tuple[str, ...], ...]]
    connection: str = ""
    slept_s: float = 0.0
    deliberate: bool = False
    code: int = 0
    told: tuple[str, ...] = ()
    rules: tuple[tuple[str, str, str], ...] = ()
    mappings: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    subs: tuple[str, ...] = ()
    files: Mapping[str, object] = field(default_factory=dict)


class Logs(Mapping[str, str]):
    """The script logs by the id of their reload; each is written down when somebody reads it."""

    def __init__(self, logs: Mapping[str, object]) -> None:
        self._logs = logs

    def __getitem__(self, reload_id: str) -> str:
        return str(self._logs[reload_id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._logs)

    def __len__(self) -> int:
        return len(self._logs)


Content = str | tuple[tuple[str, ...], ...]
"""A text file as its text, a QVD as texts: the names of its fields, then its rows."""


@dataclass(frozen=True)
class Run:
    """A simulated chain in one world.

    ``logs`` and ``states`` are by the id of a reload. ``findings`` is what keeps the run from
    ending well: a construct that is not emulated, a script without an end, a reload that did not
    succeed. ``unmet`` are the faults of the scenario that met nothing, each with its number.
    ``files`` are those that are there at the end, by path.
    """

    world: str
    reloads: tuple[Reload, ...]
    requests: tuple[SentRequest, ...]
    logs: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    states: Mapping[str, State] = field(default_factory=dict)
    unmet: tuple[str, ...] = ()
    files: Mapping[str, Content] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether everything was emulated and every reload of the chain succeeded."""
        return not self.findings

    @property
    def makespan_s(self) -> float:
        """When the last reload ended."""
        return max((reload.ended_s or 0.0 for reload in self.reloads), default=0.0)

    @property
    def order(self) -> tuple[str, ...]:
        """The apps in the order in which their reloads began."""
        begun = [reload for reload in self.reloads if reload.started_s is not None]
        return tuple(reload.app for reload in sorted(begun, key=lambda r: r.started_s or 0.0))

    def log(self, reload: Reload | str) -> str:
        """The script log of a reload, given itself, its id, or the name of its app."""
        wanted = reload.reload_id if isinstance(reload, Reload) else reload
        for known in self.reloads:
            if wanted in (known.reload_id, known.app):
                return self.logs.get(known.reload_id, "")
        raise KeyError(wanted)

    def json(self) -> dict[str, object]:
        """The record of the JSON form."""
        return {
            "world": self.world,
            "ok": self.ok,
            "makespan_s": self.makespan_s,
            "reloads": [
                {
                    "app": reload.app,
                    "app_id": reload.app_id,
                    "reload_id": reload.reload_id,
                    "status": reload.status,
                    "created_s": reload.created_s,
                    "started_s": reload.started_s,
                    "ended_s": reload.ended_s,
                    "triggered_by": reload.triggered_by,
                    "foreign": reload.foreign,
                }
                for reload in self.reloads
            ],
            "requests": [
                {
                    "time_s": sent.time_s,
                    "by": sent.by,
                    "method": sent.method,
                    "url": sent.url,
                    "status": sent.status,
                }
                for sent in self.requests
            ],
            "logs": dict(self.logs),
            "findings": [finding.json() for finding in self.findings],
            "unmet": list(self.unmet),
        }
