"""Every rule on its own examples, and all rules on script that is right."""

from pathlib import Path

import pytest

from qscriptgen.lint import RULES, lint

ROOT = Path(__file__).parents[2]
ABOUT_COMMENTS = ("QL001", "QL002")
RENDERED = sorted(
    [*ROOT.glob("samples/*/expected/*.qvs"), *ROOT.glob("tests/__snapshots__/test_snapshots/*.qvs")]
)
PLAIN = {"seed-trigger": set(), "plain-off": set()}

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
    # Where the good example keeps something back, it is what the comment is about.
    assert [finding.line() for finding in lint(rule.good)] == []


@every_rule
def test_findings_are_as_the_rule_says(rule):
    for finding in lint(rule.bad):
        if finding.code == rule.code:
            assert (finding.name, finding.severity) == (rule.name, rule.severity)
            assert finding.message
            assert "\n" not in finding.message


@pytest.mark.parametrize("path", RENDERED, ids=lambda path: f"{path.parts[-3]}-{path.name}")
def test_rendered_script_is_free_of_findings(path):
    found = lint(path.read_text(encoding="utf-8"), path.name)
    plain = "seed-trigger" in str(path) or "plain-off" in str(path)
    assert [f.line() for f in found if not (plain and f.severity == "info")] == [
        f.line() for f in found if plain and f.code in WRAP_OFF and "plain-off" in str(path)
    ]


WRAP_OFF = ("QL307",)
"""What the form of blog posts that does not fit the answer is warned of."""
