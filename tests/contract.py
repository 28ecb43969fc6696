"""What every script promises, as questions to the state that a run leaves behind.

No question reads what a script traces: that is what it says about itself. Run as a program, it
repeats one case: `python tests/contract.py pattern=tries fault=start-lost-done world=...`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from matrix import CHAINS
from situations import FAULTS, PASTED, SPACES, TENANTS, WITNESS, fitted, left_over, paste, scenario

from qscriptgen import Chain, load_chains
from qscriptgen.emulate import Place, Reload, Run, Sent, State, World, parse_world
from qscriptgen.emulate.clock import Clock
from qscriptgen.plan import Plan, Start, bound, plan_chain
from qscriptgen.prove import simulate
from qscriptgen.prove.tenancy import DUMMY
from qscriptgen.script import parse_expression
from qscriptgen.script.evaluation import EvaluationError, MemoryScope, Settings, Value, evaluate
from qscriptgen.script.expression import Name, children
from qscriptgen.templating import render

SAMPLES = Path(__file__).parent.parent / "samples"
LOAD_S = 60.0
VALUES = ("1", "0", "0 9", "")
OWN = ("ScriptError", "ScriptErrorCount", "ScriptErrorList", "ErrorMode")
QUIET = {"ok", "quick", "was-ok", "was-failed", "was-stopped", "digit-ids", "exponent-ids", "far"}
"""Tenants on which nothing goes wrong."""


@dataclass(frozen=True)
class Pattern:
    """A script of a chain."""

    chain: Chain
    plan: Plan
    text: str

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The variables that its conditions read."""
        conditions = (condition for fork in self.plan.forks for condition in fork.conditions)
        return tuple(dict.fromkeys(name for code in conditions for name in _names(code)))

    def values(self, given: str) -> dict[str, str]:
        """Those variables with one value each; the last one repeats, without any none is set."""
        values = given.split()
        last = len(values) - 1
        return {name: values[min(at, last)] for at, name in enumerate(self.names) if values}

    def before(self, given: str) -> str:
        """Script that sets them."""
        return "".join(f"LET {name} = {value};\n" for name, value in self.values(given).items())


@cache
def patterns() -> Mapping[str, Pattern]:
    """Every script of the matrix and of the samples, by name."""
    chains = dict(CHAINS)
    for spec in sorted(SAMPLES.glob("*/chain.py")):
        chains |= {f"{spec.parent.name}": chain for chain in load_chains(spec)}
    found = {}
    for name, chain in chains.items():
        texts = {script.app: script.text for script in render(chain)}
        for plan in plan_chain(chain):
            if not plan.plain:
                key = name if len(texts) == 1 else f"{name}/{plan.app}"
                found[key] = Pattern(chain, plan, texts[plan.app])
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
    }


def play(case: Case, text: str | None = None) -> Run:
    """The run of a case, with another script in place of the rendered one if given."""
    pattern = patterns()[case.pattern]
    plan, chain, pasted = pattern.plan, pattern.chain, PASTED[case.pasted]
    script = pattern.text if text is None else text
    targets = dict.fromkeys(start.app for start in plan.starts)
    found = scenario(
        plan.app,
        targets,
        fault=case.fault,
        tenant=case.tenant,
        pasted=case.pasted,
        space=case.space,
    )
    asked = chain.connections
    caller = replace(found.apps[plan.app], variables=left_over(pattern.text, pasted))
    found = replace(
        found,
        apps={**found.apps, plan.app: caller},
        faults=fitted(found.faults, asked.get, asked.post),
    )
    values = pattern.before(case.value)
    scripts = dict.fromkeys(_callers(chain), "")
    place = SPACES[case.space]
    extra = [replace(c, space=place.name) for c in pasted.connections]
    scripts[plan.app] = values + paste(script, pasted)
    return simulate(chain, found, case.world, scripts=scripts, connections=extra, budget=100_000)


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
    plain = Case(case.pattern, pasted=case.pasted, space=case.space, world=case.world)
    run = _alone(plain, text)
    caller = run.reloads[0]
    return run.states[caller.reload_id] if caller.status == "SUCCEEDED" else None


def _alone(case: Case, text: str) -> Run:
    pattern, pasted = patterns()[case.pattern], PASTED[case.pasted]
    chain = pattern.chain
    place = SPACES[case.space]
    found = scenario(pattern.plan.app, (), pasted=case.pasted, space=case.space)
    scripts = dict.fromkeys(_callers(chain), "")
    scripts[pattern.plan.app] = text
    extra = [replace(c, space=place.name) for c in pasted.connections]
    return simulate(chain, found, case.world, scripts=scripts, connections=extra)


@dataclass(frozen=True)
class Seen:
    """A run with what its script was meant to do."""

    case: Case
    run: Run
    plan: Plan
    caller: Reload
    state: State
    due: frozenset[int] | None
    label: str | None

    @cached_property
    def sent(self) -> list[Sent]:
        """What the script sent to the tenant."""
        mine = [sent for sent in self.run.requests if sent.by == self.caller.reload_id]
        return [sent for sent in mine if urlsplit(sent.url).hostname == Place().tenant]

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
        return PASTED[self.case.pasted].partial and self.plan.in_partial != "run"

    @property
    def elsewhere(self) -> bool:
        """Whether the space fits no environment."""
        return bool(self.plan.environments) and self.label is None

    def meant(self) -> list[tuple[Start, str]]:
        """The starts that are due, each with the id of the app."""
        if self.partial_block or self.elsewhere or self.due is None:
            return []
        return [
            (start, _id(start, self.label))
            for number, start in enumerate(self.plan.starts, 1)
            if number in self.due
        ]

    def made(self, app_id: str) -> list[Reload]:
        """The reloads of an app that the script's own requests created."""
        ids = {sent.reload_id for sent in self.sent if sent.reload_id}
        return [r for r in self.run.reloads if r.reload_id in ids and r.app_id == app_id]

    def known(self, start: Start, app_id: str) -> list[Reload]:
        """The reloads that a start may count as its own: made, found or joined."""
        others = [r for r in self.run.reloads if r.foreign and r.app_id == app_id]
        return self.made(app_id) + (others if self.plan.guarded else [])


def see(case: Case, run: Run) -> Seen:
    """The run of a case, with what it should have done."""
    pattern = patterns()[case.pattern]
    caller = run.reloads[0]
    state = run.states.get(caller.reload_id, State({}, {}))
    label = _environment(pattern.plan, case)
    return Seen(case, run, pattern.plan, caller, state, _due(pattern, case), label)


def broken(case: Case, run: Run | None = None) -> list[str]:
    """What a run breaks of the contract, point by point; nothing is the answer to hope for."""
    if twin(replace(case, fault="none", tenant="ok"), whole=False) is None:
        return []  # the state itself can't be
    seen = see(case, run or play(case))
    unproven = [f.message for f in seen.run.findings if f.code in ("QE001", "QE003")]
    unproven = [message for message in unproven if seen.plan.app in message[:80]]
    if unproven:
        return [f"0 proves nothing: {message}" for message in unproven]
    return [text for question in QUESTIONS for text in question(seen)]


def fails_on_purpose(seen: Seen) -> Iterator[str]:
    """1: an end that is not good is one that the script has chosen."""
    purpose = seen.state.deliberate or "Unknown statement: Exit Error" in seen.caller.error
    if not seen.green and not purpose:
        yield f"1 ended {seen.caller.status} by accident: {seen.caller.error}"


def leaves_no_trace(seen: Seen) -> Iterator[str]:
    """2: tables, variables, connection and ErrorMode are as without the block."""
    state, pasted = seen.state, PASTED[seen.case.pasted]
    through = "Behind" in state.tables or (pasted.partial and "vBehind" in state.variables)
    other = twin(replace(seen.case, fault="none", tenant="ok"), whole=through) or State({}, {})
    ours = [name for name, value in state.variables.items() if name[:4] == "qsg_" and value]
    if ours:
        yield f"2 variables left: {', '.join(ours)}"
    blind = {*OWN, *_blind(seen)} | ({"i"} if not through else set())
    for name in sorted({*state.variables, *other.variables} - blind):
        now, then = state.variables.get(name, ""), other.variables.get(name, "")
        if name[:4] != "qsg_" and now != then:
            yield f"2 variable {name} is {now!r}, without the block {then!r}"
    if state.tables != other.tables:
        differ = {*state.tables.items()} ^ {*other.tables.items()}
        yield f"2 tables differ: {sorted(differ)}"
    if state.connection:
        yield f"2 the connection {state.connection} is active"
    now, then = state.variables.get("ErrorMode"), other.variables.get("ErrorMode", "1")
    if now != (then if seen.green else "1"):
        yield f"2 ErrorMode is {now}, it was {then}"


def _blind(seen: Seen) -> tuple[str, ...]:
    """What shows that ErrorMode has a value now, where it had none."""
    return ("vMode",) if seen.case.world.answer("errormode-readable") == "no" else ()


def keeps_its_bound(seen: Seen) -> Iterator[str]:
    """3: requests, sleep and time are within what the header promises."""
    most = bound(seen.plan)
    if seen.caller.ended_s is None or seen.caller.status == "EXCEEDED_LIMIT":
        yield f"3 never ended by itself: {seen.caller.status}"
        return
    took = seen.caller.ended_s - (seen.caller.started_s or 0) - LOAD_S
    if len(seen.sent) > most.requests * seen.times:
        yield f"3 {len(seen.sent)} requests, promised {most.requests}"
    if seen.state.slept_s > most.sleep_s * seen.times + 1e-6:
        yield f"3 slept {seen.state.slept_s} s, promised {most.sleep_s}"
    if took > most.total_s * seen.times + 1e-3:
        yield f"3 took {took} s, promised {most.total_s}"


def starts_once(seen: Seen) -> Iterator[str]:
    """4: what is due is started once at most, and nothing else ever."""
    meant = {app_id: start for start, app_id in seen.meant()}
    for app_id in dict.fromkeys(r.app_id for r in seen.run.reloads[1:]):
        made = seen.made(app_id)
        if made and app_id == DUMMY:
            yield "4 sent the stored body"
        elif made and app_id not in meant:
            yield f"4 started {made[0].app}, which is not due"
        elif len(made) > seen.times:
            yield f"4 started {made[0].app} {len(made)} times"
    posts = [sent for sent in seen.sent if sent.method == "POST" and "/actions/" not in sent.url]
    tries = sum(start.tries for start, _ in seen.meant()) * seen.times
    if len(posts) > tries:
        yield f"4 sent {len(posts)} POSTs, {tries} tries are meant"


def does_not_lie(seen: Seen) -> Iterator[str]:
    """5: who ends well has started what was due, and seen it succeed where it waits."""
    if not seen.green:
        return
    if seen.partial_block and seen.plan.in_partial == "fail":
        yield "5 ended well in a partial reload"
    if not seen.partial_block and seen.elsewhere and seen.plan.no_match == "fail":
        yield "5 ended well in a space of no environment"
    if not seen.partial_block and seen.due is None and not seen.elsewhere:
        yield "5 ended well though a condition could not be read"
    for start, app_id in seen.meant():
        known = seen.known(start, app_id)
        if start.failure == "fail" and not known:
            yield f"5 ended well, {start.app} was not started"
        if known and start.wait:
            yield from _waited(seen, start, known)


def _waited(seen: Seen, start: Start, known: list[Reload]) -> Iterator[str]:
    end = seen.caller.ended_s or 0.0
    ends = [r.status if (r.ended_s or end + 1) <= end else "under way" for r in known]
    if "SUCCEEDED" in ends:
        return
    unseen = "under way" in ends or seen.case.fault[:3] == "as-"  # or its end can't be read
    gentle = start.failure != "fail" or (unseen and start.timeout in ("continue", "skip"))
    if not gentle:
        yield f"5 ended well, {start.app}: {', '.join(ends)}"


def raises_no_false_alarm(seen: Seen) -> Iterator[str]:
    """5: where nothing goes wrong, everything that is due is started and succeeds."""
    case = seen.case
    personal = case.space == "personal" and seen.plan.post[:1] == ":"
    unwell = case.fault != "none" or case.tenant not in QUIET or case.pasted == "twice"
    if unwell or (personal and case.world.answer("colon-in-personal") == "no"):
        return
    refused = seen.partial_block and seen.plan.in_partial == "fail"
    unread = seen.due is None and not seen.partial_block
    unread = unread or (seen.elsewhere and seen.plan.no_match == "fail" and not seen.partial_block)
    if not seen.green and not refused and not unread:
        yield f"5 a false alarm: {seen.caller.error}"
    for start, app_id in seen.meant():
        made = seen.made(app_id)
        if len(made) != 1:
            yield f"5 {start.app} was started {len(made)} times"
        elif start.wait and made[0].status != "SUCCEEDED":
            yield f"5 {start.app} ended {made[0].status}"


def asks_what_is_meant(seen: Seen) -> Iterator[str]:
    """5: the reload has the options of the plan."""
    for start, app_id in seen.meant():
        for made in seen.made(app_id):
            weight = 1 if seen.case.space == "personal" else start.weight or 1
            wanted = (start.partial, weight, dict(start.variables))
            if (made.partial, made.weight, dict(made.variables)) != wanted:
                yield f"5 {start.app} was started as {made}, not with {wanted}"


def respects_the_tenant(seen: Seen) -> Iterator[str]:
    """9: no more starts than its share, no faster looks than asked, an early end without a key."""
    posts = [s.time_s for s in seen.sent if s.method == "POST" and "/actions/" not in s.url]
    share = seen.run.requests and patterns()[seen.case.pattern].chain.connections.posts_per_5min
    for place, time in enumerate(posts):
        if sum(time <= other < time + 300 for other in posts[place:]) > share * seen.times:
            yield f"9 more than {share} starts in 5 minutes"
    polls: dict[str, float] = {}
    for sent in seen.sent:
        path = urlsplit(sent.url).path
        if sent.method == "GET" and path.count("/") == _STATUS:
            if path in polls and sent.time_s - polls[path] < _poll(seen.plan) - 1e-3:
                yield f"9 asked again after {sent.time_s - polls[path]} s"
            polls[path] = sent.time_s
    starts = len(seen.meant()) * seen.times
    refused = sum(sent.status == _NO_KEY for sent in seen.sent)
    if refused > _PATIENT * starts:
        yield f"9 went on for {refused} requests without a key"


def takes_its_time(seen: Seen) -> Iterator[str]:
    """9: it begins, looks again, goes on to the next start and gives up no sooner than planned."""
    started = (seen.caller.started_s or 0.0) + LOAD_S
    posts = [s.time_s for s in seen.sent if s.method == "POST" and "/actions/" not in s.url]
    pace = min((start.pace_s for start, _ in seen.meant()), default=0)
    if posts and posts[0] - started < pace - _BLINK_S:
        yield f"9 began after {posts[0] - started} s, its pace is {pace}"
    if seen.times > 1:
        return
    for before, after in pairwise(posts):
        if after - before < seen.plan.spacing_s - _BLINK_S:
            yield f"9 went on to the next start after {after - before} s"
    for start, app_id in seen.meant():
        looks = [s.time_s for s in seen.sent if f"appId={app_id}&" in s.url]
        if any(after - before < start.pause_s - _BLINK_S for before, after in pairwise(looks)):
            yield f"9 looked again too soon: {looks}"
        if start.wait:
            yield from _gave_up(seen, start, start.wait.limit_s, app_id)


def _gave_up(seen: Seen, start: Start, limit_s: int, app_id: str) -> Iterator[str]:
    """Until its limit a reload is asked for, unless nothing can be read again and again."""
    for made in seen.made(app_id):
        looks = [sent for sent in seen.sent if urlsplit(sent.url).path.endswith(made.reload_id)]
        fine = [sent.status == _FINE and not sent.fault for sent in looks]
        end = seen.caller.ended_s or 0.0
        over = (made.ended_s or end + 1) <= end
        blind = seen.case.fault in _BLIND or (len(fine) >= _POLLS and not any(fine[-_POLLS:]))
        if looks and not over and not blind and end - made.created_s < limit_s - _BLINK_S:
            yield f"9 gave {start.app} up after {end - made.created_s} s"
        if "".join("01"[one] for one in fine).count("0" * (_POLLS + 1)):
            yield f"9 asked for {start.app} more than {_POLLS} times without an answer"


def looks_on(seen: Seen) -> Iterator[str]:
    """9: some looks at the list that can't be read are no reason to give up, many are."""
    for start, app_id in seen.meant():
        looks = [sent for sent in seen.sent if f"appId={app_id}&" in sent.url]
        lost = [sent.status != _FINE for sent in looks]
        if all(lost) and seen.times == 1 and seen.case.fault not in _BLIND:
            most = min(_LOOKS, start.looks) if seen.plan.guarded else 0
            late = looks and looks[-1].time_s - looks[0].time_s > start.patience_s - 2 * _TIMEOUT_S
            if len(lost) > most or (len(lost) < most and not late):
                yield f"9 gave {start.app} up after {len(lost)} looks, not {most}"


def ends_in_time(seen: Seen) -> Iterator[str]:
    """9: when all that it waits for has ended, it does not go on waiting."""
    waits = [(start.wait, made) for start, i in seen.meant() for made in seen.made(i) if start.wait]
    if seen.case.fault != "none" or not waits or seen.times > 1:
        return
    ended = [made.ended_s for _, made in waits]
    if None in ended or seen.caller.ended_s is None:
        return
    polls = max(wait.poll_s for wait, _ in waits)
    most = max(time for time in ended if time is not None) + polls + 2 * len(waits) * _TIMEOUT_S
    posts = [sent.time_s for sent in seen.sent if sent.method == "POST"]
    if seen.caller.ended_s > max(most, posts[-1] + polls + 2 * len(waits) * _TIMEOUT_S):
        yield f"9 ended at {seen.caller.ended_s} s, what it waits for at {ended}"


def cancels_its_own(seen: Seen) -> Iterator[str]:
    """9: only a reload of its own is cancelled, at its deadline, if that is asked for."""
    for sent in seen.sent:
        if "/actions/" not in sent.url:
            continue
        reload_id = urlsplit(sent.url).path.split("/")[4]
        meant = {app_id: start for start, app_id in seen.meant()}
        target = next((r for r in seen.run.reloads if r.reload_id == reload_id), None)
        start = meant.get(target.app_id) if target else None
        if target is None:
            continue
        looks = [s.time_s for s in seen.sent if f"appId={target.app_id}" in s.url]
        joined = target.foreign and looks and target.created_s <= looks[0]
        if joined or start is None or start.timeout != "cancel":
            yield f"9 cancelled {target.app}"


def is_quiet_in_partial(seen: Seen) -> Iterator[str]:
    """11: in a partial reload nothing is asked and nothing slept, unless the spec says so."""
    if seen.partial_block and (seen.sent or seen.state.slept_s):
        yield f"11 sent {len(seen.sent)} requests in a partial reload"


_MONDAY = Clock().start
_STATUS = 4  # slashes in the path of one reload
_NO_KEY = 401
_PATIENT = 16
_FINE = 200
_BLINK_S = 1e-3
_TIMEOUT_S = 30
_LOOKS = 5
_POLLS = 8
_BLIND = ("no-get", "no-get-2nd", "no-get-9th")

QUESTIONS = (
    fails_on_purpose,
    leaves_no_trace,
    keeps_its_bound,
    starts_once,
    does_not_lie,
    raises_no_false_alarm,
    asks_what_is_meant,
    respects_the_tenant,
    takes_its_time,
    looks_on,
    ends_in_time,
    cancels_its_own,
    is_quiet_in_partial,
)


def _callers(chain: Chain) -> set[str]:
    return {plan.app for plan in plan_chain(chain)}


def _poll(plan: Plan) -> int:
    return min(start.wait.poll_s for start in plan.starts if start.wait)


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


def _environment(plan: Plan, case: Case) -> str | None:
    """The label of the environment that a script finds itself in."""
    place = SPACES[case.space]
    known = {"type": place.type, "name": place.name, "id": place.id, "tenant": place.tenant}
    for environment in plan.environments:
        if all(known[c.kind] in c.values for c in environment.criteria):
            return environment.label
    return None if plan.no_match in ("fail", "skip") else plan.no_match


def _due(pattern: Pattern, case: Case) -> frozenset[int] | None:
    """The numbers of the starts that are due, None where a condition can't be read."""
    plan = pattern.plan
    if not plan.forks:
        return frozenset(range(1, len(plan.starts) + 1))
    scope = MemoryScope(
        {name: Value(float(value)) for name, value in pattern.values(case.value).items()}
    )
    scope.time = scope.start = _MONDAY
    week = re.search(r"FirstWeekDay=(\d)", PASTED[case.pasted].before)
    settings = Settings(answers=case.world.answers, first_week_day=int(week[1]) if week else 0)
    taken: dict[int, int] = {}
    for fork in plan.forks:
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
    chosen = (plan.forks[number - 1].branches[branch - 1] for number, branch in taken.items())
    return frozenset(plan.always) | frozenset(number for branch in chosen for number in branch)


def main(arguments: Sequence[str]) -> int:
    """Repeat one case: print what it breaks, its requests, and the log of its script."""
    given = dict(argument.split("=", 1) for argument in arguments)
    world = parse_world(given.pop("world", "default"))
    case = Case(**given, world=world)
    run = play(case)
    print(run.log(run.reloads[0]))
    for sent in run.requests:
        print(sent)
    for reload in run.reloads:
        print(reload)
    found = broken(case, run)
    print("\n".join(found) or "keeps the contract")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
