"""A first chain: written once, never over anything, and right as it stands."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import qscriptgen
from qscriptgen import check, load_chains, render
from qscriptgen.cli import main
from qscriptgen.specs import build_spec_schema

FILES = {"python": ["chain.py", "test_chain.py"], "yaml": ["chain.yaml", "scenario.yaml"]}

both = pytest.mark.parametrize("language", FILES)


@both
def test_a_chain_and_one_other_file_are_written(run, language):
    result = run("init", "--format", language)
    assert result.exit_code == 0
    assert sorted(file.name for file in Path().iterdir()) == FILES[language]
    assert result.stdout == ""
    assert result.stderr.startswith("".join(f"new {name}\n" for name in FILES[language]))


def test_python_is_the_default_and_a_folder_is_made(run):
    result = run("init", "some where/deep")
    assert result.exit_code == 0
    assert sorted(file.name for file in Path("some where/deep").iterdir()) == FILES["python"]
    assert "qscriptgen render      'some where/deep/chain.py'" in result.stderr


@both
def test_every_command_that_is_printed_works(run, language):
    lines = run("init", "--format", language).stderr.splitlines()
    commands = [line.split()[:3] for line in lines if line.startswith("  qscriptgen ")]
    assert [words[1] for words in commands] == ["simulate", "render", "connections"]
    for _, *words in commands:
        result = run(*words)
        assert result.exit_code == 0, result.output
    assert sorted(file.name for file in Path("build/first").iterdir()) == [
        "extract.qvs",
        "sales.qvs",
    ]


@both
def test_the_first_chain_has_no_findings(run, language):
    run("init", "--format", language)
    (chain,) = load_chains(Path(FILES[language][0]))
    assert check(chain) == ()


def test_examples_in_the_python_file_work_with_the_imports_that_it_names(run):
    run("init")
    text = Path("chain.py").read_text(encoding="utf-8")
    proposed = re.findall(r"^#   (.+?)(?: {3,}.*)?$", text, re.MULTILINE)
    assert len(proposed) == 4
    for part in proposed:
        used = set(re.findall(r"\w+", part)) & set(qscriptgen.__all__)
        named = re.search(r"import (.+) as well", text)
        assert named
        assert used <= set(re.findall(r"\w+", named[1])) - {"and"}
        flow = part if part.startswith("extract") else f"extract >> {part}"
        lines = text.replace("import App", f"import {', '.join(sorted({*used, 'App'}))}")
        Path("chain.py").write_text(f"{lines}\nx = Chain('x', {flow})\n", encoding="utf-8")
        assert not check(load_chains(Path("chain.py"))[-1])


def test_both_files_define_the_same_chain(run):
    scripts = []
    for language, (spec, _) in FILES.items():
        run("init", "--format", language)
        (chain,) = load_chains(Path(spec))
        chain.loaded_from("chain")
        scripts.append([script.text for script in render(chain)])
    assert scripts[0] == scripts[1]


def test_the_scenario_ends_well(run):
    run("init", "--format", "yaml")
    result = run("simulate", "chain.yaml", "--scenario", "scenario.yaml")
    assert result.exit_code == 0, result.output
    assert "All 2 runs ended well." in result.stdout


def test_the_test_of_the_chain_passes(pytester, monkeypatch):
    monkeypatch.chdir(pytester.path)
    assert CliRunner().invoke(main, ["init"]).exit_code == 0
    pytester.runpytest_subprocess().assert_outcomes(passed=3)


@both
@pytest.mark.parametrize("at", [0, 1])
def test_nothing_is_overwritten_and_then_nothing_is_written(run, language, at):
    name = FILES[language][at]
    Path(name).write_text("mine", encoding="utf-8")
    result = run("init", "--format", language)
    assert result.exit_code == 1
    assert result.stderr == f"'{name}' already exists\nNothing was written.\n"
    assert [file.name for file in Path().iterdir()] == [name]
    assert Path(name).read_text(encoding="utf-8") == "mine"


def test_all_existing_files_are_named(run):
    run("init")
    told = run("init").stderr.splitlines()
    assert told[:2] == [f"'{name}' already exists" for name in FILES["python"]]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_broken_link_counts_as_a_file(run):
    Path("chain.py").symlink_to("nowhere.py")
    assert run("init").exit_code == 1
    assert [file.name for file in Path().iterdir()] == ["chain.py"]


def test_a_file_in_place_of_the_folder_is_reported(run):
    Path("here").write_text("", encoding="utf-8")
    result = run("init", "here/below")
    assert result.exit_code == 2
    assert "can't write 'here/below/chain.py': " in result.stderr


def test_files_are_removed_if_one_can_not_be_written(run, monkeypatch):
    real, opened = Path.open, []

    def failing(file, mode="r", *rest, **options):
        if mode == "xb":
            opened.append(file.name)
            if len(opened) == 2:
                raise OSError(28, "No space left on device")
        return real(file, mode, *rest, **options)

    monkeypatch.setattr(Path, "open", failing)
    result = run("init")
    assert result.exit_code == 2
    assert "error: can't write 'test_chain.py': No space left on device" in result.stderr
    assert opened == FILES["python"]
    assert list(Path().iterdir()) == []


def test_an_interrupt_removes_the_files(run, monkeypatch):
    real, opened = Path.open, []

    def interrupted(file, mode="r", *rest, **options):
        if mode == "xb":
            opened.append(file.name)
            if len(opened) == 2:
                raise KeyboardInterrupt
        return real(file, mode, *rest, **options)

    monkeypatch.setattr(Path, "open", interrupted)
    assert run("init").exit_code == 1
    assert list(Path().iterdir()) == []


def test_the_schema_is_printed_and_nothing_is_written(run):
    result = run("init", "--schema")
    assert json.loads(result.stdout) == build_spec_schema()
    assert list(Path().iterdir()) == []
