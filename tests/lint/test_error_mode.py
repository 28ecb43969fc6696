"""The values that ErrorMode can have at a statement."""

import pytest

from qscriptgen.lint.analyses.error_mode import IGNORES, STOPS, UNKNOWN_MODE, error_modes
from qscriptgen.lint.model import LintedScript

CASES = {
    "not set": ("", STOPS),
    "set to 0": ("SET ErrorMode = 0;", IGNORES),
    "set by LET, in quotes": ("LET errormode = '0';", IGNORES),
    "reset": ("SET ErrorMode = 0; SET ErrorMode = 1;", STOPS),
    "reset to its old value": ("SET ErrorMode = 0; LET ErrorMode = vOld;", UNKNOWN_MODE),
    "emptied": ("SET ErrorMode=;", UNKNOWN_MODE),
    "under a condition": ("WHEN x SET ErrorMode = 0;", IGNORES | UNKNOWN_MODE),
    "in one branch": ("IF x THEN\nSET ErrorMode = 0;\nEND IF", STOPS | IGNORES),
    "after an include": ("$(Must_Include=x.qvs);", STOPS | UNKNOWN_MODE),
    "after a call that leaves it": ("SUB s\nTRACE x;\nEND SUB\nCALL s", STOPS),
    "after a call that sets it": (
        "SUB s\nSET ErrorMode = 0;\nEND SUB\nCALL s",
        STOPS | UNKNOWN_MODE,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_mode(name):
    text, expected = CASES[name]
    script = LintedScript.from_text(f"{text}\nREM here;\n")
    (here,) = script.of_kind("REM")
    assert error_modes(script)[here] == expected


def test_in_a_subroutine_the_mode_is_that_of_the_caller():
    script = LintedScript.from_text("SUB s\nREM here;\nEND SUB\n")
    (here,) = script.of_kind("REM")
    assert error_modes(script)[here] == UNKNOWN_MODE
