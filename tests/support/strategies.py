"""Hypothesis strategies: texts that try to break out, and chains of every shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from qscriptgen import (
    Alert,
    Answer,
    App,
    Chain,
    Connections,
    Due,
    Expr,
    Policy,
    Repeat,
    Space,
    Step,
    Wait,
    WaitOnly,
    Webhook,
    when,
)


def examples(thorough: int) -> settings:
    """So many examples in a thorough run; in a quick one, the same part of them as everywhere."""
    return settings(max_examples=max(1, thorough * settings().max_examples // 100))


LINE_ENDS = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""Every character at which some reader of a text begins a new line."""

CONTROLS = {chr(c) for c in [*range(0x20), *range(0x7F, 0xA0)]} | {"\u2028", "\u2029"}

_PIECES = (
    *("'", "''", '"', '""', "`", "[", "]", "]]", "(", ")", "{", "}", "<", ">"),
    *("$(", "$", "$$((", "$'(", "$\n(", "$(=1)", "\uff04\uff08", "%", "#", "~", "@"),
    *(";", ",", ":", "//", "/*", "*/", "///*", "/", "*", "\\", "&", " & ", "=", "|"),
    *(" ", "  ", "\t", "\r", "\n", "\r\n", "\0", "\x1f", "\x7f", "\x85", "\u2028", "\u2029"),
    *(
        "\u00a0",
        "\ufeff",
        "\u202e",
        "\u200b",
        "e\u0301",
        "\u00e4",
        "\u00df",
        "\u6f22",
        "\U0001f986",
    ),
    *(
        "a",
        "B",
        "1",
        "x y",
        "qsg_",
        "Chr(10)",
        "REM ",
        "DROP TABLE x;",
        "\\u0024",
        "%24",
        "https://",
    ),
)
_HALVES = ("\ud800", "\udfff", "\ud83e\udd86")


def whole_texts() -> st.SearchStrategy[str]:
    """Any text without halves of surrogate pairs, rich in what quoting has to mind."""
    return _joined(st.sampled_from(_PIECES) | st.text(max_size=3))


def texts() -> st.SearchStrategy[str]:
    """Any text at all, now and then with half of a surrogate pair."""
    return _joined(
        st.sampled_from(_PIECES) | st.text(max_size=3), st.sampled_from((*_PIECES, *_HALVES))
    )


def line_texts() -> st.SearchStrategy[str]:
    """Any text of one line, without control characters and halves of surrogate pairs."""
    return whole_texts().map(lambda text: "".join(c for c in text if c not in CONTROLS))


def names() -> st.SearchStrategy[str]:
    """Any text that a name can be: one filled line without ``$(``."""
    return line_texts().filter(lambda text: text.strip() and "$(" not in text)


def _joined(*pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of([st.lists(piece, max_size=8).map("".join) for piece in pieces])


def json_values() -> st.SearchStrategy[Any]:
    """Whatever a BODY can hold."""
    return st.recursive(
        st.none() | st.booleans() | st.integers() | whole_texts(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(whole_texts(), inner, max_size=3)
        ),
        max_leaves=8,
    )


def guid(number: int) -> str:
    """An id that is plainly invented."""
    return f"0a1b2c3d-0000-4000-8000-{number:012}"


def guids() -> st.SearchStrategy[str]:
    """Ids in any spelling that a tenant takes."""
    return st.builds(
        lambda u, upper: str(u).upper() if upper else str(u), st.uuids(), st.booleans()
    )


PASSED = ("vRun", "vMode", "v.1")
"""The variables that may be passed."""


def apps(count: int) -> tuple[App, ...]:
    """Apps A1, A2 ..., each with an id of its own."""
    return tuple(App(f"A{number}", id=guid(number)) for number in range(1, count + 1))


def readers(app: App) -> st.SearchStrategy[App]:
    """The app, which reads nothing or all that `steps` pass."""
    texts = line_texts().map(lambda text: text[:50])
    reads = st.fixed_dictionaries(dict.fromkeys(PASSED, texts))
    return st.just(app) | reads.map(lambda found: replace(app, reads=found))


def exprs() -> st.SearchStrategy[Expr]:
    """Conditions that can be spliced in."""
    codes = ("v > 0", "(a = 1) or (b = 2)", "x = 'it''s; //'", "[Net sales] > 0", 'Len("a]b")')
    return st.sampled_from(codes).map(Expr)


def policies(*, joining: bool = False) -> st.SearchStrategy[Policy]:
    """Policies without a problem, whose scripts stay far from the limit of a reload."""
    words = ("fail", "continue", "skip")
    judging = {"failure": st.sampled_from(words), "timeout": st.sampled_from((*words, "cancel"))}
    trying = {
        "busy": st.just("join") if joining else st.sampled_from((None, "wait", "fail")),
        "tries": st.integers(2, 3),
        "pause": st.sampled_from(("30s", "45s")),
        "patience": st.sampled_from(("2m", "100s")),
    }
    return st.builds(Policy, **judging) | st.builds(Policy, **judging, **trying)


def waits() -> st.SearchStrategy[Wait]:
    """Waits without a problem."""
    return st.builds(Wait, st.sampled_from(("1m", "PT2M")), poll=st.sampled_from(("30s", "1m")))


def alerts() -> st.SearchStrategy[Alert | Webhook | None]:
    """Nobody is told, or an app, or a webhook."""
    variables = st.dictionaries(st.sampled_from(("vTo", "vCc")), line_texts(), max_size=2)
    alarm = App("Alarm", id=guid(99))
    return st.none() | st.builds(Alert, st.just(alarm), variables) | st.just(Webhook("Hook's"))


def dues() -> st.SearchStrategy[Due]:
    """When a reload is due, in all its kinds."""
    every = st.sampled_from(("90m", "day", "once"))
    days = st.sampled_from(("business", "sun", ("mon", "sat")))
    return st.builds(Due, every, days=st.none() | days) | st.builds(Due, days=days)


@st.composite
def steps(draw: st.DrawFn, app: App, *, waiting: bool = True, joining: bool = False) -> App | Step:
    """An app as it is, or a reload of it with options."""
    if draw(st.booleans()):
        return app
    wait = draw(st.none() | waits()) if waiting else None
    variable = st.sampled_from(PASSED)
    values = line_texts().map(lambda text: text[:50])
    return app.reload(
        wait=wait,
        policy=draw(st.none() | policies(joining=joining)),
        weight=draw(st.none() | st.integers(1, 10)),
        # What is joined has not been given any variables.
        variables={} if joining else draw(st.dictionaries(variable, values | exprs(), max_size=2)),
        run_if=draw(st.none() | exprs()),
        answer=draw(st.none() | answers(app)) if wait and not joining else None,
        due=draw(st.none() | dues()),
    )


def answers(app: App) -> st.SearchStrategy[Answer]:
    """Answers that no other app gives."""
    files = st.sampled_from(("csv", "qvd")).map(f"lib://DataFiles/{app.name}.{{}}".format)
    return st.builds(
        Answer, files, st.sampled_from(((f"v{app.name}",), (f"v{app.name}", f"v.%{app.name}")))
    )


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """A chain without a problem: relay, fan-out, fork, nested forks or ring."""
    shape = draw(st.sampled_from((_relay, _fan_out, _fork, _nested_forks, _ring)))
    first, second, *rest = apps(6)
    others = [draw(readers(second)), *rest]
    ring = shape is _ring
    joining = draw(st.booleans())
    reloads = [draw(steps(app, waiting=not ring, joining=joining)) for app in others]
    until = draw(st.none() | exprs())
    return Chain(
        draw(st.sampled_from(("nightly", "Net sales (EU)", "it's"))),
        shape(draw, first, reloads),
        policy=draw(policies(joining=joining)),
        connections=draw(st.sampled_from((Connections(), Connections(space="API's")))),
        repeat=Repeat("10m", until=until) if ring else None,
        in_partial=draw(st.sampled_from(("skip", "run", "fail"))),
        on_failure=draw(alerts()),
        target=draw(st.sampled_from(("cloud", "portable"))),
    )


@st.composite
def controlled(draw: st.DrawFn) -> Chain:
    """A chain with a controller, without a problem; it may begin with a condition."""
    shape = draw(st.sampled_from((_relay, _fan_out, _fork, _nested_forks, _loose_fork)))
    first, *others = apps(6)
    joining = draw(st.booleans())
    reloads = [draw(steps(app, joining=joining)) for app in others]
    return Chain(
        "night's",
        shape(draw, first, reloads),
        controller=App("Controller", id=guid(99)),
        wait=draw(waits()),
        policy=draw(policies(joining=joining)),
        result=draw(st.sampled_from((None, "lib://DataFiles/a.qvd", "lib://:DataFiles/it's.csv"))),
        in_partial=draw(st.sampled_from(("skip", "run", "fail"))),
    )


def _loose_fork(draw: st.DrawFn, first: App, others: Sequence[App | Step]) -> Any:
    return when(draw(exprs()), others[0]).otherwise(others[1] >> first) >> others[2]


@st.composite
def pulls(draw: st.DrawFn) -> Chain:
    """A chain without a problem in which apps wait for others."""
    first, second, third, *_ = apps(6)
    third = draw(readers(third))
    lenient = Policy(failure="continue", timeout=draw(st.sampled_from(("fail", "continue"))))
    policy = draw(st.sampled_from((None, Policy(timeout="continue"), lenient)))
    joined = [first >> third, second >> third.reload(policy=policy)]
    flows: tuple[Any, ...] = ([first, second] >> third, first >> second >> third, joined)
    return Chain(
        draw(st.sampled_from(("nightly", "it's"))),
        draw(st.sampled_from(flows)),
        wait_only=WaitOnly(
            draw(st.sampled_from(("10m", "PT20M"))),
            poll=draw(st.sampled_from(("30s", "45s"))),
            newer_than=draw(st.sampled_from((None, "2h", "1d"))),
        ),
        in_partial=draw(st.sampled_from(("skip", "run", "fail"))),
        target=draw(st.sampled_from(("cloud", "portable"))),
    )


def _relay(draw: st.DrawFn, first: App, others: Sequence[App | Step]) -> Any:
    flow = first >> others[0]
    for step in others[1 : draw(st.integers(1, len(others)))]:
        flow = flow >> step
    return flow


def _fan_out(draw: st.DrawFn, first: App, others: Sequence[App | Step]) -> Any:
    return first >> list(others[: draw(st.integers(1, len(others)))])


def _fork(draw: st.DrawFn, first: App, others: Sequence[App | Step]) -> Any:
    fork = when(draw(exprs()), others[0])
    for step in others[1 : draw(st.integers(1, 4))]:
        fork = fork.when(draw(exprs()), step)
    return first >> (fork.otherwise(others[-1]) if draw(st.booleans()) else fork)


def _nested_forks(draw: st.DrawFn, first: App, others: Sequence[App | Step]) -> Any:
    a, b, c, d, e = others
    inner = when(draw(exprs()), a).otherwise(b)
    outer = when(draw(exprs()), inner, c).when(draw(exprs()), d)
    return first >> (outer.otherwise(e) if draw(st.booleans()) else outer)


def _ring(draw: st.DrawFn, first: App, others: Sequence[App | Step]) -> Any:
    return _relay(draw, first, others) >> first


def environments() -> dict[Space, str]:
    """Two environments, each with an id."""
    return {Space("dev", type="shared"): guid(101), Space("prod", type="managed"): guid(102)}


@st.composite
def careless_chains(draw: st.DrawFn) -> Chain:
    """A chain with any text at all in a few of the places that take one."""
    numbers = count()
    careless = draw(st.sets(st.integers(0, 27), max_size=3))

    def text(good: str) -> str:
        return draw(texts()) if next(numbers) in careless else good

    dev, prod = (
        Space(text(label), type=text(kind), name=text(name))
        for label, kind, name in (("dev", "shared", "Dev"), ("prod", "managed", "Prod"))
    )
    first = App(text("Extract"), id=text(guid(1)))
    second = App(text("Sales"), id={dev: text(guid(2)), prod: text(guid(3))})
    third = App(text("Report"), id=text(guid(4)), reads={text("vMode"): text("fast")})
    step = second.reload(
        wait=Wait(text("10m"), poll=text("1m")),
        variables={text("vRun"): text("full"), "vDay": Expr(text("vDay"))},
        run_if=Expr(text("vRows > 0")),
        answer=Answer(text("lib://DataFiles/sales.csv"), (text("vSum"),)),
    )
    return Chain(
        text("nightly"),
        first >> [step, when(Expr(text("vAge > 7")), third)],
        connections=Connections(get=text("ApiGet"), post=text("ApiPost"), space=text("API")),
        policy=Policy(failure=text("fail"), timeout=text("cancel"), pause=text("30s")),
        no_match=text("fail"),
        in_partial=text("skip"),
    )
