"""What holds for the text of every template; what they render is tested elsewhere."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from jinja2 import nodes
from jinja2.meta import find_referenced_templates, find_undeclared_variables

from qscriptgen import App, Chain, WaitOnly
from qscriptgen.outline import (
    AnswerFile,
    AnswerOutline,
    Library,
    ReadsOutline,
    StartOutline,
    WaitOnlyOutline,
    outline_chain,
)
from qscriptgen.templating.answers import answer_outline_context
from qscriptgen.templating.built_in import templates_folder
from qscriptgen.templating.context import context
from qscriptgen.templating.jinja import LAYERS, environment
from qscriptgen.templating.library import library_context, lines_context
from qscriptgen.templating.reads import reads_context
from qscriptgen.templating.wait_only import wait_only_context
from tests.support.typing import as_type, not_none

FOLDER = templates_folder()
FIRST_FILES = FOLDER / "init"
NAMES = sorted(
    file.relative_to(FOLDER).as_posix()
    for file in FOLDER.rglob("*")
    if file.is_file() and FIRST_FILES not in file.parents
)
SELF_TEST = [f"self_test{part}.qvs.jinja" for part in ("", "_header", "_end")]
ENTRIES = {
    "start": [
        *("header.qvs.jinja", "snippet.qvs.jinja", "end.qvs.jinja", "plain.qvs.jinja"),
        *SELF_TEST,
    ],
    "pull": ["wait_only_header.qvs.jinja", "wait_only.qvs.jinja", "end.qvs.jinja", *SELF_TEST],
    "answer": ["answers_header.qvs.jinja", "answers.qvs.jinja", "end_without_requests.qvs.jinja"],
    "reads": ["reads_header.qvs.jinja", "reads.qvs.jinja", "end_without_requests.qvs.jinja"],
    "lines": ["include.qvs.jinja"],
    "library": ["library.qvs.jinja"],
}
"""The templates of each kind of outline, and of a library, that others are included in."""

EXTRA = {
    "end.qvs.jinja": {"clear_all", "clear_last"},
    "self_test.qvs.jinja": {"connections", "library", "opened", "opens_many"},
    "self_test_header.qvs.jinja": {"library", "opened", "opens_many", "unwritten"},
    "self_test_end.qvs.jinja": {"clear_all", "clear_last"},
    "end_without_requests.qvs.jinja": {"clear_all"},
}
"""Names that only one template is given: of the end they depend on what the body has set."""

FROM_A_LOOP = {"parts/answers_take.qvs.jinja": {"answer"}}
"""Names that a part has from the loop that it stands in."""

FOR_USERS = {"app", "chain"}
"""Names that none of our templates needs, but those of users may."""

WHOSE = {"chain": "c", "app": "a", "path": "p", "spec": "s"}
ANSWER = AnswerOutline(**WHOSE, answer=AnswerFile("lib://a.csv", ("v",)))
READS = ReadsOutline(**WHOSE, defaults=(("v", ""),))
LIBRARY = Library("c", "s", "c/c-library.qvs", "lib://c-library.qvs", "qsg_c")

SECRET = re.compile(r"eyJ\w|bearer|authorization|private.key|passw|api.?key\b|token|secret", re.I)

every_template = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def text(name):
    return (FOLDER / name).read_bytes().decode("utf-8")


@pytest.fixture
def tree(text):
    return environment().parse(text)


@pytest.fixture(scope="module")
def given():
    """The names that every template of a kind of outline is given."""
    first, second = (App(n, id=f"0a1b2c3d-0000-4000-8000-00000000000{n}") for n in "12")
    (outline,) = outline_chain(Chain("chain", first >> second))
    (pull,) = outline_chain(Chain("chain", first >> second, wait_only=WaitOnly("1h")))
    known = {
        "start": context(as_type(StartOutline, outline)),
        "pull": wait_only_context(as_type(WaitOnlyOutline, pull)),
        "answer": answer_outline_context(ANSWER),
        "reads": reads_context(READS),
        "lines": lines_context(LIBRARY, outline),
        "library": library_context(LIBRARY, [outline], [], []),
    }
    return {kind: set(names) for kind, names in known.items()}


def test_only_templates_lie_in_the_folder():
    assert [name for name in NAMES if not name.endswith(".qvs.jinja")] == []


def reached_by(kind):
    """All templates of a kind of outline."""
    reached, waiting = set(), list(ENTRIES[kind])
    while waiting:
        name = waiting.pop()
        reached.add(name)
        tree = environment().parse((FOLDER / name).read_text(encoding="utf-8"))
        waiting += {not_none(found) for found in find_referenced_templates(tree)} - reached
    return reached


def test_every_template_is_used():
    assert sorted(set().union(*map(reached_by, ENTRIES))) == NAMES


@every_template
def test_compiles(name):
    assert environment().get_template(name).filename == str(FOLDER / name)


@every_template
def test_names_are_known(name, tree, given):
    extra = EXTRA.get(name, set()) | FROM_A_LOOP.get(name, set())
    for kind in ENTRIES:
        if name in reached_by(kind):
            assert find_undeclared_variables(tree) <= given[kind] | extra


@pytest.mark.parametrize("kind", ENTRIES)
def test_no_name_is_given_in_vain(kind, given):
    texts = [(FOLDER / name).read_text(encoding="utf-8") for name in reached_by(kind)]
    used = set().union(*(find_undeclared_variables(environment().parse(text)) for text in texts))
    assert given[kind] - used <= FOR_USERS


@every_template
def test_a_missing_name_is_never_hidden(tree):
    filters = {node.name for node in tree.find_all(nodes.Filter)}
    tests = {node.name for node in tree.find_all(nodes.Test)}
    assert not filters & {"default", "d"}
    assert not tests & {"defined", "undefined", "none"}


@every_template
def test_one_quoting_layer_is_enough(tree):
    layers = {layer.__name__ for layer in LAYERS}
    for outer in tree.find_all(nodes.Filter):
        if outer.name in layers:
            inner = {node.name for node in outer.find_all(nodes.Filter)}
            assert not inner & layers, f"line {outer.lineno}"


@every_template
def test_white_space_is_left_to_the_environment(text):
    assert re.findall(r"\{[%{#][-+]|[-+][%}#]\}", text) == []
    assert re.findall(r"[ \t]+$|\t|\r", text, re.MULTILINE) == []
    assert text.endswith("\n")
    assert text.isascii()


@every_template
def test_no_secret(text):
    assert SECRET.findall(text) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != "plain.qvs.jinja"])
def test_a_connection_is_judged_before_it_is_used(text):
    lines = [line.strip() for line in text.splitlines()]
    for line, after in pairwise([*lines, ""]):
        if "LIB CONNECT" in line:
            assert re.fullmatch(r"LET qsg_Error\s*= Num\(ScriptError\);", after), line
