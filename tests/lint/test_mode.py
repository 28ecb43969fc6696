"""What ErrorMode can be at a statement."""

import pytest

from qscriptgen.lint.mode import IGNORES, STOPS, UNSURE
from qscriptgen.lint.unit import Unit

CASES = {
    "not set": ("", STOPS),
    "set to 0": ("SET ErrorMode = 0;", IGNORES),
    "set by LET, in quotes": ("LET errormode = '0';", IGNORES),
    "put back": ("SET ErrorMode = 0; SET ErrorMode = 1;", STOPS),
    "put back to what it was": ("SET ErrorMode = 0; LET ErrorMode = vOld;", UNSURE),
    "emptied": ("SET ErrorMode=;", UNSURE),
    "under a condition": ("WHEN x SET ErrorMode = 0;", IGNORES | UNSURE),
    "in one branch": ("IF x THEN\nSET ErrorMode = 0;\nEND IF", STOPS | IGNORES),
    "behind an include": ("$(Must_Include=x.qvs);", STOPS | UNSURE),
    "behind a call that leaves it": ("SUB s\nTRACE x;\nEND SUB\nCALL s", STOPS),
    "behind a call that sets it": ("SUB s\nSET ErrorMode = 0;\nEND SUB\nCALL s", STOPS | UNSURE),
}


@pytest.mark.parametrize("name", CASES)
def test_mode(name):
    text, expected = CASES[name]
    unit = Unit.of(f"{text}\nREM here;\n")
    (here,) = unit.of_kind("REM")
    assert unit.modes[here] == expected


def test_in_a_subroutine_it_is_that_of_the_caller():
    unit = Unit.of("SUB s\nREM here;\nEND SUB\n")
    (here,) = unit.of_kind("REM")
    assert unit.modes[here] == UNSURE
