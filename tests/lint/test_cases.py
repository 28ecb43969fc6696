"""Scripts with the findings that are expected in them, none where they are right.

``python -m pytest tests/lint/test_cases.py --update`` writes what is found into the expected files.
"""

from pathlib import Path

import pytest

from qscriptgen.diagnostics import Finding
from qscriptgen.lint import lint

CASES = sorted((Path(__file__).parent / "cases").glob("*.qvs"))


def line(finding: Finding) -> str:
    """A finding as in the expected files: place, code, message, and the hint after an arrow."""
    hint = f" -> {finding.hint}" if finding.hint else ""
    return f"{finding.place.line}:{finding.place.column} {finding.code} {finding.message}{hint}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, request: pytest.FixtureRequest) -> None:
    found = [line(finding) for finding in lint(path.read_text(encoding="utf-8"), path.name)]
    expected = path.with_suffix(".txt")
    if request.config.getoption("--update"):
        expected.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8").splitlines()
