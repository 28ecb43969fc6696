"""Runs of rendered scripts in every situation, each with what the script was meant to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from qscriptgen import Chain, load_chains
from qscriptgen.emulate import Behaviour, Place, Reload, Run, Scenario, Sent, State, World
from qscriptgen.emulate.clock import Clock
from qscriptgen.outline import (
    AskingOutline,
    Start,
    WaitOnlyOutline,
    outline_library,
    outline_starts,
)
from qscriptgen.quoting import literal
from qscriptgen.script import parse_expression
from qscriptgen.script.evaluation import EvaluationError, MemoryScope, Settings, Value, evaluate
from qscriptgen.script.evaluation.values import value_text
from qscriptgen.script.expression import Name, children
from qscriptgen.simulation import simulate
from qscriptgen.simulation.tenancy import HOOK_HOST
from qscriptgen.templating import render
from qscriptgen.templating.given import MOST
from tests.support.freshness import left_out
from tests.support.matrix import CHAINS
from tests.support.situations import (
    FAULTS,
    INSIDE_A_SUB,
    PASTED,
    SPACES,
    TENANTS,
    WITNESS,
    fitted,
    left_over,
    paste,
    scenario,
    scripted,
)

SAMPLES = Path(__file__).parents[2] / "samples"
LOAD_S = 60.0
FORMS = ("snippet", "include")
VALUES = ("1", "0", "0,9", "", "odd", "limit", "long", "wide")
ANSWER = 'It\'s "1,5"; \\00036 // $(vRun)|[ä]\n 007 '
"""What apps answer: a text that no script should have to read as code."""
TEXTS = {
    "odd": f"\uabcd\u1e9e{ANSWER}\\u0041~",
    "limit": "x" * 256,
    "long": "x" * 257,
    "wide": "a\U0001f986",
}
"""Values that are texts, for what is passed on; conditions read numbers."""
_MONDAY = Clock().start
_LATER_S = 10.0
_WIDEST = 0xFFFF
_NEVER_S = float("inf")
_FINE = 200


def starting(outline: AskingOutline) -> tuple[Start, ...]:
    """What a script starts: nothing where it only waits."""
    return () if isinstance(outline, WaitOnlyOutline) else outline.starts


@dataclass(frozen=True)
class Pattern:
    """A script of a chain: by itself, and as lines that call it in a library."""

    chain: Chain
    outline: AskingOutline
    text: str
    lines: str
    test: str

    def forms(self) -> dict[str, str]:
        """What is pasted into the app, by the name of the form."""
        return {"snippet": self.text, "include": self.lines, "self-test": self.test}

    def own(self, form: str) -> str:
        """What its variables are named in: what a library holds is the snippet word for word."""
        return self.forms()[form] + (self.text if form == "include" else "")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The variables that its conditions and values read."""
        if isinstance(self.outline, WaitOnlyOutline):
            return ()
        conditions = [condition for fork in self.outline.forks for condition in fork.conditions]
        conditions += [code for start in self.outline.starts for _, code in start.codes]
        return tuple(dict.fromkeys(name for code in conditions for name in _names(code)))

    @cached_property
    def passed(self) -> frozenset[str]:
        """The variables that are passed on as they are."""
        return frozenset(code for start in starting(self.outline) for _, code in start.codes)

    def values(self, given: str) -> dict[str, Value]:
        """Those variables with one value each; the last one repeats, without any none is set."""
        if given in TEXTS:
            text = Value(None, TEXTS[given])
            return {name: text if name in self.passed else Value(1.0) for name in self.names}
        values = given.split(",") if given else []
        last = len(values) - 1
        return {
            name: Value(float(values[min(at, last)]))
            for at, name in enumerate(self.names)
            if values
        }

    def before(self, given: str) -> str:
        """Script that sets them."""
        values = {name: _written(value) for name, value in self.values(given).items()}
        answers = (start.answer.variables for start in starting(self.outline) if start.answer)
        old = {name: "'old'" for names in answers for name in names if name not in values}
        return "".join(f"LET {name} = {value};\n" for name, value in {**old, **values}.items())


def _written(value: Value) -> str:
    return str(literal(value.text)) if value.text is not None else f"{value.number:g}"


@cache
def patterns() -> Mapping[str, Pattern]:
    """Every script of the matrix and of the samples, by name."""
    chains = dict(CHAINS)
    for spec in sorted(SAMPLES.glob("*/chain.py")):
        chains |= {f"{spec.parent.name}": chain for chain in load_chains(spec)}
    found = {}
    for name, chain in chains.items():
        outlines = [] if chain.plain else outline_starts(chain)
        texts = {script.path: script.text for script in render(chain)}
        included = {s.path: s.text for s in render(chain, form="include")} if outlines else {}
        tests = {s.app: s.text for s in render(chain, form="self-test")} if outlines else {}
        for outline in outlines:
            key = name if len(outlines) == 1 else f"{name}/{outline.app}"
            path = outline.path
            found[key] = Pattern(chain, outline, texts[path], included[path], tests[outline.app])
    return found


@dataclass(frozen=True)
class Case:
    """One entry of each factor."""

    pattern: str
    fault: str = "none"
    tenant: str = "ok"
    pasted: str = "alone"
    space: str = "shared"
    value: str = "1"
    form: str = "snippet"
    world: World = field(default_factory=World)

    def __str__(self) -> str:
        parts = {f.name: getattr(self, f.name) for f in fields(self)} | {"world": self.world.name}
        return " ".join(f"{name}={value!r}" for name, value in parts.items())


def factors() -> dict[str, Sequence[str]]:
    """The factors of a run besides the world."""
    return {
        "pattern": list(patterns()),
        "fault": list(FAULTS),
        "tenant": list(TENANTS),
        "pasted": list(PASTED),
        "space": list(SPACES),
        "value": VALUES,
        "form": FORMS,
    }


def play(case: Case, text: str | None = None) -> Run:
    """The run of a case, with another script in place of the rendered one if given."""
    pattern = patterns()[case.pattern]
    outline, chain, pasted = pattern.outline, pattern.chain, PASTED[case.pasted]
    script = pattern.forms()[case.form] if text is None else text
    others = outline.upstreams if isinstance(outline, WaitOnlyOutline) else outline.starts
    targets = dict.fromkeys(other.app for other in others)
    found = scenario(
        outline.app,
        targets,
        fault=case.fault,
        tenant=case.tenant,
        pasted=case.pasted,
        space=case.space,
    )
    for start in starting(outline):
        if start.answer:
            found = replace(found, apps={**found.apps, start.app: _answering(found, start)})
    caller = replace(found.apps[outline.app], variables=left_over(pattern.own(case.form), pasted))
    found = replace(
        found,
        apps={**found.apps, outline.app: caller},
        faults=fitted(found.faults, scripted(chain)),
    )
    values = pattern.before(case.value)
    scripts = dict.fromkeys(_callers(chain, case.form), "")
    place = SPACES[case.space]
    extra = [replace(c, space=place.name) for c in pasted.connections]
    scripts[outline.app] = values + paste(script, pasted)
    return simulate(
        chain,
        found,
        case.world,
        scripts=scripts,
        connections=extra,
        budget=100_000,
        form=case.form,
    )


def _answering(found: Scenario, start: Start) -> Behaviour:
    """An app that sets the variables of its answer, all to one text."""
    assert start.answer, "it answers"
    lines = (f"LET {name} = {literal(ANSWER)};\n" for name in start.answer.variables)
    return replace(found.apps[start.app], before="".join(lines))


@cache
def twin(case: Case, *, whole: bool) -> State | None:
    """What is left behind where the block does not stand, up to its place or to the end.

    None if the script fails without the block too.
    """
    pattern = patterns()[case.pattern]
    pasted = PASTED[case.pasted]
    if not whole:
        pasted = replace(pasted, after=pasted.after.replace(WITNESS, ""))
    text = pattern.before(case.value) + paste("", pasted)
    plain = replace(Case(case.pattern), pasted=case.pasted, space=case.space, form=case.form)
    plain = replace(plain, world=case.world)
    run = _alone(plain, text)
    caller = run.reloads[0]
    return run.states[caller.reload_id] if caller.status == "SUCCEEDED" else None


def _alone(case: Case, text: str) -> Run:
    pattern, pasted = patterns()[case.pattern], PASTED[case.pasted]
    chain = pattern.chain
    place = SPACES[case.space]
    found = scenario(pattern.outline.app, (), pasted=case.pasted, space=case.space)
    scripts = dict.fromkeys(_callers(chain, case.form), "")
    scripts[pattern.outline.app] = text
    extra = [replace(c, space=place.name) for c in pasted.connections]
    return simulate(chain, found, case.world, scripts=scripts, connections=extra, form=case.form)


@dataclass(frozen=True)
class Seen:
    """A run with what its script was meant to do."""

    case: Case
    run: Run
    outline: AskingOutline
    caller: Reload
    state: State
    due: frozenset[int] | None
    label: str | None

    @cached_property
    def everything_sent(self) -> list[Sent]:
        """What the script sent to the tenant, and to a webhook."""
        mine = [sent for sent in self.run.requests if sent.by == self.caller.reload_id]
        hosts = (Place().tenant, HOOK_HOST)
        return [sent for sent in mine if urlsplit(sent.url).hostname in hosts]

    @cached_property
    def sent(self) -> list[Sent]:
        """What of it is for the chain itself."""
        return [sent for sent in self.everything_sent if not self._alerts(sent)]

    @cached_property
    def alerts(self) -> list[Sent]:
        """What of it tells of something that went wrong."""
        return [sent for sent in self.everything_sent if self._alerts(sent)]

    def _alerts(self, sent: Sent) -> bool:
        ids = dict(self.outline.alert.ids).values() if self.outline.alert else ()
        hook = urlsplit(sent.url).hostname == HOOK_HOST
        return hook or (sent.method == "POST" and any(app_id in sent.body for app_id in ids))

    @property
    def began(self) -> float:
        """When the block was reached, if nothing in front of it took time."""
        return (self.caller.started_s or 0.0) + LOAD_S

    @property
    def times(self) -> int:
        """How often the block stands in the script."""
        return PASTED[self.case.pasted].times

    @property
    def green(self) -> bool:
        """Whether the caller ended well."""
        return self.caller.status == "SUCCEEDED"

    @property
    def partial_block(self) -> bool:
        """Whether the block does nothing, as the reload is a partial one."""
        return PASTED[self.case.pasted].partial and self.outline.in_partial != "run"

    @property
    def unreachable(self) -> bool:
        """Whether the lines of an app can't get at their SUB, as the header says."""
        world, case = self.case.world, self.case
        within = case.pasted in INSIDE_A_SUB and world.answer("sub-in-sub") == "no"
        personal = case.space == "personal" and world.answer("colon-in-personal") == "no"
        here = outline_library(patterns()[case.pattern].chain).place.startswith("lib://:")
        return case.form == "include" and (within or (personal and here))

    @property
    def elsewhere(self) -> bool:
        """Whether the space fits no environment of what the script starts."""
        return self.outline.by_space and self.label is None

    def meant(self) -> list[tuple[Start, str]]:
        """The starts that are due, each with the id of the app."""
        return [(start, app_id) for start, app_id in self.coming() if start not in self.refused]

    def coming(self) -> list[tuple[Start, str]]:
        """Those and the ones that can't be given a value, as far as a controller comes."""
        return [
            (start, app_id)
            for start, app_id in self.asked()
            if start not in self._behind_refused and not left_out(self, start, app_id)
        ]

    @cached_property
    def _behind_refused(self) -> tuple[Start, ...]:
        """What a controller does not come to, as one before it can't be given its value."""
        if not self.outline.sequence:
            return ()
        found: list[Start] = []
        for start, _ in self.asked():
            number = self.outline.starts.index(start)
            if start in self.refused and start.failure == "fail":
                found += self.outline.starts[number + 1 :]
            elif start in self.refused and start.failure == "skip":
                found += [self.outline.starts[n - 1] for n in self.outline.sequence.behind[number]]
        return tuple(found)

    def looks(self, app_id: str) -> list[Sent]:
        """The looks at the newest reload of an app."""
        return [s for s in self.sent if f"appId={app_id}&" in s.url and s.url[-8:] == "&limit=1"]

    def asked(self) -> list[tuple[Start, str]]:
        """The starts that would be due if no app were fresh, and all values could be passed."""
        if self.partial_block or self.elsewhere or self.due is None:
            return []
        return [
            (start, _id(start, self.label))
            for number, start in enumerate(self.outline.starts, 1)
            if number in self.due
        ]

    def besides_result(self, files: Mapping[str, Any]) -> dict[str, Any]:
        """The files without the one that a controller stores."""
        result = (self.outline.sequence and self.outline.sequence.result) or ""
        tail = result.partition("DataFiles")[2]
        return {path: kept for path, kept in files.items() if not (tail and path.endswith(tail))}

    def besides_own(self, files: Mapping[str, Any]) -> dict[str, Any]:
        """The files without the result of a controller and the answers of apps."""
        answers = {start.answer.file for start in starting(self.outline) if start.answer}
        kept = self.besides_result(files)
        return {path: held for path, held in kept.items() if path not in answers}

    def left_out(self, start: Start) -> bool:
        """Whether a controller may have left this one out, as one before it did not go well."""
        if not self.outline.sequence:
            return False
        number = self.outline.starts.index(start) + 1
        ids = dict(self.meant())
        return any(
            number in behind
            and "skip" in (before.failure, before.timeout)
            and not (
                self.case.fault == "none"
                and any(r.status == "SUCCEEDED" for r in self.made(ids.get(before, "")))
            )
            for before, behind in zip(
                self.outline.starts, self.outline.sequence.behind, strict=True
            )
        )

    @cached_property
    def refused(self) -> tuple[Start, ...]:
        """The starts that have a value which can't be passed."""
        return tuple(
            start for start in starting(self.outline) if None in self.values(start).values()
        )

    def values(self, start: Start) -> dict[str, str | None]:
        """What a start passes; None for what is not known or empty."""
        pattern = patterns()[self.case.pattern]
        found = {name: _text(pattern, self.case, code) for name, code in start.codes}
        return dict(start.variables) | found

    def why_not(self, code: str) -> str:
        """Why a value can't be passed."""
        value = patterns()[self.case.pattern].values(self.case.value).get(code)
        text = (value and value.text) or ""
        if len(text) > MOST:
            return "value_too_long"
        return "odd_character" if text else "no_value"

    def made(self, app_id: str) -> list[Reload]:
        """The reloads of an app that the script's own requests created."""
        ids = {sent.reload_id for sent in self.sent if sent.reload_id}
        return [r for r in self.run.reloads if r.reload_id in ids and r.app_id == app_id]

    def known(self, start: Start, app_id: str) -> list[Reload]:
        """The reloads that a start may count as its own: made, found or joined."""
        others = [r for r in self.run.reloads if r.foreign and r.app_id == app_id]
        return self.made(app_id) + [r for r in others if self._may_count(r, start, app_id)]

    def _may_count(self, other: Reload, start: Start, app_id: str) -> bool:
        """Whether somebody else's reload may be taken for the start.

        One that is newer than the first look may be the script's own, for all that it knows; one
        that was queued does what its own would; a running one counts only where it may be joined.
        """
        looks = [sent.time_s for sent in self.looks(app_id)]
        if not looks:
            return False
        unseen_s = _LATER_S if self.case.world.answer("post-visible") == "later" else 0.0
        newer = other.created_s > looks[0] - unseen_s
        begun = _NEVER_S if other.started_s is None else other.started_s
        queued = any(other.created_s <= at and at + self.away_s <= begun for at in looks)
        plain = not (start.partial or start.variables)
        return newer or start.busy == "join" or (queued and plain)

    def under_way(self, app_id: str) -> Reload | None:
        """Somebody else's reload that the first look at an app has shown as running."""
        first = next(iter(self.looks(app_id)), None)
        later = self.case.world.answer("post-visible") == "later"
        if first is None or first.status != _FINE or first.fault or later:
            return None
        at = first.time_s + self.away_s
        shown = self.newest(app_id, at)
        if shown is None or not shown.foreign or shown.created_s > first.time_s:
            return None
        begun = shown.started_s is not None and shown.started_s < at
        return shown if begun and at < (shown.ended_s or at + 1) else None

    def newest(self, app_id: str, at: float) -> Reload | None:
        """The reload of an app that is the newest at a time: looks see no other."""
        known = (r for r in self.run.reloads if r.app_id == app_id and r.created_s <= at)
        return max(known, key=lambda reload: reload.created_s, default=None)

    @property
    def away_s(self) -> float:
        """How long a request is on its way to the tenant."""
        return float(TENANTS[self.case.tenant].options.get("latency", Scenario().latency)) / 2


def see(case: Case, run: Run) -> Seen:
    """The run of a case, with what it should have done."""
    pattern = patterns()[case.pattern]
    caller = run.reloads[0]
    state = run.states.get(caller.reload_id, State({}, {}))
    label = _environment(pattern.outline, case)
    return Seen(case, run, pattern.outline, caller, state, due(pattern, case), label)


def _callers(chain: Chain, form: str = "snippet") -> set[str]:
    """The scripts that start others, or test whether they could."""
    kind = "-self-test" if form == "self-test" else ""
    return {outline.path.replace(".qvs", f"{kind}.qvs") for outline in outline_starts(chain)}


def _id(start: Start, label: str | None) -> str:
    ids = dict(start.ids)
    return ids.get("", "") or ids.get(label or "", "")


def _names(code: str) -> list[str]:
    tree = [parse_expression(code)[0]]
    found = []
    while tree:
        node = tree.pop()
        found += [node.name] if isinstance(node, Name) else []
        tree += children(node)
    return found


def _environment(outline: AskingOutline, case: Case) -> str | None:
    """The label of the environment that a script finds itself in."""
    place = SPACES[case.space]
    known = {"type": place.type, "name": place.name, "id": place.id, "tenant": place.tenant}
    for environment in outline.environments:
        if all(known[c.kind] in c.values for c in environment.criteria):
            return environment.label
    return None if outline.no_match in ("fail", "skip") else outline.no_match


def _surroundings(pattern: Pattern, case: Case) -> tuple[MemoryScope, Settings]:
    """What an expression of the script sees."""
    scope = MemoryScope(pattern.values(case.value))
    scope.time = scope.start = _MONDAY
    week = re.search(r"FirstWeekDay=(\d)", PASTED[case.pasted].before)
    return scope, Settings(answers=case.world.answers, first_week_day=int(week[1]) if week else 0)


def _text(pattern: Pattern, case: Case, code: str) -> str | None:
    """The text that an expression gives, None where it gives none."""
    try:
        value = evaluate(parse_expression(code)[0], *_surroundings(pattern, case))
    except EvaluationError:
        return None
    text = value_text(value) or ""
    return text if 0 < len(text) <= MOST and all(ord(c) <= _WIDEST for c in text) else None


def due(pattern: Pattern, case: Case) -> frozenset[int] | None:
    """The numbers of the starts that are due, None where a condition can't be read."""
    outline = pattern.outline
    if isinstance(outline, WaitOnlyOutline):
        return frozenset()
    if not outline.forks:
        return frozenset(range(1, len(outline.starts) + 1))
    scope, settings = _surroundings(pattern, case)
    taken: dict[int, int] = {}
    for fork in outline.forks:
        if fork.under and taken.get(fork.under[0]) != fork.under[1]:
            continue
        taken[fork.number] = len(fork.conditions) + 1
        for number, condition in enumerate(fork.conditions, 1):
            try:
                value = evaluate(parse_expression(condition)[0], scope, settings)
            except EvaluationError:
                return None
            if value.number:
                taken[fork.number] = number
                break
    chosen = (outline.forks[number - 1].branches[branch - 1] for number, branch in taken.items())
    return frozenset(outline.always) | frozenset(number for branch in chosen for number in branch)
