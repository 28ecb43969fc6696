"""QL40: loops that poll: how fast, how long, and what ends them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.constants import constants_at
from qscriptgen.lint.analyses.loops import Loop, loops_of
from qscriptgen.lint.analyses.polling import is_polling
from qscriptgen.lint.analyses.variables import has_expanded_names, variable_names_of
from qscriptgen.lint.expressions import EXPANDED, names_in, numeric_value, walk
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.script.expression import BinaryChain, Call, Expansion, Numeral, Parenthesized
from qscriptgen.script.parts import Assign, Condition, For, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript

_MOST_MS = 3_600_000
_LEAST_MS = 1_000
_LONGEST_S = 3 * 3600


@rule("QL401", "poll-without-sleep", "warning")
def poll_without_sleep(script: LintedScript) -> Iterator[Violation]:
    """A loop sends the same request again and again, and never sleeps.

    Why: it sends as many requests as the network allows, until the tenant rejects them all (429),
    also those of other scripts with the same key.

    Bad:
        LET vPolls = 0;
        DO
            LET vPolls = vPolls + 1;
            Answer:
            SQL SELECT "status" FROM JSON (wrap on) "root";
            LET vStatus = Peek('status', 0, 'Answer');
            DROP TABLE Answer;
        LOOP WHILE Match(vStatus, 'QUEUED', 'RELOADING') > 0 and vPolls < 100

    Good:
        LET vPolls = 0;
        DO
            Sleep 15 * 1000;
            LET vPolls = vPolls + 1;
            Answer:
            SQL SELECT "status" FROM JSON (wrap on) "root";
            LET vStatus = Peek('status', 0, 'Answer');
            DROP TABLE Answer;
        LOOP WHILE Match(vStatus, 'QUEUED', 'RELOADING') > 0 and vPolls < 100
    """
    for number, loop in loops_of(script).by_opener.items():
        sleeps = loop.whole.sleeps or _outer_loop_sleeps(script, loop)
        if not sleeps and is_polling(script, loop):
            status = loop.whole.checks_status
            what = "asks for the status of a reload" if status else "sends the same request"
            message = f"this {loop.kind} {what} in every round and never sleeps"
            yield Violation(
                script.keyword_span(number), message, "add a Sleep, such as Sleep 15 * 1000;"
            )


def _outer_loop_sleeps(script: LintedScript, loop: Loop) -> bool:
    """Whether a loop around a loop sleeps, so that the inner loop is one round of it."""
    inside = loop.outer
    while inside is not None:
        outer = loops_of(script).by_opener[inside]
        if outer.own_effects.sleeps and outer.kind != "FOR EACH" and loop.kind != "DO":
            return True
        inside = outer.outer
    return False


@rule("QL402", "endless-loop", "error")
def endless_loop(script: LintedScript) -> Iterator[Violation]:
    """Nothing in a DO can end it.

    Why: it runs until the reload is stopped from outside. It has no condition and no EXIT, or its
    condition depends on variables that nothing in the loop sets.

    Bad:
        LET vStatus = 'QUEUED';
        DO WHILE vStatus = 'QUEUED'
            Sleep 15 * 1000;
        LOOP

    Good:
        LET vStatus = 'QUEUED';
        FOR vPoll = 1 TO 100
            EXIT FOR WHEN vStatus <> 'QUEUED';
            Sleep 15 * 1000;
        NEXT vPoll
    """
    for number, loop in loops_of(script).by_opener.items():
        if loop.kind != "DO" or loop.whole.runs_unknown_code or has_expanded_names(script):
            continue
        if script.statements[loop.opener].problems or script.statements[loop.last].problems:
            continue  # the condition that ends it can't be read
        if not loop.can_end:
            yield Violation(
                script.keyword_span(number), "this DO has no condition and no EXIT: it never ends"
            )
            continue
        at, end = _only_end(script, loop)
        if end is None or end.expression is None:
            continue
        nodes = tuple(walk(end.expression))
        names = names_in(end.expression)
        if _always(end):
            yield Violation(
                script.keyword_span(at), "the condition of this loop is a constant: it never ends"
            )
        elif any(isinstance(node, Call | Expansion) for node in nodes) or _system(names):
            continue
        elif names and loop.sets.isdisjoint(names):
            condition = " and ".join(sorted(_spelling(script, name) for name in names))
            message = f"nothing in this loop sets {condition}, which has to end it"
            yield Violation(script.keyword_span(at), message)


def _always(end: Condition) -> bool:
    """Whether a condition never changes, such as ``WHILE 1`` and ``WHILE 1 = 1``."""
    node = end.expression
    while isinstance(node, Parenthesized):
        node = node.inner
    holds = None
    if isinstance(node, Numeral):
        holds = node.value != 0
    elif isinstance(node, Call) and node.name.lower() in ("true", "false"):
        holds = node.name.lower() == "true"
    elif isinstance(node, BinaryChain) and len(node.rest) == 1 and isinstance(node.first, Numeral):
        operator, last = node.rest[0]
        if operator == "=" and isinstance(last, Numeral):
            holds = node.first.value == last.value
    return holds is (end.word == "WHILE")


def _only_end(script: LintedScript, loop: Loop) -> tuple[int, Condition | None]:
    """The condition of a DO that nothing else can end, and the number of its statement."""
    ends = [
        (at, parts)
        for at in (loop.opener, loop.last)
        if isinstance(parts := script.statements[at].parts, Condition) and parts.word
    ]
    return ends[0] if len(ends) == 1 and not loop.whole.exits else (loop.opener, None)


def _system(names: set[str]) -> bool:
    return any(name.startswith("scripterror") for name in names)


def _spelling(script: LintedScript, name: str) -> str:
    return variable_names_of(script).get(name, name)


@rule("QL403", "unbounded-poll", "warning")
def unbounded_poll(script: LintedScript) -> Iterator[Violation]:
    """Only the answer to a request can end a DO.

    Why: if the answer never comes (a lost connection, an expired key, a reload that hangs), the
    loop continues until the reload is stopped after three hours, and blocks its slot all the time.

    Bad:
        DO
            Sleep 15 * 1000;
            Answer:
            SQL SELECT "status" FROM JSON (wrap on) "root";
            LET vStatus = Peek('status', 0, 'Answer');
            DROP TABLE Answer;
        LOOP WHILE Match(vStatus, 'QUEUED', 'RELOADING') > 0

    Good:
        FOR vPoll = 1 TO 100
            Sleep 15 * 1000;
            Answer:
            SQL SELECT "status" FROM JSON (wrap on) "root";
            LET vStatus = Peek('status', 0, 'Answer');
            DROP TABLE Answer;
            EXIT FOR WHEN Match(vStatus, 'QUEUED', 'RELOADING') = 0;
        NEXT vPoll
    """
    for number, loop in loops_of(script).by_opener.items():
        if loop.bounded or not loop.can_end or not is_polling(script, loop):
            continue
        message = "only an answer of the tenant ends this DO: it has no counter and reads no clock"
        yield Violation(
            script.keyword_span(number), message, "limit the rounds: FOR vPoll = 1 TO 100"
        )


@rule("QL404", "expanded-loop-condition", "info")
def expanded_loop_condition(script: LintedScript) -> Iterator[Violation]:
    """The condition of a DO or LOOP expands a variable that the loop sets.

    Why: according to the documentation a condition is expanded once, when it is first reached, so
    the loop may always compare the value of its first round, although widely used scripts rely on
    the opposite. Without ``$()`` it is right in both cases.
    Source: https://github.com/qlik-oss/core-website, script_reference/script_control.md

    Bad:
        LET vDone = 0;
        DO
            Sleep 1000;
            LET vDone = vDone + 1;
        LOOP UNTIL $(vDone) = 3

    Good:
        LET vDone = 0;
        DO
            Sleep 1000;
            LET vDone = vDone + 1;
        LOOP UNTIL vDone = 3
    """
    for loop in loops_of(script).by_opener.values():
        for at in (loop.opener, loop.last) if loop.kind == "DO" else ():
            for dollar in script.expansions_of(at):
                names = {name.lower() for name in EXPANDED.findall(f"$({dollar.name}")}
                set_here = not loop.sets.isdisjoint(names) or dollar.kind == "expression"
                if dollar.depth == 0 and set_here:
                    name = dollar.name.strip().lstrip("=")
                    message = f"$({dollar.name.strip()}) may be expanded only in the first round"
                    yield Violation(dollar.span, message, f"write {name} without $()")
                    break


@rule("QL405", "sleep-out-of-range", "error")
def sleep_out_of_range(script: LintedScript) -> Iterator[Violation]:
    """A Sleep is shorter than a millisecond or longer than an hour.

    Why: Sleep takes a positive number of milliseconds, 3,600,000 at most.
    Source: https://help.qlik.com/en-US/cloud-services, ScriptRegularStatements/Sleep.htm

    Bad:
        Sleep 4 * 3600 * 1000;

    Good:
        FOR vHour = 1 TO 2
            Sleep 3600 * 1000;
        NEXT vHour
    """
    for number in script.of_kind("SLEEP"):
        duration = _duration(script, number)
        if duration is not None and not 1 <= duration <= _MOST_MS:
            expression = script.statements[number].parts
            assert isinstance(expression, Subject), "it has a duration"
            message = f"Sleep {_plain(duration)} ms is not between 1 and {_MOST_MS}"
            times = -(-duration // _MOST_MS)
            hint = f"sleep {times:.0f} times in a loop: Sleep {duration / max(times, 1):.0f}"
            hint = hint if duration > 1 else "the unit is milliseconds: Sleep 1000 is one second"
            yield Violation(expression.expression.span, message, hint)


def _duration(script: LintedScript, number: int) -> float | None:
    """The milliseconds of a Sleep, None where they are not known."""
    parts = script.statements[number].parts
    if not isinstance(parts, Subject):
        return None
    return numeric_value(parts.expression, constants_at(script, number).value)


def _plain(number: float) -> str:
    return f"{number:g}" if abs(number) < _LEAST_MS else f"{number:.0f}"


@rule("QL409", "wait-too-long", "warning")
def wait_too_long(script: LintedScript) -> Iterator[Violation]:
    """The sleeps of a counted loop add up to more than three hours.

    Why: a reload is stopped after three hours, so neither the last rounds nor what follows the loop
    ever happen.
    Source: https://qlik.dev/manage/reloads

    Bad:
        FOR vPoll = 1 TO 1000
            Sleep 15 * 1000;
            EXIT FOR WHEN vDone = 1;
        NEXT vPoll

    Good:
        FOR vPoll = 1 TO 180
            Sleep 15 * 1000;
            EXIT FOR WHEN vDone = 1;
        NEXT vPoll
    """
    for number, loop in loops_of(script).by_opener.items():
        count = _rounds(script, loop)
        if count is None or loop.whole.reads_clock:
            continue
        lengths = [
            _duration(script, at) for at in loop.statements if script.statements[at].kind == "SLEEP"
        ]
        total = count * max((length or 0 for length in lengths), default=0) / 1000
        if total > _LONGEST_S:
            hours = total / 3600
            message = f"this {loop.kind} sleeps up to {hours:.1f} hours; a reload ends after three"
            most = _LONGEST_S * count / total
            hint = f"end it by the clock, or after {int(most)} rounds at most"
            yield Violation(script.keyword_span(number), message, hint)


def _rounds(script: LintedScript, loop: Loop) -> float | None:
    """The most rounds of a loop, None where they are not known."""
    parts = script.statements[loop.opener].parts
    if isinstance(parts, For):
        value = constants_at(script, loop.opener).value
        first, last = numeric_value(parts.first, value), numeric_value(parts.last, value)
        step = numeric_value(parts.step, value) if parts.step else 1
        if first is None or last is None or not step:
            return None
        return (last - first) // step + 1
    return _counted(script, loop) if loop.kind == "DO" else None


def _counted(script: LintedScript, loop: Loop) -> float | None:
    """The bound that the condition of a DO puts on a counter, divided by the counter's step."""
    steps = {
        parts.name.name.lower(): by
        for at in loop.statements
        if isinstance(parts := script.statements[at].parts, Assign)
        and (by := _step(parts))
        and not isinstance(parts.name, Expansion)
    }
    for at in (loop.opener, loop.last):
        parts = script.statements[at].parts
        if not isinstance(parts, Condition) or parts.expression is None:
            continue
        for node in walk(parts.expression):
            if isinstance(node, BinaryChain) and len(node.rest) == 1:
                (operator, last), first = node.rest[0], node.first
                counter = next(iter(names_in(first)), "")
                bounds = operator in ("<", "<=", ">", ">=") and counter in steps
                if bounds and isinstance(last, Numeral):
                    return last.value / steps[counter]
    return None


def _step(parts: Assign) -> float:
    """The step of a counter, such as 5 for ``v = v + 5``; 0 if it is not a counter."""
    node = parts.expression
    while isinstance(node, Parenthesized):
        node = node.inner
    own = getattr(parts.name, "name", "").lower()
    if not isinstance(node, BinaryChain) or len(node.rest) != 1 or own not in names_in(node.first):
        return 0
    operator, by = node.rest[0]
    return by.value if operator == "+" and isinstance(by, Numeral) else 0


@rule("QL410", "poll-too-fast", "warning")
def poll_too_fast(script: LintedScript) -> Iterator[Violation]:
    """A loop asks for the status more than once a second.

    Why: a reload takes longer than that, and the number of requests is limited. Sleep takes
    milliseconds: ``Sleep 10`` is a hundredth of a second.

    Bad:
        FOR vPoll = 1 TO 100
            Sleep 10;
            Answer:
            SQL SELECT "status" FROM JSON (wrap on) "root";
            LET vStatus = Peek('status', 0, 'Answer');
            DROP TABLE Answer;
            EXIT FOR WHEN Match(vStatus, 'QUEUED', 'RELOADING') = 0;
        NEXT vPoll

    Good:
        FOR vPoll = 1 TO 100
            Sleep 10 * 1000;
            Answer:
            SQL SELECT "status" FROM JSON (wrap on) "root";
            LET vStatus = Peek('status', 0, 'Answer');
            DROP TABLE Answer;
            EXIT FOR WHEN Match(vStatus, 'QUEUED', 'RELOADING') = 0;
        NEXT vPoll
    """
    for loop in loops_of(script).by_opener.values():
        sleeps = [at for at in loop.statements if script.statements[at].kind == "SLEEP"]
        if not sleeps or not is_polling(script, loop):
            continue
        lengths = [_duration(script, at) for at in sleeps]
        if any(length is None for length in lengths):
            continue
        total = sum(length or 0 for length in lengths)
        if 1 <= total < _LEAST_MS:
            message = f"this loop sleeps only {_plain(total)} ms between two requests"
            hint = "Sleep takes milliseconds: Sleep 15 * 1000; is 15 seconds"
            yield Violation(script.keyword_span(sleeps[0]), message, hint)
