"""Each sample is an example, a golden test and a page of documentation at once."""

from pathlib import Path

import pytest

from qscriptgen import check, load_chains, render

SAMPLES = Path(__file__).parent.parent / "samples"
NAMES = sorted(spec.parent.name for spec in SAMPLES.glob("*/chain.py"))


def test_there_are_samples():
    assert len(NAMES) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_sample_renders_as_expected(name):
    (chain,) = load_chains(SAMPLES / name / "chain.py")
    assert check(chain) == ()
    rendered = {script.path: script.text for script in render(chain)}
    expected = {
        f"{name}/{file.name}": file.read_bytes().decode()
        for file in (SAMPLES / name / "expected").iterdir()
    }
    assert rendered == expected


@pytest.mark.parametrize("name", NAMES)
def test_first_sentence_says_what_a_sample_shows(name):
    first = (SAMPLES / name / "chain.py").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith('"""')
    assert first.rstrip('"').endswith((".", ":"))
