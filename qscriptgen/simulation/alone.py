"""An app without the script of its chain: what it would leave behind, and what conditions see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from types import MappingProxyType

from qscriptgen.emulate import Behaviour, Emulation, Job, Reload, ScriptPart, State
from qscriptgen.emulate.scenario import begin
from qscriptgen.outline import AskingOutline, StartOutline

_SENDS = ("connect", "select", "$(", "call", "lib://")
"""Words without one of which load script needs nobody else: no request, no file."""


@dataclass(frozen=True)
class Alone:
    """The app of a reload, as that reload found it, without the chain's script at ``path``.

    ``job`` is the reload as it was run, ``reload`` as the tenant saw it.
    """

    emulation: Emulation
    job: Job
    reload: Reload
    path: str

    @cached_property
    def _before(self) -> tuple[ScriptPart, ...]:
        """The parts of the app's script above the chain's."""
        parts = self.job.source.parts
        return parts[: self._at]

    @cached_property
    def _after(self) -> tuple[ScriptPart, ...]:
        return tuple(p for p in self.job.source.parts[self._at :] if p.path != self.path)

    @property
    def _at(self) -> int:
        return next(n for n, p in enumerate(self.job.source.parts) if p.path == self.path)

    @property
    def is_empty(self) -> bool:
        """Whether the chain's script is all that there is."""
        return not (self._before or self._after)

    @cached_property
    def sends(self) -> bool:
        """Whether the rest of the app's script may send requests."""
        text = "".join(part.text for part in (*self._before, *self._after)).lower()
        return any(word in text for word in _SENDS)

    def left_behind(self) -> State | None:
        """What the reload would have left behind; None where that can't be said.

        The rest of an app's script may read the clock, or what came back as an answer, so it is
        said only where there is none.
        """
        return self._state(()) if self.is_empty else None

    def value_of(self, codes: Mapping[str, str]) -> Mapping[str, str] | None:
        """The text of each expression by its name, as the chain's script finds it.

        One without a value is left out; None where it can't be said.
        """
        if self.sends:
            return None
        lines = "".join(f"LET {name} = {code};\n" for name, code in codes.items())
        state = self._state((*self._before, ScriptPart(f"SET ErrorMode = 0;\n{lines}")))
        if state is None:
            return None
        return {name: state.variables[name] for name in codes if state.variables.get(name)}

    def _state(self, parts: tuple[ScriptPart, ...]) -> State | None:
        """What is left behind by a reload that runs these parts; None where it fails."""
        emulation, site = self.emulation, self.job.site
        begins = begin(emulation.scenario.begins)
        assert begins is not None, "the scenario was checked"
        at = begins + timedelta(seconds=int(self.reload.started_s or 0))
        scenario = replace(
            emulation.scenario,
            begins=at.replace(microsecond=0).isoformat(),
            start=site.name,
            partial=self.reload.partial,
            faults=(),
            apps={site.name: Behaviour(duration=emulation.behaviour(site).duration, queue="0s")},
        )
        alone = Emulation(
            [replace(site, opening=(), scripts=parts)],
            list(emulation.spaces.values()),
            (),
            host=emulation.host,
            scenario=scenario,
            world=emulation.world,
            budget=emulation.budget,
            found={site.id: self.job.found},
        )
        alone.run([site])
        (job,) = alone.jobs.values() or (None,)
        if job is None or job.result is None or not job.result.succeeded:
            return None
        return job.state()


@dataclass(frozen=True)
class Choices:
    """What a script finds when it decides.

    ``due`` are the numbers of the starts that its conditions choose, None where one can't be read.
    ``texts`` are those of the values that it passes on, by their code. Without ``are_known`` nobody
    can say.
    """

    due: frozenset[int] | None = None
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    are_known: bool = True


_YES = "yes"


def choices(outline: AskingOutline, app: Alone) -> Choices:
    """What the script of an outline finds in an app."""
    if not isinstance(outline, StartOutline):
        return Choices(frozenset())
    every = frozenset(range(1, len(outline.starts) + 1))
    passed = dict.fromkeys(code for start in outline.starts for _, code in start.expressions)
    if not outline.forks and not passed:
        return Choices(every)
    conditions = {
        f"qsg_If{fork.number}_{number}": f"If({code}, '{_YES}', 'no')"
        for fork in outline.forks
        for number, code in enumerate(fork.conditions, 1)
    }
    values = {f"qsg_Value{number}": f"({code}) & ''" for number, code in enumerate(passed)}
    found = app.value_of(conditions | values)
    if found is None:
        return Choices(are_known=False)
    texts = {code: found.get(name, "") for name, code in zip(values, passed, strict=True)}
    return Choices(_due(outline, found) if outline.forks else every, texts)


def _due(outline: StartOutline, found: Mapping[str, str]) -> frozenset[int] | None:
    """The numbers of the starts that are due; None where a condition has no value."""
    taken: dict[int, int] = {}
    for fork in outline.forks:
        if fork.under and taken.get(fork.under[0]) != fork.under[1]:
            continue
        branch = len(fork.conditions) + 1
        for number in range(1, branch):
            answer = found.get(f"qsg_If{fork.number}_{number}")
            if answer is None:
                return None
            if answer == _YES:
                branch = number
                break
        taken[fork.number] = branch
    return frozenset([*outline.always, *_branches(outline, taken)])


def _branches(outline: StartOutline, taken: Mapping[int, int]) -> Iterator[int]:
    for number, branch in taken.items():
        yield from outline.forks[number - 1].branches[branch - 1]
