"""Each sample is an example, a golden test and a page of documentation at once."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from qscriptgen import check, load_chains
from qscriptgen.cli.main import main

SAMPLES = Path(__file__).parents[2] / "samples"
SPECS = {spec.parent.name: spec for spec in sorted(SAMPLES.glob("*/chain.*"))}


def test_there_are_samples():
    assert len(SPECS) >= 8


@pytest.mark.parametrize("name", SPECS)
def test_sample_renders_as_expected(name, tmp_path, monkeypatch):
    spec = SPECS[name]
    (chain,) = load_chains(spec)
    assert check(chain) == ()
    given = spec.parent / "arguments"
    words = given.read_text(encoding="utf-8").split() if given.exists() else []
    monkeypatch.chdir(spec.parent)
    done = CliRunner().invoke(main, ["render", spec.name, "-o", str(tmp_path), *words])
    assert done.exit_code == 0, done.output
    rendered = {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()}
    expected = {file.name: file.read_bytes() for file in (spec.parent / "expected").iterdir()}
    assert rendered == expected


@pytest.mark.parametrize("name", SPECS)
def test_first_sentence_says_what_a_sample_shows(name):
    first = SPECS[name].read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(('"""', "# "))
    assert first.rstrip('"').endswith((".", ":"))


def test_the_suite_of_the_nightly_sample_works_as_it_stands(pytester):
    for name in ("chain.py", "test_chain.py"):
        text = (SAMPLES / "nightly" / name).read_text(encoding="utf-8")
        (pytester.path / name).write_text(text, encoding="utf-8")
    first = pytester.runpytest_subprocess("--snapshot-update")
    first.assert_outcomes(passed=5)
    again = pytester.runpytest_subprocess()
    again.assert_outcomes(passed=5)
    written = pytester.path / "__snapshots__" / "test_chain" / "test_script[Finance].qvs"
    expected = SAMPLES / "nightly" / "expected" / "finance.qvs"
    assert written.read_bytes() == expected.read_bytes()
    spec = pytester.path / "chain.py"
    changed = spec.read_text(encoding="utf-8").replace("weight=8", "weight=9")
    spec.write_text(changed, encoding="utf-8")
    pytester.runpytest_subprocess().assert_outcomes(passed=4, failed=1)
