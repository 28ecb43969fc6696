"""What was seen of one reload and its script, and what the script should have done."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from qscriptgen.duration import seconds
from qscriptgen.emulate import Reload, Run, SentRequest, StartingSpace, State
from qscriptgen.emulate.scenario import begin
from qscriptgen.outline import AskingOutline, Start, WaitOnlyOutline
from qscriptgen.quoting import trace_value
from qscriptgen.simulation.tenancy import HOOK_HOST

if TYPE_CHECKING:
    from qscriptgen.chain import Chain
    from qscriptgen.emulate import World
    from qscriptgen.simulation.contract.records import Records
    from qscriptgen.simulation.contract.situation import Situation

_FINE = 200
_NEVER_S = float("inf")
_HOUR_S = 3600.0
EVENTS = (
    *("started", "failed", "skipped", "blocked", "look", "alert", "result", "refused"),
    *("succeeded", "timeout", "ready"),
)
"""What built-in templates trace; those of a user may trace more."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z")


def members_of(sent: SentRequest) -> Mapping[str, Any]:
    """The members of the JSON object that was sent; none where something else was."""
    try:
        found = json.loads(sent.body or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def variables_of(sent: SentRequest) -> Mapping[str, Any]:
    """The variables that were sent; none where there is something else in their place."""
    found = members_of(sent).get("variables")
    return found if isinstance(found, dict) else {}


def starts_of(outline: AskingOutline) -> tuple[Start, ...]:
    """What a script starts: nothing where it only waits."""
    return () if isinstance(outline, WaitOnlyOutline) else outline.starts


@dataclass(frozen=True)
class Observation:
    """One reload of an app that ran its script of the chain.

    Args:
        records: The simulation that it is part of.
        caller: The reload.
        began: When its script was reached, if nothing above that took time.
        state: What it left behind.
        outline: What its script should do.
        situation: What goes wrong in the scenario.
        space: The space of the app.
        due: The numbers of the starts that the conditions choose, None if one can't be read.
        label: The environment that the app is in, None if it is in none and that counts.
        texts: The text of each expression whose value is passed on; empty if it has none.
        counters: Variables that may differ, as loops around the script have counted them.
        without: Tells what is left behind without the script, as far as the app's own has run;
            None where that fails too.
        times: How often the script stands in the app.
        went_on: Whether what follows the script in the app has run; None where nothing shows it.
        alone: Whether nothing else in the app connects or sends requests.
        shares_files: Whether other apps of the run may have stored files as well.
        overridden: Whether a user's templates took part, whose webhooks may say something else.
        lost_library: Whether the lines of the app can't get at their library.
    """

    records: Records
    caller: Reload
    began: float
    state: State
    outline: AskingOutline
    situation: Situation
    space: StartingSpace
    due: frozenset[int] | None
    label: str | None
    texts: Mapping[str, str] = field(default_factory=dict)
    counters: tuple[str, ...] = ()
    without: Callable[[], State | None] = lambda: State({}, {})
    times: int = 1
    went_on: bool | None = None
    alone: bool = True
    shares_files: bool = False
    overridden: bool = False
    lost_library: bool = False

    # -- who and where -----------------------------------------------------------------------------

    @property
    def chain(self) -> Chain:
        """The chain."""
        return self.situation.chain

    @property
    def world(self) -> World:
        """The answers to doubts."""
        return self.situation.world

    @property
    def host(self) -> str:
        """The host of the tenant."""
        return self.space.tenant

    @property
    def run(self) -> Run:
        """The simulation."""
        return self.records.run

    @property
    def personal(self) -> bool:
        """Whether the app is in a personal space."""
        return self.space.type == "personal"

    def finds(self, connection: str) -> bool:
        """Whether a script finds a connection, which may be written ``:Name``."""
        colon = self.personal and connection.startswith(":")
        return not (colon and self.world.answer("colon-in-personal") == "no")

    @property
    def targets(self) -> tuple[str, ...]:
        """The apps that the script starts or waits for."""
        outline = self.outline
        others = outline.upstreams if isinstance(outline, WaitOnlyOutline) else outline.starts
        return tuple(other.app for other in others)

    @property
    def green(self) -> bool:
        """Whether the reload succeeded."""
        return self.caller.status == "SUCCEEDED"

    @property
    def idle_partial(self) -> bool:
        """Whether the script does nothing, as the reload is a partial one."""
        return self.caller.partial and self.outline.in_partial != "run"

    @property
    def elsewhere(self) -> bool:
        """Whether the space fits no environment of what the script starts."""
        return self.outline.by_space and self.label is None

    @cached_property
    def quiet(self) -> bool:
        """Whether the tenant is as it should be, and every other reload has succeeded in time."""
        soon = all(map(self.situation.reloads_soon, self.targets))
        well = self.records.unwell <= {self.caller.reload_id}
        return self.situation.roomy and soon and well

    @cached_property
    def baseline(self) -> State | None:
        """What is left behind without the script, as far as the app's own script has run."""
        return self.without()

    @cached_property
    def told(self) -> tuple[str, ...]:
        """What the script has traced, and not another one or the rest of the app's script."""
        events = "|".join(EVENTS) if self.overridden or not self.alone else r"(?!answered )\w+"
        mine = re.compile(rf"qsg event=(?:{events}) chain={trace_value(self.outline.chain)} ")
        return tuple(line for line in self.state.told if mine.match(line))

    # -- what it sent ------------------------------------------------------------------------------

    @cached_property
    def everything_sent(self) -> list[SentRequest]:
        """What the script sent to the tenant, and to a webhook."""
        mine = self.records.sent_by(self.caller.reload_id)
        hosts = (self.host, HOOK_HOST)
        return [sent for sent in mine if urlsplit(sent.url).hostname in hosts]

    @cached_property
    def sent(self) -> list[SentRequest]:
        """What of it is for the chain itself."""
        return [sent for sent in self.everything_sent if not self._is_alert(sent)]

    @cached_property
    def alerts(self) -> list[SentRequest]:
        """What of it tells of something that went wrong."""
        return [sent for sent in self.everything_sent if self._is_alert(sent)]

    def _is_alert(self, sent: SentRequest) -> bool:
        ids = dict(self.outline.alert.ids).values() if self.outline.alert else ()
        hook = urlsplit(sent.url).hostname == HOOK_HOST
        return hook or (sent.method == "POST" and any(app_id in sent.body for app_id in ids))

    @cached_property
    def posts(self) -> list[SentRequest]:
        """The requests for a start."""
        return [s for s in self.sent if s.method == "POST" and "/actions/" not in s.url]

    def looks(self, app_id: str) -> list[SentRequest]:
        """The looks at the newest reload of an app."""
        return [s for s in self.sent if f"appId={app_id}&" in s.url and s.url[-8:] == "&limit=1"]

    # -- reloads -----------------------------------------------------------------------------------

    @cached_property
    def _made(self) -> frozenset[str]:
        """The ids of the reloads that the script's own requests created."""
        return frozenset(sent.reload_id for sent in self.sent if sent.reload_id)

    @property
    def made_apps(self) -> tuple[str, ...]:
        """The ids of the apps that the script's own requests have started."""
        reloads = (self.records.reloads.get(made) for made in self._made)
        return tuple(sorted({reload.app_id for reload in reloads if reload is not None}))

    def made(self, app_id: str) -> list[Reload]:
        """The reloads of an app that the script's own requests created."""
        return [r for r in self._around(app_id) if r.reload_id in self._made]

    def others(self, app_id: str) -> list[Reload]:
        """The reloads of an app that somebody else asked for, as far as the script met them."""
        return [r for r in self._around(app_id) if r.reload_id not in self._made]

    def _around(self, app_id: str) -> Sequence[Reload]:
        """The reloads of an app that were there while this one ran."""
        known = self._found.get(app_id)
        if known is None:
            end_s = _NEVER_S if self.caller.ended_s is None else self.caller.ended_s
            known = self.records.around(app_id, self.caller.created_s, end_s)
            self._found[app_id] = known
        return known

    @cached_property
    def _found(self) -> dict[str, Sequence[Reload]]:
        """What was looked up of each app; several promises ask for the same."""
        return {}

    def under_way(self, app_id: str) -> Reload | None:
        """Somebody else's reload that the first look at an app has shown as running."""
        first = next(iter(self.looks(app_id)), None)
        later = self.world.answer("post-visible") == "later"
        if first is None or first.status != _FINE or first.fault or later:
            return None
        at = first.time_s + self.away_s
        shown = self.newest(app_id, at)
        if shown not in self.others(app_id) or shown.created_s > first.time_s:
            return None
        begun = shown.started_s is not None and shown.started_s < at
        return shown if begun and at < (shown.ended_s or at + 1) else None

    def newest(self, app_id: str, at: float, besides: str = "") -> Reload | None:
        """The reload of an app that is the newest at a time: looks see no other.

        ``besides`` is the id of one that does not count.
        """
        known = self.records.until(app_id, at)
        return next((reload for reload in known if reload.reload_id != besides), None)

    @property
    def away_s(self) -> float:
        """How long a request is on its way to the tenant."""
        return self.situation.scenario.latency / 2

    def history(self, app: str) -> list[tuple[str, float]]:
        """How and when each reload of an app had ended before the simulation, the oldest first."""
        known = self.situation.behaviour(app)
        last_s = -float(seconds(known.ago) or 0)
        many = len(known.history)
        return [
            (status, last_s - _HOUR_S * (many - place))
            for place, status in enumerate(known.history, 1)
        ]

    @cached_property
    def any_history(self) -> bool:
        """Whether an app that the script asks about had been reloaded before the simulation."""
        return any(self.history(start.app) for start in starts_of(self.outline))

    def had_reloads(self, app: str, app_id: str) -> bool:
        """Whether an app had been reloaded when the script began."""
        first = next(iter(self.records.of_app(app_id)), None)
        return bool(self.history(app)) or (first is not None and first.created_s < self.began)

    # -- time --------------------------------------------------------------------------------------

    @property
    def _begins(self) -> datetime:
        begins = begin(self.situation.scenario.begins)
        assert begins is not None, "the scenario was checked"
        return begins

    def _moment(self, at: float) -> datetime:
        return self._begins + timedelta(seconds=at)

    def seconds_at(self, moment: str) -> float:
        """A moment as the tenant writes it, in seconds since the start; -1 where it is not one."""
        if not _MOMENT.fullmatch(moment):
            return -1.0
        found = datetime.fromisoformat(moment.removesuffix("Z"))
        return (found - self._begins).total_seconds()

    @cached_property
    def days(self) -> frozenset[str]:
        """The days of the week while the script ran: 0 is Saturday, 6 is Friday."""
        ended = self.began if self.caller.ended_s is None else self.caller.ended_s
        moments = map(self._moment, (self.began, ended))
        return frozenset(str((moment.isoweekday() + 1) % 7) for moment in moments)

    @property
    def midnight_s(self) -> float:
        """When the day began on which the script was reached, in seconds since the start."""
        moment = self._moment(self.began)
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        return self.began - (moment - midnight).total_seconds()

    # -- files -------------------------------------------------------------------------------------

    def besides_result(self, files: Mapping[str, Any]) -> dict[str, Any]:
        """The files without the one that a controller stores."""
        result = (self.outline.controller and self.outline.controller.result) or ""
        folder = self.chain.result_folder
        named = f"{folder}{result.partition(folder)[2]}" if folder else ""
        tails = (f"/{named}", f":{named}")
        return {p: kept for p, kept in files.items() if not (named and p.endswith(tails))}

    def besides_own(self, files: Mapping[str, Any]) -> dict[str, Any]:
        """The files without the result of a controller and the answers of apps."""
        answers = {start.answer.file for start in starts_of(self.outline) if start.answer}
        kept = self.besides_result(files)
        return {path: held for path, held in kept.items() if path not in answers}


@dataclass(frozen=True)
class WaitObservation(Observation):
    """That of a script that only waits for others."""

    outline: WaitOnlyOutline
