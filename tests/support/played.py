"""Runs of rendered scripts in every situation, each with what the script was meant to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property, partial
from pathlib import Path

from qscriptgen import Chain, load_chains
from qscriptgen.emulate import Behaviour, Run, Scenario, State, World
from qscriptgen.emulate.clock import Clock
from qscriptgen.emulate.scenario import begin
from qscriptgen.outline import (
    AskingOutline,
    Start,
    StartOutline,
    WaitOnlyOutline,
    outline_library,
    outline_starts,
)
from qscriptgen.quoting import literal
from qscriptgen.script import parse_expression
from qscriptgen.script.evaluation import EvaluationError, MemoryScope, Settings, Value, evaluate
from qscriptgen.script.evaluation.values import value_text
from qscriptgen.script.expression import Name, children
from qscriptgen.simulation.contract import (
    Observation,
    Situation,
    StartObservation,
    WaitObservation,
)
from qscriptgen.simulation.contract.observation import starts_of
from qscriptgen.simulation.contract.records import Records
from qscriptgen.simulation.playing import play_chain
from qscriptgen.templating import render
from tests.support.matrix import CHAINS
from tests.support.situations import (
    CURABLE,
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
    "limit": "".join(map(chr, range(0x4E00, 0x4F00))),
    "long": "x" * 257,
    "wide": "a\U0001f986",
}
"""Values that are texts, for what is passed on; conditions read numbers."""


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
        conditions += [code for start in self.outline.starts for _, code in start.expressions]
        return tuple(dict.fromkeys(name for code in conditions for name in _names(code)))

    @cached_property
    def passed(self) -> frozenset[str]:
        """The variables that are passed on as they are."""
        return frozenset(code for start in starts_of(self.outline) for _, code in start.expressions)

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
        answers = (start.answer.variables for start in starts_of(self.outline) if start.answer)
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
    pattern, pasted = patterns()[case.pattern], PASTED[case.pasted]
    script = pattern.forms()[case.form] if text is None else text
    own = pattern.before(case.value) + paste(script, pasted)
    return _run(case, _scenario(case), own)


@cache
def _scenario(case: Case) -> Scenario:
    """The scenario of a case."""
    pattern = patterns()[case.pattern]
    outline = pattern.outline
    others = outline.upstreams if isinstance(outline, WaitOnlyOutline) else outline.starts
    found = scenario(
        outline.app,
        dict.fromkeys(other.app for other in others),
        fault=case.fault,
        tenant=case.tenant,
        pasted=case.pasted,
        space=case.space,
    )
    for start in starts_of(outline):
        if start.answer:
            found = replace(found, apps={**found.apps, start.app: _answering(found, start)})
    old = left_over(pattern.own(case.form), PASTED[case.pasted])
    caller = replace(found.apps[outline.app], variables=old)
    return replace(
        found,
        apps={**found.apps, outline.app: caller},
        faults=fitted(found.faults, scripted(pattern.chain)),
    )


def _run(case: Case, found: Scenario, own: str) -> Run:
    """A run in which the script of the caller is all that there is of the chain."""
    pattern = patterns()[case.pattern]
    scripts = dict.fromkeys(_callers(pattern.chain, case.form), "")
    scripts[pattern.outline.app] = own
    space = SPACES[case.space].name
    extra = [replace(c, space=space) for c in PASTED[case.pasted].connections]
    played = play_chain(
        pattern.chain,
        found,
        case.world,
        scripts=scripts,
        connections=extra,
        budget=100_000,
        form=case.form,  # type: ignore[arg-type]  # FORMS are among them
    )
    return played.run


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
    found = scenario(pattern.outline.app, (), pasted=case.pasted, space=case.space)
    run = _run(plain, found, text)
    caller = run.reloads[0]
    return run.states[caller.reload_id] if caller.status == "SUCCEEDED" else None


def see(case: Case, run: Run) -> Observation:
    """The run of a case, with what its script should have done."""
    pattern, pasted = patterns()[case.pattern], PASTED[case.pasted]
    caller = run.reloads[0]
    state = run.states.get(caller.reload_id, State({}, {}))
    passed_by = "Behind" in state.tables or (pasted.partial and "vBehind" in state.variables)
    shown = WITNESS in pasted.after and not pasted.partial
    kind = WaitObservation if isinstance(pattern.outline, WaitOnlyOutline) else StartObservation
    return kind(
        Records(run),
        caller,
        (caller.started_s or 0.0) + LOAD_S,
        state,
        pattern.outline,  # type: ignore[arg-type]  # the kind is that of the outline
        situation=Situation(
            _scenario(case),
            case.world,
            pattern.chain,
            curable=_is_curable(case),
        ),
        space=SPACES[case.space],
        due=due(pattern, case),
        label=_environment(pattern.outline, case),
        texts={code: _text(pattern, case, code) for code in pattern.passed},
        counters=() if passed_by else ("i",),
        without=partial(twin, replace(case, fault="none", tenant="ok"), whole=passed_by),
        times=pasted.times,
        went_on="Behind" in state.tables if shown else None,
        lost_library=_lost_library(case),
    )


def _is_curable(case: Case) -> bool:
    """Whether three tries get over a fault.

    Looks at whether an app is fresh are fewer. Where an app is reloaded for the first time and ends
    at once, a script can't tell its own reload from that of somebody else.
    """
    outline = patterns()[case.pattern].outline
    due_looks = outline.due_looks if isinstance(outline, StartOutline) else 0
    lost = sum(fault.times or 0 for fault in FAULTS[case.fault] if fault.on == "list")
    target = TENANTS[case.tenant].target
    at_once = target.duration == "0s" and not target.history
    return case.fault in CURABLE and not at_once and not (due_looks and lost > due_looks)


def _lost_library(case: Case) -> bool:
    """Whether the lines of an app can't get at their library, as the header says."""
    within = case.pasted in INSIDE_A_SUB and case.world.answer("sub-in-sub") == "no"
    personal = case.space == "personal" and case.world.answer("colon-in-personal") == "no"
    here = outline_library(patterns()[case.pattern].chain).place.startswith("lib://:")
    return case.form == "include" and (within or (personal and here))


def _callers(chain: Chain, form: str = "snippet") -> set[str]:
    """The scripts that start others, or test whether they could."""
    kind = "-self-test" if form == "self-test" else ""
    return {outline.path.replace(".qvs", f"{kind}.qvs") for outline in outline_starts(chain)}


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
    begins = begin(_scenario(case).begins)
    assert begins is not None, "the scenario was checked"
    scope.time = scope.start = Clock(begins).start
    week = re.search(r"FirstWeekDay=(\d)", PASTED[case.pasted].before)
    return scope, Settings(answers=case.world.answers, first_week_day=int(week[1]) if week else 0)


def _text(pattern: Pattern, case: Case, code: str) -> str:
    """The text that an expression gives, empty where it gives none."""
    try:
        value = evaluate(parse_expression(code)[0], *_surroundings(pattern, case))
    except EvaluationError:
        return ""
    return value_text(value) or ""


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
