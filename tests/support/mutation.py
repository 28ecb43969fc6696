"""What becomes of a mutant: who notices it, and why nobody has to notice the others.

A mutant is read first, then run against the script that it was made from. One that asks, ends or
leaves behind anything else must break the contract; one that does not is a survivor, and
`survivors.txt` tells why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from qscriptgen import Chain, load_chains
from qscriptgen.emulate import DOUBTS, Run, World, parse_world
from qscriptgen.outline import WaitOnlyOutline, outline_starts
from qscriptgen.script import parse, parse_rest
from qscriptgen.script.parts import Raw
from qscriptgen.simulation.playing import play_chain
from qscriptgen.templating import render_outline
from tests.support.contract import broken
from tests.support.mutants import EDITS, Mutant, mutants
from tests.support.played import SAMPLES, VALUES, Case, Pattern, due, patterns, play

SURVIVORS = Path(__file__).parent / "survivors.txt"
MARK = "^"
"""Stands in a label where the edit begins."""

RUNS = Path(__file__).parent / "mutant_runs.txt"
OTHER_ERRORS = ("ScriptError", "ScriptErrorCount", "ScriptErrorList")
"""Count errors that were expected; the header says that they may grow."""
OURS = "qsg_"
"""Rules for such fields are about nobody else."""


@dataclass(frozen=True)
class Source:
    """A rendered script that mutants are made of; plain script has no pattern."""

    name: str
    text: str
    chain: Chain
    app: str
    pattern: Pattern | None


@dataclass(frozen=True)
class Fate:
    """What becomes of a mutant.

    ``word`` is ``reader`` or ``contract`` for what detects it, ``same`` where no run differs, and
    ``differs`` where one does and nothing detects it. ``why`` says more, ``case`` is the run that
    shows it.
    """

    word: str
    why: str = ""
    case: Case | None = None

    @property
    def caught(self) -> bool:
        return self.word in ("reader", "contract")


class Survivor(NamedTuple):
    """An entry of the list of survivors: scripts, label and why."""

    scripts: str
    label: str
    why: str

    @property
    def logged(self) -> bool:
        """Whether it is about what only a reader of logs sees."""
        return self.why.startswith("Log: ")

    def fits(self, script: str, label: str) -> bool:
        """Whether it is about a mutant; where it has no mark, the place in the line is any."""
        called = label if MARK in self.label else label.replace(MARK, "", 1)
        return bool(_like(self.scripts).fullmatch(script) and _like(self.label).fullmatch(called))


@cache
def _like(pattern: str) -> re.Pattern[str]:
    """A pattern in which only ``*`` has a meaning."""
    return re.compile(".*".join(map(re.escape, pattern.split("*"))))


# -- what is mutated -------------------------------------------------------------------------------


@cache
def sources() -> Mapping[str, Source]:
    """Every script of the samples, those first that have most in them.

    A library holds the same words, and has tests of its own for the rest; a sample of another form
    has no snippets.
    """
    found = {}
    for spec in sorted(SAMPLES.glob("*/chain.py")):
        arguments = spec.parent / "arguments"
        if arguments.exists() and "--form" in arguments.read_text():
            continue
        for chain in load_chains(spec):
            outlines = outline_starts(chain)
            for outline in outlines:
                name = (
                    spec.parent.name if len(outlines) == 1 else f"{spec.parent.name}/{outline.app}"
                )
                text = render_outline(outline).text
                found[name] = Source(name, text, chain, outline.app, patterns().get(name))
    return dict(sorted(found.items(), key=lambda item: (-len(item[1].text), item[0])))


def any_source(name: str) -> Source:
    """A script of the samples or of the matrix."""
    if name in sources():
        return sources()[name]
    pattern = patterns()[name]
    return Source(name, pattern.text, pattern.chain, pattern.outline.app, pattern)


def label(text: str, mutant: Mutant) -> str:
    """The name of a mutant that stays when lines come or go: what, and in which line where."""
    what, _, place = mutant.name.rpartition(" @ line ")
    line, column = (int(number) for number in place.split(":"))
    code = text.split("\n")[line - 1]
    code = f"{code[: column - 1]}{MARK}{code[column - 1 :]}"
    return f"{what}: {' '.join(re.sub(' // .*', '', code).split())}"


def shape(label_: str) -> str:
    """What mutants have in common that are alike: the line without its numbers and ids."""
    what, _, code = label_.partition(": ")
    code = re.sub(r"[0-9a-f]{8}-[-0-9a-f]{27}|\d+", "0", code.replace(MARK, ""))
    return f"{what.split()[0]} {code}"


def selection() -> Iterator[tuple[str, Source, Mutant]]:
    """One mutant of each edit of each line that the samples have, wherever it stands."""
    found: dict[tuple[str, str], list[tuple[Source, Mutant]]] = {}
    for source in sources().values():
        for name, edit in EDITS.items():
            for mutant in mutants(source.text, edit):
                key = name, shape(label(source.text, mutant))
                found.setdefault(key, []).append((source, mutant))
    for key, alike in found.items():
        yield key[0], *alike[crc32("".join(key).encode()) % len(alike)]


# -- reading ---------------------------------------------------------------------------------------


def read(text: str) -> Fate | None:
    """What the reader finds wrong with a mutant."""
    script = parse(text)
    problems = list(script.problems)
    for statement in script.statements:
        if statement.kind == "SQL" and isinstance(statement.parts, Raw):
            problems += parse_rest(text[slice(*statement.parts.span)])[1]
    return Fate("reader", str(problems[0])) if problems else None


# -- running ---------------------------------------------------------------------------------------


class Row(NamedTuple):
    """A row of the runs: for which scripts, what differs from a plain run, for which lines."""

    scripts: str
    options: str
    lines: tuple[str, ...]


@cache
def _rows() -> tuple[Row, ...]:
    found = []
    for line in RUNS.read_text().splitlines():
        if line and line[0] != "#":
            group, _, given = line.partition(":")
            options, _, code = given.partition("<-")
            lines = tuple(part.strip() for part in code.split(" | ") if part.strip())
            found.append(Row(group, options.strip(), lines))
    return tuple(found)


@cache
def cases(name: str, *, worlds: bool = False) -> tuple[Case, ...]:
    """The runs of a script, those first that show most.

    What goes wrong meets the values of its variables for which most is started. With ``worlds``
    there is one more run for each answer to each doubt.
    """
    plain = _plain(name)
    found = [_case(plain, row.options) for row in _rows() if _has(patterns()[name], row.scripts)]
    if worlds:
        found += [replace(plain, world=world) for world in _other_worlds()]
    return tuple(dict.fromkeys(found))


@cache
def _plain(name: str) -> Case:
    pattern = patterns()[name]
    likely = max(VALUES, key=lambda value: len(due(pattern, Case(name, value=value)) or ()))
    return Case(name, value=likely)


def _meant_for(name: str, code: str) -> list[Case]:
    """The runs that are there for a line."""
    rows = [row for row in _rows() if any(part in code for part in row.lines)]
    return [_case(_plain(name), row.options) for row in rows]


def _has(pattern: Pattern, group: str) -> bool:
    outline = pattern.outline
    if isinstance(outline, WaitOnlyOutline):
        return group in ("any", "pull") or (group == "environments" and bool(outline.environments))
    return {
        "any": True,
        "tries": outline.guarded,
        "waits": outline.waits,
        "forks": bool(outline.forks),
        "environments": bool(outline.environments),
        "controls": outline.controller is not None,
        "values": any(start.expressions for start in outline.starts),
        "fresh": bool(outline.due_looks),
        "pull": False,
    }[group]


def _case(plain: Case, given: str) -> Case:
    options = dict(option.split("=", 1) for option in given.split())
    world = parse_world(options.pop("world", "default"))
    return replace(plain, **options, world=world)


def _other_worlds() -> Iterator[World]:
    """Every world in which one answer is not the likeliest."""
    for name, doubt in DOUBTS.items():
        for answer in doubt.answers:
            if answer != doubt.default:
                yield World({name: answer})


def observed(run: Run) -> tuple[object, object]:
    """What a run does: requests, reloads, what is left; and what only readers of logs see."""
    state = run.states.get(run.reloads[0].reload_id)
    left, told = None, tuple[str, ...]()
    if state is not None:
        told = state.told
        kept = {n: v for n, v in state.variables.items() if n not in OTHER_ERRORS and v}
        rules = tuple(rule for rule in state.rules if rule[1][: len(OURS)] != OURS)
        left = replace(state, variables=kept, rules=rules, code=0, told=())
    reloads = [replace(reload, error="", line=None) for reload in run.reloads]
    codes = [finding.code for finding in run.findings]
    return (run.requests, reloads, left, run.files, codes), told


@cache
def _original(case: Case) -> tuple[object, object]:
    return observed(play(case))


def judge(source: Source, text: str, runs: tuple[Case, ...]) -> Fate:
    """What becomes of a mutant: it is read, then run until it breaks the contract."""
    fate = read(text)
    if fate is not None:
        return fate
    if source.pattern is None:
        return _judge_plain(source, text)
    differs = Fate("same")
    for case in runs:
        run = play(case, text)
        found, known = observed(run), _original(case)
        if found == known:
            continue
        violations = broken(case, run)
        if violations:
            return Fate("contract", violations[0], case)
        if found[0] != known[0] and differs.word == "same":
            differs = Fate("differs", "nobody minds", case)
    return differs


def _judge_plain(source: Source, text: str) -> Fate:
    """What becomes of a mutant of plain script, of which each run is to be as the original's."""
    found, known = (
        observed(play_chain(source.chain, scripts={source.app: script}).run)
        for script in (text, source.text)
    )
    return Fate("same") if found == known else Fate("contract", "plain script does something else")


class Habits:
    """The order of runs: first what has caught a mutant of the same line, or is there for it."""

    def __init__(self) -> None:
        self._last: dict[str, Case] = {}

    def ordered(self, script: str, name: str, runs: tuple[Case, ...]) -> tuple[Case, ...]:
        """Some runs in the order in which they are likely to catch this mutant."""
        code = _code(name)
        last = self._last.get(code)
        first = ([last] if last else []) + [*runs[:1], *_meant_for(script, code)]
        known = {*runs}
        return tuple(dict.fromkeys([*(run for run in first if run in known), *runs]))

    def keep(self, name: str, fate: Fate) -> None:
        """Learn from what became of it."""
        if fate.word == "contract" and fate.case is not None:
            self._last[_code(name)] = fate.case


def _code(label_: str) -> str:
    return label_.partition(": ")[2].replace(MARK, "", 1)


# -- survivors -------------------------------------------------------------------------------------


@cache
def survivors() -> tuple[Survivor, ...]:
    """The list of survivors."""
    found, why = [], ""
    for line in SURVIVORS.read_text().splitlines():
        if line.startswith("# "):
            why = line[2:]
        elif line.strip():
            scripts, _, name = line.partition(" | ")
            found.append(Survivor(scripts.strip(), name.strip(), why))
    return tuple(found)


def listed(script: str, name: str) -> Survivor | None:
    """The entry that a mutant is listed by."""
    return next((entry for entry in survivors() if entry.fits(script, name)), None)
