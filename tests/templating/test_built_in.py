"""The built-in templates are compiled once, and again when they change."""

from __future__ import annotations

import sys

import pytest
from jinja2 import Environment, nodes

from qscriptgen import render
from qscriptgen.templating import built_in
from qscriptgen.templating.built_in import BuiltInLoader
from qscriptgen.templating.jinja import environment
from tests.support.matrix import CHAINS


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of templates with a cache beside it, in place of the built-in ones."""
    monkeypatch.setattr(built_in, "templates_folder", lambda: tmp_path / "templates")
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "templates" / "parts").mkdir(parents=True)
    write(tmp_path / "templates", "one")
    return tmp_path


def write(templates, text):
    (templates / "parts" / "a.qvs.jinja").write_text(f"{text} {{{{ name }}}}", encoding="utf-8")


def rendered():
    """What a new process would render."""
    loader = BuiltInLoader()
    return loader.load(Environment(autoescape=False), "parts/a.qvs.jinja").render(name="x")


def kept(folder):
    return [path for path in (folder / "cache").rglob("*") if path.is_file()]


def test_a_template_is_compiled_once(folder, monkeypatch):
    assert rendered() == "one x"
    assert len(kept(folder)) == 1
    monkeypatch.setattr(Environment, "compile", None)
    assert rendered() == "one x"


def test_a_template_that_has_changed_is_compiled_again(folder):
    assert rendered() == "one x"
    write(folder / "templates", "two")
    assert rendered() == "two x"
    assert len(kept(folder)) == 1


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 99])
def test_a_kept_file_that_is_damaged_does_no_harm(folder, content):
    assert rendered() == "one x"
    (file,) = kept(folder)
    file.write_bytes(content)
    assert rendered() == "one x"
    file.write_bytes(file.read_bytes()[:40])
    assert rendered() == "one x"


def test_options_of_the_environment_count(folder):
    assert rendered() == "one x"
    (folder / "templates" / "parts" / "a.qvs.jinja").write_text("a\n", encoding="utf-8")
    for kept_end, expected in ((False, "a"), (True, "a\n")):
        made = Environment(autoescape=False, keep_trailing_newline=kept_end)
        assert BuiltInLoader().load(made, "parts/a.qvs.jinja").render() == expected


def test_nothing_is_kept_where_nothing_can_be_written(folder):
    (folder / "cache").write_text("a file in place of the folder", encoding="utf-8")
    assert rendered() == "one x"


def test_nothing_is_kept_where_python_keeps_nothing(folder, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered() == "one x"
    assert kept(folder) == []


def test_the_disk_is_asked_once_for_each_template(monkeypatch):
    render(CHAINS["wait"])
    monkeypatch.setattr(BuiltInLoader, "get_source", None)
    assert render(CHAINS["wait"])


def test_no_template_quotes_a_constant():
    # Jinja would do so when it compiles, and a kept template would not notice a change of a filter.
    for path in built_in.templates_folder().rglob("*.jinja"):
        tree = environment().parse(path.read_text(encoding="utf-8"))
        for found in tree.find_all(nodes.Filter):
            assert not isinstance(found.node, nodes.Const), f"{path.name}:{found.lineno}"
