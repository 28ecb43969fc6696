"""The codes of all findings: each is used once, and a code that is gone is retired."""

from __future__ import annotations

import re

from qscriptgen.checks import PROBLEMS
from qscriptgen.diagnostics import RETIRED_CODES
from qscriptgen.lint import RULES
from qscriptgen.simulation.findings import PROBLEMS as PROBLEMS_OF_RUNS

CODES = [*(rule.code for rule in RULES), *PROBLEMS, *PROBLEMS_OF_RUNS]
FAMILY_STARTS = ("01", "51", "QL261", "QC611")
"""The first code of a family, or its last digits."""


def test_each_code_is_used_once() -> None:
    assert len(set(CODES)) == len(CODES)


def test_codes_are_a_prefix_and_three_digits() -> None:
    assert [code for code in CODES if not re.fullmatch(r"Q[LCE]\d{3}", code)] == []


def test_no_retired_code_is_in_use() -> None:
    assert RETIRED_CODES.isdisjoint(CODES)


def test_a_code_that_is_gone_is_retired() -> None:
    """Codes are given in order, so one that is neither used nor retired leaves a gap before it."""
    known = RETIRED_CODES.union(CODES)
    gaps = [
        code
        for code in sorted(CODES)
        if not code.endswith(FAMILY_STARTS) and f"{code[:2]}{int(code[2:]) - 1:03}" not in known
    ]
    assert gaps == []
