"""Templates of a user's: what they may put in place of ours, and how they are told of a mistake."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from qscriptgen import Alert, Behaviour, Chain, Scenario, Webhook, render, simulate
from qscriptgen.errors import TemplateError
from qscriptgen.outline import StartOutline, outline_chain
from qscriptgen.templating.context import context
from tests.support.matrix import CHAINS, extract, far_alarms, finance, sales, wait
from tests.support.typing import as_type

README = Path(__file__).parents[2] / "README.md"
HEADER = '{% extends "qscriptgen/header.qvs.jinja" %}\n'
MINE = HEADER + "{% block more %}Mine.{% endblock %}"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Writes templates into a folder of which a message tells only the name."""
    monkeypatch.chdir(tmp_path)

    def write(files):
        for name, text in files.items():
            path = Path("mine", name)
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_text(text, encoding="utf-8")
        return Path("mine")

    return write


WRONG = {
    "a folder without a template": (
        {"notes.txt": "x"},
        "mine has no template, such as header.qvs.jinja",
    ),
    "a misspelt file": (
        {"headr.qvs.jinja": MINE},
        "mine/headr.qvs.jinja:1:1: nothing asks for a template 'headr.qvs.jinja';"
        " did you mean 'header.qvs.jinja'?",
    ),
    "a file whose name is too short": (
        {"header.qvs.jinja": MINE, "end.qvs": "TRACE x;\n"},
        "mine/end.qvs:1:1: nothing asks for a template 'end.qvs'; did you mean 'end.qvs.jinja'?",
    ),
    "the wrong folder": (
        {"judge.qvs.jinja": '{% extends "qscriptgen/parts/judge.qvs.jinja" %}'},
        "mine/judge.qvs.jinja:1:1: nothing asks for a template 'judge.qvs.jinja';"
        " did you mean 'parts/judge.qvs.jinja'?",
    ),
    "one folder too many": (
        {"templates/header.qvs.jinja": MINE},
        "mine/templates/header.qvs.jinja:1:1: nothing asks for a template"
        " 'templates/header.qvs.jinja'; did you mean 'header.qvs.jinja'?",
    ),
    "a misspelt block": (
        {"header.qvs.jinja": HEADER + "{% block mor %}Mine.{% endblock %}"},
        "mine/header.qvs.jinja:2:1: what it extends has no block 'mor'; did you mean 'more'?",
    ),
    "a block of a template without any": (
        {
            "parts/drop.qvs.jinja": '{% extends "qscriptgen/parts/drop.qvs.jinja" %}\n'
            "{% block more %}Mine.{% endblock %}"
        },
        "mine/parts/drop.qvs.jinja:2:1: what it extends has no block 'more'; it has none",
    ),
    "a block that is unknown to all that is extended": (
        {
            "base.jinja": MINE,
            "header.qvs.jinja": '{% extends "base.jinja" %}{% block mor %}x{% endblock %}',
        },
        "mine/header.qvs.jinja:1:1: what it extends has no block 'mor'; did you mean 'more'?",
    ),
    "an unknown template": (
        {"end.qvs.jinja": '{# x #}\n{% extends "qscriptgen/ende.qvs.jinja" %}'},
        "mine/end.qvs.jinja:2:1: there is no template 'qscriptgen/ende.qvs.jinja';"
        " did you mean 'qscriptgen/end.qvs.jinja'?",
    ),
    "an unknown part": (
        {"parts/post.qvs.jinja": '{% include "parts/pst.qvs.jinja" %}'},
        "mine/parts/post.qvs.jinja:1:1: there is no template 'parts/pst.qvs.jinja';"
        " did you mean 'parts/post.qvs.jinja'?",
    ),
    "an unknown template whose name is put together": (
        {"end.qvs.jinja": '{% include "un" ~ "known" %}'},
        "mine/end.qvs.jinja:1:1: there is no template 'unknown'",
    ),
    "a template that extends itself": (
        {"end.qvs.jinja": '{% extends "end.qvs.jinja" %}'},
        "mine/end.qvs.jinja:1:1: it extends itself;"
        " write qscriptgen/end.qvs.jinja for the built-in one",
    ),
    "a template that includes itself": (
        {"end.qvs.jinja": '{% include "end.qvs.jinja" %}'},
        "mine/end.qvs.jinja:1:1: it includes itself;"
        " write qscriptgen/end.qvs.jinja for the built-in one",
    ),
    "no template at all": (
        {"end.qvs.jinja": "x\n{% block verdict %}"},
        "mine/end.qvs.jinja:2:1: Unexpected end of template.",
    ),
}


@pytest.mark.parametrize("mistake", WRONG)
@pytest.mark.parametrize("form", ["snippet", "include", "self-test"])
def test_a_template_that_changes_nothing_is_refused(folder, mistake, form):
    files, expected = WRONG[mistake]
    if form == "self-test" and "put together" in mistake:
        return  # a self-test has an end of its own
    with pytest.raises(TemplateError) as told:
        render(CHAINS["wait"], templates=folder(files), form=form)
    assert str(told.value).startswith(expected)


def test_templates_that_ask_for_one_another_are_told(folder):
    mine = folder(
        {
            "end.qvs.jinja": '{% include "parts/drop.qvs.jinja" %}',
            "parts/drop.qvs.jinja": '{% include "end.qvs.jinja" %}',
        }
    )
    with pytest.raises(TemplateError, match="ask for one another without end"):
        render(CHAINS["wait"], templates=mine)


RIGHT = {
    "a part of ours in another folder": {"parts/drop.qvs.jinja": "    // mine\n"},
    "a base of one's own": {
        "base.jinja": MINE.replace("Mine.", "{% block who %}{% endblock %}"),
        "header.qvs.jinja": '{% extends "base.jinja" %}{% block who %}Mine.{% endblock %}',
    },
    "a base that a base extends": {
        "first.jinja": HEADER,
        "second.jinja": '{% extends "first.jinja" %}',
        "header.qvs.jinja": '{% extends "second.jinja" %}{% block more %}Mine.{% endblock %}',
    },
    "a macro that is imported": {
        "macros.jinja": "{% macro mine() %}Mine.{% endmacro %}",
        "header.qvs.jinja": HEADER + '{% from "macros.jinja" import mine %}'
        "{% block more %}{{ mine() }}{% endblock %}",
    },
    "a list of templates": {
        "mine.jinja": "Mine.",
        "header.qvs.jinja": HEADER
        + '{% block more %}{% include ["no.jinja", "mine.jinja"] %}{% endblock %}',
    },
    "one that need not be there": {
        "header.qvs.jinja": MINE.replace("Mine.", 'Mine.{% include "x" ignore missing %}')
    },
    "a name that is put together": {
        "mine.jinja": "Mine.",
        "header.qvs.jinja": HEADER
        + '{% block more %}{% include "mi" ~ "ne.jinja" %}{% endblock %}',
    },
    "a block inside a block": {
        "header.qvs.jinja": MINE.replace("Mine.", "{% block x %}Mine.{% endblock %}")
    },
    "a whole template": {"header.qvs.jinja": "{% block x %}// Mine.{% endblock %}"},
    "other files beside it": {"header.qvs.jinja": MINE, "README.md": "x", ".swp": "x"},
}


@pytest.mark.parametrize("what", RIGHT)
def test_a_template_that_is_asked_for_is_taken(folder, what):
    (script,) = render(CHAINS["wait"], templates=folder(RIGHT[what]))
    assert "mine" in script.text.lower()


OPEN = {
    "snippet": ("before", "after"),
    "parts/start": ("started",),
    "parts/judge": ("ended",),
}


@pytest.mark.parametrize(("name", "block"), [(n, b) for n, found in OPEN.items() for b in found])
@pytest.mark.parametrize("chain", ["wait", "fan-out-mixed", "alert-many", "controller"])
def test_a_block_that_ends_in_a_comment_swallows_nothing(folder, name, block, chain):
    text = (
        f'{{% extends "qscriptgen/{name}.qvs.jinja" %}}{{% block {block} %}}// mine{{% endblock %}}'
    )
    mine = folder({f"{name}.qvs.jinja": text})
    (script,) = render(CHAINS[chain], templates=mine)
    assert re.search(r"^\s*// mine$", script.text, re.MULTILINE)
    with_block, without = simulate(CHAINS[chain], templates=mine), simulate(CHAINS[chain])
    assert with_block.requests == without.requests
    assert with_block.states == without.states


@pytest.mark.parametrize("block", ["setup", "work"])
def test_a_block_can_be_added_to(folder, block):
    head = '{% extends "qscriptgen/snippet.qvs.jinja" %}'
    text = f"{head}{{% block {block} %}}{{{{ super() }}}}// mine{{% endblock %}}"
    (script,) = render(CHAINS["wait"], templates=folder({"snippet.qvs.jinja": text}))
    (before,) = render(CHAINS["wait"])
    rest = [line for line in script.text.splitlines() if line != "// mine"]
    assert rest[1:] == before.text.splitlines()[1:]


def test_a_part_without_a_line_end_swallows_nothing(folder):
    mine = folder({"parts/drop.qvs.jinja": "    // mine"})
    (script,) = render(CHAINS["wait"], templates=mine)
    assert "// mine\nEND IF" in script.text.replace(" " * 4, "")


def test_a_paragraph_of_the_header_stays_one(folder):
    (script,) = render(CHAINS["wait"], templates=folder({"header.qvs.jinja": MINE}))
    assert "\n// Mine.\n// To change it: " in script.text


BODY = """\
{% extends "qscriptgen/parts/alert_KIND.qvs.jinja" %}
{% block body %}
TEXT
{% endblock %}
"""
FAILS = Scenario(apps={"Sales": Behaviour(outcome="FAILED")})


def test_a_webhook_is_sent_the_json_that_the_readme_shows(folder):
    (text,) = re.findall(r"```html\+jinja\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    for flow in (extract >> sales.reload(wait=wait), extract >> [sales.reload(wait=wait), finance]):
        chain = Chain("nightly", flow, on_failure=Webhook())
        mine = folder({"parts/alert_webhook.qvs.jinja": text})
        run = simulate(chain, FAILS, templates=mine)
        (sent,) = [sent for sent in run.requests if sent.connection == "ApiAlert"]
        assert json.loads(sent.body) == {"text": "Extract: Sales failed, FAILED"}
        assert {finding.code for finding in run.findings} == {"QE002"}


def test_an_alert_app_can_be_given_other_variables(folder):
    body = '{""appId"":""$(qsg_Alert)"",""variables"":{""vMine"":""{{ alert.details.why }}""}}'
    mine = folder({"parts/alert_app.qvs.jinja": BODY.replace("KIND", "app").replace("TEXT", body)})
    chain = Chain("nightly", extract >> sales.reload(wait=wait), on_failure=Alert(far_alarms))
    run = simulate(chain, FAILS, templates=mine)
    (alarm,) = [reload for reload in run.reloads if reload.app == "Alarm"]
    assert alarm.variables == {"vMine": "FAILED"}


def test_the_names_that_the_readme_promises_are_there():
    text = README.read_text("utf-8")
    table = text[text.index("| Name | In a template it is") :].partition("\n\n")[0]
    (outline,) = outline_chain(CHAINS["alert-many"])
    names = context(as_type(StartOutline, outline))
    (script,) = render(CHAINS["alert-many"])
    rows = [[*re.split(r"(?<!\\)\|", row)] for row in table.splitlines()[2:]]
    promised = [name for row in rows for name in re.findall(r"`([\w.]+)`", row[1])]
    for name in promised:
        first, _, second = name.partition(".")
        assert f"LET {name} " in script.text if name[:4] == "qsg_" else first in names
        assert not second or second in names[first]
    (described,) = (row[2] for row in rows if "alert.details" in row[1])
    assert re.findall(r"`(\w+)`", described) == [*names["alert"]["details"]]
    assert {"chain", "app", "spec", "targets", "who", "alert.details", "qsg_Why"} <= {*promised}


def test_what_the_readme_writes_for_a_name_is_taken(folder):
    table = README.read_text("utf-8").partition("| Name | In a template it is")[2]
    written = re.findall(r"\| `([{$].*?)` \|$", table.partition("\n\n")[0], re.MULTILINE)
    assert len(written) == 6
    lines = "".join(f"// {each}\n" for each in written).replace("\\|", "|")
    text = '{% extends "qscriptgen/parts/start.qvs.jinja" %}{% block started %}LINES{% endblock %}'
    mine = folder({"parts/start.qvs.jinja": text.replace("LINES", lines)})
    (script,) = render(CHAINS["alert"], templates=mine)
    assert "// Extract\n// Sales\n// Sales\n// Alarm\n// $(qsg_Why)\n// $(qsg_Why)" in script.text
