"""Scripts with the findings that are expected in them, none where they are right.

``python -m pytest tests/lint/test_cases.py --update`` writes what is found into the expected files.
"""

from pathlib import Path

import pytest

from qscriptgen.lint import lint

CASES = sorted((Path(__file__).parent / "cases").glob("*.qvs"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, request: pytest.FixtureRequest) -> None:
    found = [
        f"{f.place.line}:{f.place.column} {f.code} {f.message}"
        for f in lint(path.read_text(encoding="utf-8"), path.name)
    ]
    expected = path.with_suffix(".txt")
    if request.config.getoption("--update"):
        expected.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8").splitlines()
