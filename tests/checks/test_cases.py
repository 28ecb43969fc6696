"""One small bad spec for each problem, beside the text that a user reads about it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from qscriptgen import App, Chain, load_chains
from qscriptgen.checks import PROBLEMS
from qscriptgen.cli.findings import format_with_lines
from qscriptgen.diagnostics import Finding
from qscriptgen.errors import SpecError
from qscriptgen.scenarios import check_fit, read_scenarios
from qscriptgen.specs import check_spec

CASES = Path(__file__).parent / "cases"
SPECS = sorted([*CASES.glob("*.py"), *CASES.glob("*.yaml")])
CHAIN = Chain("nightly", App("Extract", id="1") >> App("Sales", id="2"))
OF_ONE_PROBLEM = [spec for spec in SPECS if not spec.stem.startswith("many-problems")]
OF_SCENARIOS = ("QC004", "QC005", "QC006", "QC007")


def findings(spec: Path) -> tuple[Finding, ...]:
    try:
        if spec.stem.startswith(OF_SCENARIOS) and spec.suffix == ".yaml":
            written = read_scenarios(Path(spec.name))
            return tuple(found for each in written for found in check_fit(each, CHAIN))
        return check_spec(Path(spec.name), load_chains(Path(spec.name)))
    except SpecError as error:
        return error.findings


@pytest.fixture(autouse=True)
def _among_the_cases(monkeypatch):
    # Places are relative to the working folder, so the expected texts are the same everywhere.
    monkeypatch.chdir(CASES)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_what_is_said_about_a_bad_spec(spec):
    expected = spec.with_suffix(".txt").read_text(encoding="utf-8")
    assert format_with_lines(findings(spec)) + "\n" == expected


@pytest.mark.parametrize("spec", OF_ONE_PROBLEM, ids=lambda spec: spec.stem)
def test_a_case_shows_the_problem_that_it_is_named_after(spec):
    code, _, name = spec.stem.partition("-")
    known, severity = PROBLEMS[code]
    assert name.startswith(known)
    shown = [finding for finding in findings(spec) if finding.code == code]
    assert shown
    assert all((f.name, f.severity) == (known, severity) for f in shown)


def test_every_problem_has_a_case():
    assert {spec.stem.partition("-")[0] for spec in OF_ONE_PROBLEM} == set(PROBLEMS)


def test_every_expected_text_has_its_spec():
    assert [text.stem for text in sorted(CASES.glob("*.txt"))] == [spec.stem for spec in SPECS]


def test_all_problems_of_a_file_come_in_one_run_in_the_order_of_their_places():
    found = findings(CASES / "many-problems.py")
    assert len({finding.code for finding in found}) >= 15
    assert [f.place for f in found] == sorted(f.place for f in found)
    assert max(Counter(found).values()) == 1


def test_all_problems_of_a_yaml_file_come_in_one_run_too():
    found = findings(CASES / "many-problems-in-yaml.yaml")
    assert len({finding.code for finding in found}) >= 7
    assert max(Counter(found).values()) == 1


def test_names_of_problems_are_their_own():
    assert len({name for name, _ in PROBLEMS.values()}) == len(PROBLEMS)
