"""Scripts with the findings that are expected in them, none where they are right."""

from pathlib import Path

import pytest

from qscriptgen.lint import lint

CASES = sorted((Path(__file__).parent / "cases").glob("*.qvs"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path):
    found = [
        f"{f.place.line}:{f.place.column} {f.code} {f.message}"
        for f in lint(path.read_text(encoding="utf-8"), path.name)
    ]
    assert found == path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
