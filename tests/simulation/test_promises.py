"""What simulate finds where a template of a user's breaks what a script promises."""

from __future__ import annotations

import pytest

from qscriptgen import (
    Alert,
    App,
    Behaviour,
    Chain,
    Due,
    Fault,
    Policy,
    Scenario,
    StartingSpace,
    WaitOnly,
    Webhook,
    World,
    render,
    simulate,
)
from qscriptgen.emulate import parse_world
from qscriptgen.errors import TemplateError
from qscriptgen.script_form import ScriptForm
from tests.support.matrix import CHAINS, alarms, extract, far_alarms, finance, guid, sales, wait

WAITS = Chain("nightly", extract >> sales.reload(wait=wait))
FAILS = Scenario(apps={"Sales": Behaviour(outcome="FAILED")})
NO_COLON = parse_world("colon-in-personal=no")
REFUSED = Scenario(faults=(Fault(kind="status", on="start", times=None),))


@pytest.fixture
def templates(tmp_path):
    """Writes templates; the folder that they are in."""

    def write(**files):
        for name, text in files.items():
            path = tmp_path / f"{name.replace('__', '/')}.qvs.jinja"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def extends(name, **blocks):
    """A template that extends a built-in one."""
    parts = [f'{{% extends "qscriptgen/{name}.qvs.jinja" %}}']
    parts += [f"{{% block {block} %}}\n{text}\n{{% endblock %}}" for block, text in blocks.items()]
    return "\n".join(parts) + "\n"


def found(run):
    """The first finding of each code besides those of reloads that failed."""
    left_out = ("QE002", "QE003", "QE004")
    return {f.code: f.message for f in reversed(run.findings) if f.code not in left_out}


BLOCKS = [
    ("header", "what"),
    ("header", "judgements"),
    ("header", "bound"),
    ("header", "needs"),
    ("header", "place"),
    ("header", "more"),
    ("snippet", "before"),
    ("snippet", "after"),
    ("parts/start", "started"),
    ("parts/judge", "ended"),
]


@pytest.mark.parametrize(("name", "block"), BLOCKS)
@pytest.mark.parametrize("chain", ["wait", "fan-out-mixed"])
def test_a_block_can_be_filled_and_the_rest_stays(templates, name, block, chain):
    text = "Mine." if name == "header" else "TRACE mine;"
    folder = templates(**{name.replace("/", "__"): extends(name, **{block: text})})
    (script,) = render(CHAINS[chain], templates=folder)
    (before,) = render(CHAINS[chain])
    assert script.text.lower().count("mine") >= 1
    if name != "header":
        rest = [line for line in script.text.splitlines() if line.strip() != text]
        assert rest[1:] == before.text.splitlines()[1:]


def test_what_is_added_may_set_variables_which_are_cleared(templates):
    folder = templates(snippet=extends("snippet", before="LET qsg_Mine = 1;", after="TRACE x;"))
    (script,) = render(WAITS, templates=folder)
    assert "SET qsg_Mine=;" in script.text
    run = simulate(WAITS, templates=folder)
    assert run.ok
    assert "TRACE x" in run.log("Extract")


def test_a_part_that_is_included_can_extend_the_built_in_one(templates):
    ended = "TRACE mine {{ who }} $(qsg_State);"
    folder = templates(parts__judge=extends("parts/judge", ended=ended))
    run = simulate(WAITS, FAILS, templates=folder)
    assert "mine Sales failed" in run.log("Extract")


def test_a_value_without_a_filter_is_refused_in_a_block_too(templates):
    folder = templates(snippet=extends("snippet", before="TRACE {{ chain }};"))
    with pytest.raises(TemplateError, match="without a quoting filter"):
        simulate(WAITS, templates=folder)


def test_state_that_stays_is_found(templates):
    folder = templates(end=extends("end", clean="LET ErrorMode = qsg_ErrorMode;"))
    said = found(simulate(WAITS, templates=folder))
    assert set(said) == {"QE006"}
    assert said["QE006"].startswith("Extract leaves variables behind: qsg_ErrorMode, qsg_Host")
    messages = [f.message for f in simulate(WAITS, templates=folder).findings]
    assert any("leaves variables behind: qsg_ErrorMode, " in message for message in messages)


def test_a_table_that_stays_is_found(templates):
    folder = templates(parts__drop="TRACE kept;\n")
    said = found(simulate(WAITS, templates=folder))
    assert said["QE006"].startswith("Extract leaves tables behind: qsg_Answer")


def test_error_mode_that_is_not_put_back_is_found(templates):
    clean = "DISCONNECT;\n{{ clear_all }}"
    folder = templates(end=extends("end", clean=clean))
    assert found(simulate(WAITS, templates=folder)) == {"QE007": "Extract leaves ErrorMode at 0"}


def test_what_the_app_itself_does_with_error_mode_is_its_own():
    around = Behaviour(before="SET ErrorMode = 0;", after="TRACE on;")
    assert simulate(WAITS, Scenario(apps={"Extract": around})).ok


@pytest.mark.parametrize("scenario", [FAILS, REFUSED], ids=["fails", "refused"])
def test_a_failure_that_is_hidden_is_found(templates, scenario):
    folder = templates(end=extends("end", verdict="{{ clear_last }}"))
    said = found(simulate(WAITS, scenario, templates=folder))
    why = "had ended FAILED" if scenario is FAILS else "was not started"
    assert said == {"QE008": f"Extract ended well, but Sales {why}"}
    assert simulate(WAITS, templates=folder).ok


def test_a_reload_that_nobody_waits_for_is_found(templates):
    folder = templates(parts__wait_one="LET qsg_State = 'succeeded';\n")
    said = found(simulate(WAITS, templates=folder))
    assert said["QE008"] == "Extract ended well, but Sales had not ended"


def test_a_start_that_is_left_out_is_found(templates):
    folder = templates(parts__post="LET qsg_Reload = '0123456789abcdef';\n")
    chain = Chain("nightly", extract >> sales)
    said = found(simulate(chain, templates=folder))
    assert said == {"QE008": "Extract ended well, but Sales was not started"}


TOLD: dict[str, Alert | Webhook] = {
    "app": Alert(App("Alarm", id=guid(9))),
    "webhook": Webhook(),
    "by-space": Alert(alarms),
}
MUTE = "Extract sent no alert, but something went wrong"


@pytest.mark.parametrize("target", ["cloud", "portable"])
@pytest.mark.parametrize("told", TOLD)
def test_an_alert_that_is_left_out_is_found(templates, told, target):
    folder = templates(parts__alert="{# nobody is told #}\n")
    flow = extract >> sales.reload(wait=wait)
    chain = Chain("nightly", flow, on_failure=TOLD[told], target=target)
    forms: tuple[ScriptForm, ...] = ("snippet", "include")
    for form in forms:
        for scenario in (FAILS, REFUSED):
            run = simulate(chain, scenario, templates=folder, form=form)
            assert found(run) == {"QE015": MUTE}
            assert not found(simulate(chain, scenario, form=form))
        assert simulate(chain, templates=folder, form=form).ok


@pytest.mark.parametrize("told", TOLD)
def test_an_alert_that_is_repeated_is_found(templates, told):
    ours = '{% include "qscriptgen/parts/alert.qvs.jinja" %}\n'
    folder = templates(parts__alert=ours + ours)
    chain = Chain("nightly", extract >> sales.reload(wait=wait), on_failure=TOLD[told])
    said = found(simulate(chain, FAILS, templates=folder))
    assert said["QE015"] == "Extract sent 2 alerts"


UNTOLD = {
    "its connection is not there": Scenario(
        apps=FAILS.apps, faults=(Fault(kind="no-connection", name="ApiAlert", times=None),)
    ),
    "the load of the app itself fails": Scenario(
        apps={"Extract": Behaviour(before="Exit Error 'mine';")}
    ),
    "the script of the app fails behind it": Scenario(
        apps={"Extract": Behaviour(after="Exit Error 'mine';")}
    ),
    "a partial reload is refused": Scenario(partial=True),
    "the library is missing": Scenario(files={"lib://:DataFiles/nightly-library.qvs": "\n"}),
}


@pytest.mark.parametrize("why", UNTOLD)
def test_nobody_need_be_told_where(why):
    form: ScriptForm = "include" if "library" in why else "snippet"
    for target in ("cloud", "portable"):
        flow = extract >> sales.reload(wait=wait)
        chain = Chain("nightly", flow, on_failure=Webhook(), target=target, in_partial="fail")
        run = simulate(chain, UNTOLD[why], form=form)
        assert run.reloads[0].status == "FAILED"
        assert not found(run)


def test_nobody_need_be_told_where_the_alert_app_is_not_known_or_reached():
    nowhere = Scenario(space=StartingSpace(type="personal", name="", id=""), apps=FAILS.apps)
    flow = extract >> sales.reload(wait=wait)
    for told, world in ((Alert(far_alarms), World()), (Webhook(), NO_COLON)):
        run = simulate(Chain("nightly", flow, on_failure=told), nowhere, world)
        assert run.reloads[0].status == "FAILED"
        assert not found(run)


PULL = Chain("pull", sales >> extract, wait_only=WaitOnly("10m"))


def test_who_loads_without_waiting_is_found(templates):
    folder = templates(parts__wait_only_judge="LET qsg_State = 'ready';\n")
    late = Behaviour(queue="1m")
    slow = Scenario(apps={"Extract": late, "Sales": Behaviour(duration="5m")})
    said = found(simulate(PULL, slow, templates=folder))
    assert said["QE008"] == "Extract went on, though Sales has not succeeded"
    slow = Scenario(apps={"Extract": Behaviour(queue="5m"), "Sales": Behaviour(outcome="FAILED")})
    said = found(simulate(PULL, slow, templates=folder))
    assert said["QE008"] == "Extract went on, though Sales has not succeeded"


def test_who_does_not_look_is_found(templates):
    folder = templates(parts__wait_only_look="LET qsg_Status = 'SUCCEEDED';\n")
    said = found(simulate(PULL, templates=folder))
    assert said["QE008"] == "Extract went on, though Sales has not succeeded"


def test_what_is_left_out_is_not_missed():
    chain = Chain("due", extract >> sales.reload(due=Due("2h")))
    assert simulate(chain, Scenario(apps={"Sales": Behaviour(history=("SUCCEEDED",))})).ok


def test_a_policy_that_goes_on_hides_nothing():
    for word in ("continue", "skip"):
        policy = Policy(failure=word, timeout=word)
        chain = Chain("nightly", extract >> sales.reload(wait=wait), policy=policy)
        for scenario in (FAILS, REFUSED, Scenario(apps={"Sales": Behaviour(duration="2h")})):
            assert not found(simulate(chain, scenario))


def test_a_start_that_is_repeated_is_found(templates):
    twice = '{% include "qscriptgen/parts/post.qvs.jinja" %}\n'
    folder = templates(parts__post=twice + twice)
    chain = Chain("nightly", extract >> [sales, finance])
    said = found(simulate(chain, templates=folder))
    assert said["QE009"] == "Extract sent 4 POST requests for 2 tries"
    quick = Scenario(others=Behaviour(duration="0s", queue="0s"), latency=9)
    said = found(simulate(chain, quick, templates=folder))
    assert said["QE009"] == "Extract started Sales 2 times"


@pytest.mark.parametrize("name", CHAINS)
def test_built_in_templates_break_nothing(name):
    chain = CHAINS[name]
    (first, *_) = chain.apps
    fails = Scenario(
        others=Behaviour(outcome="FAILED"), apps={first.name: Behaviour()}, start=first.name
    )
    for scenario in (Scenario(until="3h"), fails, REFUSED, Scenario(partial=True)):
        assert not found(simulate(chain, scenario))
