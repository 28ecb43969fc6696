"""The README shows what the project really does."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from qscriptgen import Chain, load_chains, render
from qscriptgen.cli import main
from qscriptgen.specs import check_spec
from qscriptgen.templating.built_in import templates_folder

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"

TEXT = README.read_text(encoding="utf-8")


def block(language, number=1):
    """The text of a block of this language, the first or a later one."""
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)[number - 1]


def test_first_chain_renders_the_script_that_is_shown(tmp_path):
    code = compile(block("python"), "chain.py", "exec")
    names: dict[str, object] = {}
    exec(code, names)
    (chain,) = (value for value in names.values() if isinstance(value, Chain))
    (script,) = render(chain)
    assert script.text == block("qlik")


def test_the_chain_in_yaml_is_one(tmp_path):
    spec = tmp_path / "chain.yaml"
    spec.write_text(block("yaml"), encoding="utf-8")
    (chain,) = load_chains(spec)
    assert check_spec(spec, [chain]) == ()
    assert [script.app for script in render(chain)] == ["Extract", "Sales"]


def test_timeline_is_what_the_command_prints():
    line, _ = re.findall(r"^    \$ qscriptgen (simulate .*)$", TEXT, re.MULTILINE)
    command, spec = line.split()
    result = CliRunner().invoke(main, [command, str(ROOT / spec)])
    assert result.exit_code == 0
    assert result.output.strip() == block("text").strip()


def test_a_template_that_breaks_a_promise_is_found_as_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("templates").mkdir()
    Path("templates/end.qvs.jinja").write_text(block("jinja"), encoding="utf-8")
    _, line = re.findall(r"^    \$ qscriptgen (simulate .*)$", TEXT, re.MULTILINE)
    command, spec, *options = line.split()
    result = CliRunner().invoke(main, [command, str(ROOT / spec), *options])
    assert result.exit_code == 1
    _, _, end = result.output.partition("Verdict: ")
    assert f"Verdict: {end}".strip() == block("console").strip()


def test_every_block_of_a_template_is_listed():
    for name, blocks in re.findall(r"^\| `([\w/]+\.qvs\.jinja)` \| (.+) \|$", TEXT, re.MULTILINE):
        text = (templates_folder() / name).read_text(encoding="utf-8")
        known = re.findall(r"{% block (\w+) %}", text)
        assert sorted(word for word in re.findall(r"`(\w+)`", blocks)) == sorted(known), name
    with_blocks = [path for path in (templates_folder()).rglob("*") if path.is_file()]
    with_blocks = [path for path in with_blocks if "{% block" in path.read_text(encoding="utf-8")]
    assert len(with_blocks) == TEXT.count(".qvs.jinja` | ")


def test_findings_are_what_the_linter_prints(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trigger.qvs").write_text(block("qvs"), encoding="utf-8")
    result = CliRunner().invoke(main, ["lint", "trigger.qvs"])
    assert result.exit_code == 1
    assert result.output == block("console", 2)


def test_first_chain_takes_at_most_ten_lines():
    assert len(block("python").splitlines()) <= 10


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", TEXT))))
def test_links_lead_somewhere(target):
    assert (ROOT / target).exists()


def test_every_sample_is_linked():
    for spec in (ROOT / "samples").glob("*/chain.*"):
        assert f"({spec.relative_to(ROOT).as_posix()})" in TEXT, spec
