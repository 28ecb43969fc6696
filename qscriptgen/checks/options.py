"""How reloads are started and waited for: words, numbers, durations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from qscriptgen.chain import Policy
from qscriptgen.chain.environments import SPACE_TYPES
from qscriptgen.checks.durations import HOUR_S, check_duration
from qscriptgen.checks.expressions import check_expression
from qscriptgen.checks.problem import problem
from qscriptgen.checks.texts import expressions
from qscriptgen.diagnostics import did_you_mean
from qscriptgen.duration import in_words, seconds

if TYPE_CHECKING:
    from qscriptgen.chain import Chain, Step, Wait
    from qscriptgen.chain.origin import Placed
    from qscriptgen.diagnostics import Finding

# A reload that was just asked for may take seconds to be seen by the next look.
_LEAST_PAUSE_S = 10
_MOST_TRIES = 20
_FAILURE = ("fail", "continue", "skip")

WORDS: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("Chain", "in_partial"): ("skip", "run", "fail"),
        ("Chain", "wrap"): ("on", "off"),
        ("Chain", "target"): ("cloud", "portable"),
        ("Policy", "failure"): _FAILURE,
        ("Policy", "timeout"): (*_FAILURE, "cancel"),
        ("Policy", "busy"): ("wait", "join", "fail"),
        ("Space", "type"): SPACE_TYPES,
    }
)
"""Class and option to the words that it takes."""


def check_options(chain: Chain) -> Iterator[Finding]:
    """Problems of options, of steps and of the chain itself."""
    for option in ("in_partial", "wrap", "target"):
        yield from _word(chain, option)
    yield from _connections(chain)
    for policy in (chain.policy, *(step.policy for step in chain.steps if step.policy)):
        yield from _policy(policy)
        # In a chain that only waits, these are options of starts, whatever the tries are.
        yield from _unused(policy) if policy.is_whole and not chain.wait_only else ()
    for wait in (chain.wait, *(step.wait for step in chain.steps)):
        yield from _wait(wait) if wait else ()
    for step in chain.steps:
        yield from _step(step, step.policy or chain.policy)
    if chain.is_whole:
        yield from _without_effect(chain)
    yield from _repeat(chain)
    passed = {id(value) for step in chain.steps for value in step.variables.values()}
    for expression in expressions(chain):
        yield from check_expression(expression, is_value=id(expression) in passed)
    if chain.plain:
        yield from _plain(chain)


def _connections(chain: Chain) -> Iterator[Finding]:
    connections = chain.connections
    # The longest that the dialog takes is 10,000 s:
    # https://help.qlik.com/en-US/cloud-services/Subsystems/REST_Connector_help/Content/Connectors_REST/Create-REST-connection/Create-REST-connection.htm
    yield from check_duration(connections, "request_timeout", 2, 10_000)
    yield from _number(connections, "posts_per_5min", 1, 250)


def _policy(policy: Policy) -> Iterator[Finding]:
    for option in ("failure", "timeout", "busy"):
        yield from _word(policy, option)
    yield from _number(policy, "tries", 1, _MOST_TRIES)
    yield from check_duration(policy, "pause", _LEAST_PAUSE_S, HOUR_S)
    yield from check_duration(policy, "patience", _LEAST_PAUSE_S, 3 * HOUR_S)
    if policy.is_whole:
        yield from _patience(policy)


def _unused(policy: Policy) -> Iterator[Finding]:
    """Options of looks before a start, where there are none."""
    fresh = Policy()
    unused = [
        name
        for name in ("busy", "pause", "patience")
        if policy.tries == 1 and getattr(policy, name) != getattr(fresh, name)
    ]
    for name in unused:
        yield problem(
            "QC205",
            policy.place_of(name),
            f"{name} has no effect with one try, as nothing is looked at before it",
            "let tries be 2 or more, or leave it out",
        )


def _patience(policy: Policy) -> Iterator[Finding]:
    pause_s, patience_s = seconds(policy.pause) or 0, seconds(policy.patience) or 0
    in_range = min(pause_s, patience_s) >= _LEAST_PAUSE_S and pause_s <= HOUR_S
    if in_range and 1 < policy.tries <= _MOST_TRIES and (policy.tries - 1) * pause_s >= patience_s:
        yield problem(
            "QC203",
            policy.place_of("patience"),
            f"{policy.tries} tries do not fit into a patience of {in_words(patience_s)}",
            f"a patience of {in_words(policy.tries * pause_s)} or more, or a shorter pause",
        )


def _wait(wait: Wait) -> Iterator[Finding]:
    yield from check_duration(wait, "limit", 1, 3 * HOUR_S)
    yield from check_duration(wait, "poll", 1, HOUR_S)
    limit, poll = seconds(wait.limit), seconds(wait.poll)
    if limit and poll and poll > limit and wait.is_whole:
        place = wait.place_of("poll")
        yield problem("QC203", place, "poll is longer than limit", "ask at least once in time")


def _step(step: Step, policy: Policy) -> Iterator[Finding]:
    if step.weight is not None:
        # https://qlik.dev/changelog/150-api-updates-reload-weight
        yield from _number(step, "weight", 1, 10, code="QC201")
    are_whole = step.is_whole and policy.is_whole
    has_options = step.variables or step.partial or step.answer
    if are_whole and policy.busy == "join" and has_options:
        yield problem(
            "QC209",
            step.place,
            f"a reload of {step.app.name!r} that is joined has not been given these options",
            "let busy be wait or fail, or leave out variables, answer and partial",
        )


def _without_effect(chain: Chain) -> Iterator[Finding]:
    """Options that ask for something that the rest of the chain never comes to."""
    asked = {
        "wrap": (chain.wrap == "off" and not chain.plain, "without plain"),
        "result": (chain.result is not None and not chain.controller, "without a controller"),
        "no_match": (chain.no_match == "skip" and not chain.spaces, "with one id for all spaces"),
    }
    for option, (found, why) in asked.items():
        if found:
            place = chain.place_of(option)
            yield problem("QC205", place, f"{option} has no effect {why}", "leave it out")


def _repeat(chain: Chain) -> Iterator[Finding]:
    if chain.repeat is None:
        return
    # One Sleep takes an hour at most:
    # https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptRegularStatements/Sleep.md
    yield from check_duration(chain.repeat, "pace", 1, HOUR_S)
    yield from _number(chain.repeat, "quota", 1, 86_400)
    pace_s = seconds(chain.repeat.pace)
    if chain.repeat.is_whole and pace_s and 86_400 // pace_s > chain.repeat.quota > 0:
        yield problem(
            "QC411",
            chain.repeat.place_of("pace"),
            f"at this pace an app can reload {86_400 // pace_s} times a day, and the tenant is"
            f" taken to allow {chain.repeat.quota}",
            _safe_pace(chain.repeat.quota),
        )


def _safe_pace(quota: int) -> str:
    pace_s = -(-86_400 // quota)
    if pace_s > HOUR_S:
        return "no pace keeps to that: start the round by a schedule, without repeat"
    return f"a pace of {in_words(pace_s)} or more is safe, however short the reloads are"


def _plain(chain: Chain) -> Iterator[Finding]:
    """Plain script does one thing; whatever else is asked for would silently be left out."""
    asked = {
        "wait": any(chain.wait_for(step) for step in chain.steps),
        "controller": chain.controller is not None,
        "policy": chain.policy != Policy() or any(step.policy for step in chain.steps),
        "partial": any(step.partial for step in chain.steps),
        "weight": any(step.weight is not None for step in chain.steps),
        "variables": any(step.variables for step in chain.steps),
        "answer": any(step.answer for step in chain.steps),
        "reads": any(app.reads for app in chain.apps),
        "run_if": any(step.run_if for step in chain.steps),
        "due": any(step.due for step in chain.steps),
        "when": any(edge.turns for edge in chain.edges),
        "repeat": chain.repeat is not None,
        "id per environment": bool(chain.spaces),
        "in_partial": chain.in_partial != "skip",
        "on_failure": chain.on_failure is not None,
        "target": chain.target != "cloud",
    }
    for option, found in asked.items():
        if found:
            yield problem(
                "QC208",
                chain.place_of(option if option in vars(chain) else "plain"),
                f"plain script has no {option}",
                "leave out plain, or this option",
            )


def _word(part: Placed, option: str) -> Iterator[Finding]:
    word, known = getattr(part, option), WORDS[type(part).__name__, option]
    if word is not None and word not in known:
        place, advice = part.place_of(option), did_you_mean(word, known)
        yield problem("QC204", place, f"{option}={word!r} is not known", advice)


def _number(
    part: Placed, option: str, least: int, most: int, *, code: str = "QC206"
) -> Iterator[Finding]:
    number = getattr(part, option)
    if not least <= number <= most:
        place, advice = part.place_of(option), f"it takes {least} to {most:,}"
        yield problem(code, place, f"{option}={number} is out of range", advice)
