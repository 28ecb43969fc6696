"""Every rule on its own examples, and all rules on correct script."""

from pathlib import Path

import pytest

from qscriptgen import load_chains, render
from qscriptgen.lint import RULES, lint, lint_together
from qscriptgen.script_form import SCRIPT_FORMS
from tests.support.matrix import CHAINS as MATRIX

ROOT = Path(__file__).parents[2]
ABOUT_COMMENTS = ("QL001", "QL002")
RENDERED = sorted(
    [
        *ROOT.glob("samples/*/expected/*.qvs"),
        *ROOT.glob("tests/templating/__snapshots__/test_snapshots/*.qvs"),
    ]
)
SPECS = sorted(ROOT.glob("samples/*/chain.*"))
CHAINS = MATRIX | {chain.name: chain for spec in SPECS for chain in load_chains(spec)}
PLAIN = {"seed-trigger": {"QL211"}, "plain-off": {"QL211", "QL307"}}
"""The plain scripts, which have no other form, and the findings in them."""

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.name}")


def test_codes_and_names_are_used_once():
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


@every_rule
def test_explanation_is_complete(rule):
    assert rule.summary.endswith((".", ":"))
    assert rule.why
    assert rule.bad.strip()
    assert rule.good.strip()
    for part in (rule.code, rule.name, rule.severity, rule.summary[:20], "Bad:", "Good:"):
        assert part in rule.explanation


@every_rule
def test_bad_example_is_found(rule):
    assert rule.code in {finding.code for finding in lint(rule.bad)}


@every_rule
def test_good_example_is_clean(rule):
    assert [finding.line() for finding in lint(rule.good)] == []


@every_rule
def test_findings_have_the_name_and_severity_of_the_rule(rule):
    for finding in lint(rule.bad):
        if finding.code == rule.code:
            assert (finding.name, finding.severity) == (rule.name, rule.severity)
            assert finding.message
            assert "\n" not in finding.message


@pytest.mark.parametrize("path", RENDERED, ids=lambda path: f"{path.parts[-3]}-{path.name}")
def test_rendered_script_is_free_of_findings(path):
    found = {finding.code for finding in lint(path.read_text(encoding="utf-8"))}
    (known,) = [codes for name, codes in PLAIN.items() if name in str(path)] or [set()]
    assert found == known


@pytest.mark.parametrize(
    ("name", "form"),
    [
        (name, form)
        for name in CHAINS
        for form in SCRIPT_FORMS
        if name not in PLAIN or form == "snippet"
    ],
)
def test_scripts_of_every_form_are_free_of_findings(name, form):
    scripts = render(CHAINS[name], form=form)
    together = lint_together((script.text, script.path) for script in scripts)
    for script, beside in zip(scripts, together, strict=True):
        for found in (beside, lint(script.text)):
            assert {finding.code for finding in found} == PLAIN.get(name, set()), script.path
