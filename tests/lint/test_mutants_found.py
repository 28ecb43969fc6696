"""What the linter alone finds of mistakes that a hand can make.

The mistakes are those that are easily made: an end, a THEN, a ``;`` or a quote too few or too many,
a word misspelt, a pause, a clean-up, a deadline or a count that is not there. They are made in
scripts of the samples, in every form, and in scripts written by hand. Of those that do not parse or
make a script behave differently it finds nine in ten; the others are in `survivors.txt`, by what
they are and where, and why nobody can know without the outline.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from qscriptgen.lint import lint_together
from tests.support.delivered import delivered
from tests.support.mutants import EDITS, Mutant
from tests.support.mutation import label, listed, observed, shape, sources
from tests.support.played import Case, play

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

pytestmark = pytest.mark.proof

HERE = Path(__file__).parent
SURVIVORS = HERE / "survivors.txt"
LEAST = 0.9
HANDWRITTEN = {"once": "tries", "wait": "wait", "subs": "tries"}
"""Scripts written by hand, each with the pattern in whose place it runs."""

RUNS: tuple[dict[str, Any], ...] = (
    {},
    {"fault": "start-400"},
    {"fault": "start-lost-done"},
    {"tenant": "fails"},
    {"tenant": "stuck"},
    {"tenant": "canceled"},
    {"fault": "poll-503-3x"},
    {"pasted": "twice"},
)
"""The runs in which a handwritten script must show that it behaves differently."""

_CLOSERS = ("END IF", "LOOP", "NEXT", "END SUB", "END SWITCH", "SLEEP", "DROP", "DISCONNECT")
_CLEANS = re.compile(r"SET \w+\s*=\s*;|ErrorMode")
_ATTRIBUTE = re.compile(r"GetSysAttr\('\^?|\^")


def _statement(what: str, code: str) -> bool:
    """Ends of blocks, Sleep, DROP, what restores and empties, and the deadline."""
    kind = what.removeprefix("drop ")
    if kind in _CLOSERS:
        return True
    if kind in ("SET", "LET"):
        return bool(_CLEANS.search(code))
    return kind == "EXIT FOR" or (kind == "ELSEIF" and "Now(" in code)


def _always(what: str, code: str) -> bool:
    return True


LISTED: Mapping[str, Callable[[str, str], bool]] = {
    "drop_statements": _statement,
    "drop_words": lambda what, code: what == "drop THEN",
    "drop_semicolons": _always,
    "edit_quotes": _always,
    "unwrap_blocks": lambda what, code: what in ("unwrap FOR", "unwrap DO"),
    "misspell_status": _always,
    "misspell_name": _always,
    "misspell_text": lambda what, code: bool(re.search(r"GetSysAttr\('\^", code)),
}
"""The edits that are on the list, and which of their mutants."""


class Made(NamedTuple):
    """A mutant of a script with its name, the script, and the others that are linted with it."""

    script: str
    name: str
    mutant: Mutant
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def found(self) -> bool:
        """Whether the linter has anything to say; of the others it has nothing to say."""
        texts = ((self.mutant.text, f"{self.script}.qvs"), *self.beside)
        return any(lint_together(texts))


def _made(script: str, text: str) -> Iterator[Made]:
    seen = set()
    for edit, wanted in LISTED.items():
        for mutant in EDITS[edit](text):
            name = label(text, mutant)
            what, _, code = name.partition(": ")
            alike = edit, shape(name), code.find("^")
            if wanted(what, code) and alike not in seen:
                seen.add(alike)
                yield Made(script, name, mutant)


def rendered() -> tuple[Made, ...]:
    """The mutants of the samples; those that behave as before are known by name."""
    found: dict[tuple[str, str], Made] = {}
    for source in sources().values():
        for made in _made(source.name, source.text):
            if source.pattern and not listed(source.name, made.name):
                found.setdefault((made.mutant.name.split(" @")[0], shape(made.name)), made)
    return tuple(found.values())


def handwritten() -> tuple[Made, ...]:
    """The mutants of the handwritten scripts that the reader or a run tells apart."""
    found = []
    for script, pattern in HANDWRITTEN.items():
        text = (HERE / "handwritten" / f"{script}.qvs").read_text(encoding="utf-8")
        runs = [Case(pattern, **given) for given in RUNS]
        before = {case: observed(play(case, text))[0] for case in runs}
        found += [
            made
            for made in _made(script, text)
            if any(observed(play(case, made.mutant.text))[0] != before[case] for case in runs)
        ]
    return tuple(found)


def in_other_forms() -> tuple[Made, ...]:
    """Those of libraries, callers, tests and answers that the reader or a run tells apart."""
    return tuple(
        made._replace(beside=each.beside)
        for each in delivered()
        for made in _made(each.script, each.text)
        if each.differs(made.mutant.text)
    )


MADE: Mapping[str, Callable[[], tuple[Made, ...]]] = {
    "rendered": rendered,
    "handwritten": handwritten,
    "other forms": in_other_forms,
}


def scripts() -> Mapping[str, set[str]]:
    """The names of the scripts of each group."""
    return {
        "rendered": {source.name for source in sources().values() if source.pattern},
        "handwritten": set(HANDWRITTEN),
        "other forms": {each.script for each in delivered()},
    }


def survivors() -> tuple[str, ...]:
    """The names of the mutants that are not found, as the list has them."""
    lines = SURVIVORS.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and line[0] != "#")


@pytest.mark.parametrize("group", MADE)
def test_nine_in_ten_are_found_and_the_others_are_listed(group):
    made = MADE[group]()
    missed = {f"{each.script} | {each.name}" for each in made if not each.found}
    expected = {name for name in survivors() if name.partition(" | ")[0] in scripts()[group]}
    assert "\n".join(sorted(missed - expected)) == "", "not found, nor listed"
    assert "\n".join(sorted(expected - missed)) == "", "listed, though found"
    assert len(missed) <= (1 - LEAST) * len(made)


def test_every_entry_is_about_a_script_of_one_group():
    every = set.union(*scripts().values())
    assert sum(map(len, scripts().values())) == len(every)
    assert {name.partition(" | ")[0] for name in survivors()} <= every
