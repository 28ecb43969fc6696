"""The chain: which reload follows which, as steps and edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass as plain_dataclass
from dataclasses import field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from pydantic import ConfigDict, field_validator
from pydantic.dataclasses import dataclass

from qscriptgen.chain.alert import Alert, Webhook
from qscriptgen.chain.app import App, Step
from qscriptgen.chain.environments import Space
from qscriptgen.chain.flow import Flow, Fork, Group, Part, part
from qscriptgen.chain.options import MODEL, Connections, Policy, Repeat, Wait
from qscriptgen.chain.origin import Placed
from qscriptgen.chain.wait_only import WaitOnly


@plain_dataclass(frozen=True)
class Turn:
    """A branch of a fork that is taken; the number after the last condition is `otherwise`."""

    fork: Fork
    branch: int


@plain_dataclass(frozen=True)
class Edge:
    """One app starts another: ``source`` at its end, on the ``turns`` it takes, outermost first."""

    source: App
    target: Step
    turns: tuple[Turn, ...] = ()


@plain_dataclass(frozen=True)
class _Ends:
    """Where a part of the flow begins, on which turns, and where it ends."""

    heads: tuple[tuple[Step, tuple[Turn, ...]], ...] = ()
    tails: tuple[Step, ...] = ()


@dataclass(frozen=True, eq=False, config=ConfigDict(**MODEL, arbitrary_types_allowed=True))
class Chain(Placed):
    """A chain of reloads in which each app starts the next at the end of its script (a relay).

    With a controller, one app outside the flow starts them all: one after the other in
    the order of the spec, each when the one before has ended.

    Args:
        name: What the chain is called; its scripts lie in a folder of that name.
        flow: The order: ``extract >> [sales, finance]``.
        connections: The REST connections.
        policy: The policy of every step that has none of its own.
        wait: The wait of every step that has none of its own.
        controller: The app that runs the whole chain. Conditions then read its variables, once, at
            the beginning. Each step needs a wait, its own or that of the chain.
        result: Where the controller stores what became of each app: a path such as
            ``lib://DataFiles/nightly.qvd``, or one that ends with ``.csv``.
        repeat: For a flow that comes back to an app: how often and how long.
        no_match: What a script does in a space that fits no environment: ``fail``, ``skip``, or
            the label of the environment to take.
        in_partial: What a script does in a partial reload, which leaves out plain LOAD and
            SELECT: ``skip``, ``run`` or ``fail``.
        on_failure: The alert that a script sends when a start is not confirmed, a reload that it
            waits for does not end well, or it may start nothing: it starts an app or calls a
            webhook. Each script sends it once in a run, before it does what the policy says, so a
            failure that travels up a chain of waits leads to an alert from each of its apps. None
            is sent in a partial reload that ``in_partial`` does not allow, or in a space for which
            the alert app has no id.
        target: ``cloud``, or ``portable`` for engines that do not know Exit Error: the script then
            fails by a text that is not a statement. Nothing else differs: it still needs the API,
            the connections and GetSysAttr of a Qlik Cloud tenant.
        wait_only: The same order, but each app waits at its start for those before it, and no app
            starts another; see `WaitOnly`.
        plain: Ten lines without any check, as in blog posts: nothing is waited for or judged.
        wrap: For ``plain`` only: ``on`` reads the answer as it is; ``off`` is the form that blog
            posts show, which does not fit the answer.
        library: Where the apps find the library of the chain, if it is rendered in the include
            form: ``lib://Ops:DataFiles/nightly.qvs``. Without it, in the data files of the space
            of each app.
    """

    name: str
    flow: Part
    connections: Connections = field(default_factory=Connections, kw_only=True)
    policy: Policy = field(default_factory=Policy, kw_only=True)
    wait: Wait | None = field(default=None, kw_only=True)
    controller: App | None = field(default=None, kw_only=True)
    result: str | None = field(default=None, kw_only=True)
    repeat: Repeat | None = field(default=None, kw_only=True)
    no_match: str | Space = field(default="fail", kw_only=True)
    in_partial: str = field(default="skip", kw_only=True)
    on_failure: Alert | Webhook | None = field(default=None, kw_only=True)
    target: str = field(default="cloud", kw_only=True)
    wait_only: WaitOnly | None = field(default=None, kw_only=True)
    plain: bool = field(default=False, kw_only=True)
    wrap: str = field(default="on", kw_only=True)
    library: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        """Remember the place, and look at the flow: what can't stand in it raises at once."""
        super().__post_init__()
        _ = self._flat

    @field_validator("flow", mode="before")
    @classmethod
    def _as_part(cls, flow: Part | Sequence[Part]) -> Part:
        return part(flow)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every reload of the chain once, in the order of the spec."""
        return self._flat[0]

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Which app starts which reload, each once, in the order of the spec."""
        return self._flat[1]

    @property
    def entrances(self) -> tuple[tuple[Step, tuple[Turn, ...]], ...]:
        """The reloads that the flow begins with, each with the turns that lead to it."""
        return self._flat[2]

    @cached_property
    def heads(self) -> tuple[Step, ...]:
        """The reloads that the flow begins with whatever holds."""
        return tuple(dict.fromkeys(step for step, turns in self.entrances if not turns))

    @cached_property
    def loose_forks(self) -> tuple[Fork, ...]:
        """Forks at the very beginning, which only a controller can evaluate."""
        return tuple(dict.fromkeys(turns[0].fork for _, turns in self.entrances if turns))

    @property
    def result_folder(self) -> str:
        """The folder connection that the result goes to, without its space; empty without one."""
        return (self.result or "").partition("://")[2].partition("/")[0].rpartition(":")[2]

    def wait_for(self, step: Step) -> Wait | None:
        """How the end of a reload is waited for; None where it is not."""
        return step.wait or self.wait

    @property
    def spec(self) -> str:
        """The name of the file that was loaded, or else of the one that made the chain."""
        return Path(self.__dict__.get("_loaded_from") or self.place.path).name

    def loaded_from(self, path: str) -> None:
        """Say which file was loaded: a helper module may have made the chain for it."""
        object.__setattr__(self, "_loaded_from", path)

    @cached_property
    def apps(self) -> tuple[App, ...]:
        """Every app of the chain once, in the order of the spec, a controller before the others."""
        controllers = (self.controller,) if self.controller else ()
        return tuple(dict.fromkeys((*controllers, *(step.app for step in self.steps))))

    @cached_property
    def connection_names(self) -> tuple[str, ...]:
        """The names of the REST connections that the scripts can use."""
        hook = self.on_failure.connection if isinstance(self.on_failure, Webhook) else None
        return (self.connections.get, self.connections.post, *([] if hook is None else [hook]))

    @cached_property
    def alert_app(self) -> App | None:
        """The app that is started when something goes wrong, if there is one."""
        return self.on_failure.app if isinstance(self.on_failure, Alert) else None

    @cached_property
    def all_apps(self) -> tuple[App, ...]:
        """Every app that the scripts can start or run in: those of the chain, then the others."""
        return tuple(dict.fromkeys((*self.apps, *([self.alert_app] if self.alert_app else []))))

    @cached_property
    def spaces(self) -> tuple[Space, ...]:
        """Every environment once, in the order of the spec; the first that matches is taken."""
        return tuple(dict.fromkeys(space for app in self.all_apps for space in app.spaces))

    @cached_property
    def _flat(
        self,
    ) -> tuple[tuple[Step, ...], tuple[Edge, ...], tuple[tuple[Step, tuple[Turn, ...]], ...]]:
        steps: dict[Step, Step] = {}
        edges: dict[Edge, None] = {}
        ends = _flatten(self.flow, steps, edges)
        return tuple(steps), tuple(edges), ends.heads


def _flatten(item: Part, steps: dict[Step, Step], edges: dict[Edge, None]) -> _Ends:
    """Collect the steps and edges of one part of the flow."""
    if isinstance(item, Flow):
        return _flatten_flow(item, steps, edges)
    if isinstance(item, Group):
        ends = [_flatten(member, steps, edges) for member in item.members]
        return _Ends(
            tuple(head for end in ends for head in end.heads),
            tuple(tail for end in ends for tail in end.tails),
        )
    if isinstance(item, Fork):
        return _flatten_fork(item, steps, edges)
    made = item if isinstance(item, Step) else _bare(item)
    step = steps.setdefault(made, made)
    return _Ends(((step, ()),), (step,))


def _flatten_flow(flow: Flow, steps: dict[Step, Step], edges: dict[Edge, None]) -> _Ends:
    ends = [_flatten(item, steps, edges) for item in flow.parts()]
    for before, after in pairwise(ends):
        for tail in before.tails:
            for target, turns in after.heads:
                edges.setdefault(Edge(tail.app, target, turns))
    return _Ends(ends[0].heads, ends[-1].tails)


def _flatten_fork(fork: Fork, steps: dict[Step, Step], edges: dict[Edge, None]) -> _Ends:
    branches = [then for _, then in fork.branches]
    if fork.default is not None:
        branches.append(fork.default)
    ends = [_flatten(then, steps, edges) for then in branches]
    return _Ends(
        tuple(
            (step, (Turn(fork, number), *turns))
            for number, end in enumerate(ends)
            for step, turns in end.heads
        ),
        tuple(tail for end in ends for tail in end.tails),
    )


def _bare(item: Part) -> Step:
    if not isinstance(item, App):
        raise TypeError(f"a flow takes apps, steps, lists of them and forks, not {item!r}")
    step = Step(item)
    object.__setattr__(step, "origin", item.origin)
    return step
