"""What is fine, what is not, and where the line runs between the two."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from qscriptgen import (
    App,
    Chain,
    Connections,
    Expr,
    Policy,
    Repeat,
    Space,
    Wait,
    check,
    group,
    render,
    when,
)
from qscriptgen.checks import check_all, has_errors
from tests.support.strategies import apps, careless_chains, chains, examples, guid

A, B, C, D, E, F = apps(6)
YES, NO = Expr("yes"), Expr("no")
EACH_TEN_MINUTES = Repeat("10m")


def codes(flow: Any, **options: Any) -> list[str]:
    return [finding.code for finding in check(Chain("c", flow, **options))]


@given(chains())
def test_a_good_chain_has_no_findings(chain):
    assert check(chain) == ()


@given(careless_chains())
@examples(200)
def test_what_passes_the_check_can_be_rendered(chain):
    found = check(chain)
    assert found == check(chain)
    if not has_errors(found):
        for form in ("snippet", "include"):
            for script in render(chain, form=form):
                script.text.encode("utf-8", "strict")


@pytest.mark.parametrize(
    "flow",
    [
        A >> [B, C] >> D,
        A >> [B >> C, D] >> E,
        A >> [B >> C, C],
        [A, B] >> C,
        [A >> C, B >> C],
        A >> [B, C] >> [D, E],
        A >> [B >> D, C >> E >> D],
        # Two forks are decided each for itself, even on one condition.
        A >> [when(YES, B), when(YES, C)] >> D,
        A >> [when(YES, B).otherwise(C), D] >> E,
        # Inside one branch they run side by side as anywhere else.
        A >> when(YES, [B, C]).otherwise(D) >> E,
        # Conditions of the reloads themselves do not exclude one another.
        A >> [B.reload(run_if=YES), C.reload(run_if=NO)] >> D,
        # The same app twice, from one script, with other options.
        A >> [B, B.reload(weight=3)],
        # The join comes late.
        A >> [B >> D >> F, C >> E >> F],
    ],
)
def test_a_relay_can_t_join(flow):
    assert "QC406" in codes(flow)


@pytest.mark.parametrize(
    ("flow", "sources"),
    [
        (A >> [B, C] >> D, "'A2' and 'A3'"),
        ([A >> C, B >> C], "'A1' and 'A2'"),
        # One script starts it twice: there are no branches to be named.
        (A >> [B, B.reload(weight=3)], None),
    ],
)
def test_a_join_names_the_branches_that_meet(flow, sources):
    (finding,) = [f for f in check(Chain("c", flow)) if f.code == "QC406"]
    if sources:
        assert f"branches that run side by side ({sources})" in finding.message
    else:
        assert "branches that run side by side" not in finding.message


@pytest.mark.parametrize(
    "flow",
    [
        A >> B >> C,
        A >> [B, C],
        A >> [B >> D, C >> E],
        A >> when(YES, B) >> C,
        A >> when(YES, B).otherwise(C) >> D,
        A >> when(YES, B).when(NO, C).otherwise(D) >> E >> F,
        A >> when(YES, B >> C).otherwise(C) >> D,
        A >> when(YES, when(NO, B).otherwise(C)).otherwise(D) >> E,
        A >> when(YES, B >> when(NO, C).otherwise(D)).otherwise(E) >> F,
        A >> when(YES, []).otherwise(B) >> C,
        # Once always and once more on a condition, but it is one start.
        A >> [B, when(YES, B)],
        A >> when(YES, [B, C]).otherwise([B, D]),
        # A later fork is another decision of another script.
        A >> when(YES, B).otherwise(C) >> D >> when(NO, E).otherwise(F),
        [A >> B, C >> D],
    ],
)
def test_branches_that_exclude_one_another_may_meet_again(flow):
    assert codes(flow) == []


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        (A >> B >> A, []),
        (A >> B >> C >> A, []),
        # A branch beside the ring, that ends.
        (A >> [B >> A, C], []),
        (A >> B >> [A, C >> D], []),
        # It may even be waited for, as it does not come back.
        (A >> [B >> A, C.reload(wait=Wait("10m"))], []),
        # Somebody outside starts the ring.
        (A >> B >> C >> B, []),
        (A >> B >> when(YES, A).otherwise(C), []),
        (A >> B.reload(wait=Wait("10m")) >> A, ["QC405"]),
        (A >> B >> A.reload(wait=Wait("10m")), ["QC405"]),
        (A >> B >> [A, A.reload(weight=2)], ["QC406"]),
        (A >> [B, C] >> A, ["QC406"]),
        (A >> A, ["QC404"]),
        (A >> B >> B, ["QC404"]),
        (A >> B, ["QC408"]),
        (A >> [B, C], ["QC408"]),
    ],
)
def test_rings(flow, expected):
    assert codes(flow, repeat=EACH_TEN_MINUTES) == expected


@pytest.mark.parametrize(
    "flow", [A >> B >> A, A >> B >> C >> B, A >> [B >> A, C], A >> B >> when(YES, A).otherwise(C)]
)
def test_a_ring_needs_repeat(flow):
    assert codes(flow) == ["QC403"]


@pytest.mark.parametrize(
    ("pace", "quota", "expected"),
    [("450s", 192, []), ("447s", 192, ["QC411"]), ("1h", 24, []), ("1h", 23, ["QC411"])],
)
def test_a_pace_that_can_use_up_the_reloads_of_a_day(pace, quota, expected):
    assert codes(A >> B >> A, repeat=Repeat(pace, quota=quota)) == expected


def test_a_safe_pace_that_is_proposed_is_one_that_a_ring_may_have():
    # A pace is an hour at most, so with this quota none is safe by itself.
    (finding,) = check(Chain("c", A >> B >> A, repeat=Repeat("1h", quota=10)))
    assert "2 h 24 min" not in finding.hint


def test_every_app_of_a_chain_is_started_or_starts_the_chain():
    # Nobody starts C: the only branch before it is empty.
    assert has_errors(check(Chain("c", A >> B >> when(YES, []) >> C)))


@pytest.mark.parametrize(("request_timeout", "expected"), [("3600s", []), ("3601s", ["QC207"])])
def test_a_script_may_take_as_long_as_a_reload_and_no_second_more(request_timeout, expected):
    # One sleep of an hour, one POST, one look: 3 h.
    step = B.reload(wait=Wait("1h", poll="1h"))
    connections = Connections(request_timeout=request_timeout)
    assert codes(A >> step, connections=connections) == expected


def test_each_script_has_a_bound_of_its_own():
    wait = Wait("2h", poll="10m")
    assert codes(A >> B.reload(wait=wait) >> C.reload(wait=wait)) == []


def test_plain_script_has_no_bound():
    slow = Connections(request_timeout="10000s")
    assert codes(A >> [B, C], connections=slow) == ["QC207"]
    assert codes(A >> [B, C], connections=slow, plain=True) == []


def test_bounds_are_said_only_where_nothing_else_is_wrong():
    assert codes(A >> B.reload(wait=Wait("3h"), weight=11)) == ["QC201"]


@pytest.mark.parametrize(
    ("earlier", "later", "covered"),
    [
        ({"type": "shared"}, {"type": "shared"}, True),
        ({"type": "shared"}, {"type": "shared", "name": "Sales"}, True),
        ({"type": ("shared", "managed")}, {"type": "managed"}, True),
        ({"name": "Sales"}, {"name": "Sales", "tenant": "a.eu.qlikcloud.com"}, True),
        ({"type": "shared"}, {"type": "managed"}, False),
        ({"type": "shared"}, {"type": ("shared", "managed")}, False),
        ({"type": "shared"}, {"name": "Sales"}, False),
        ({"type": "shared", "name": "Sales"}, {"type": "shared"}, False),
        ({"name": "Sales"}, {"name": "Finance"}, False),
        ({"id": "1"}, {"id": "2"}, False),
        ({"tenant": "a.eu.qlikcloud.com"}, {"tenant": "b.eu.qlikcloud.com"}, False),
    ],
)
def test_an_environment_that_another_one_covers(earlier, later, covered):
    copies = {Space("one", **earlier): guid(11), Space("two", **later): guid(12)}
    expected = ["QC303"] if covered else []
    assert codes(A >> App("Copies", id=copies)) == expected


def test_labels_that_differ_only_in_case_are_one_label():
    # Whether Qlik's = tells them apart is not certain, and the wrong copy would be started.
    copies = {Space("Dev", type="shared"): guid(11), Space("dev", type="managed"): guid(12)}
    assert codes(A >> App("Copies", id=copies)) == ["QC305"]


def test_an_app_without_any_id_is_a_problem():
    assert has_errors(check(Chain("c", A >> App("B", id={}))))


PROD = Space("prod", type="managed")
COPIES = App("Copies", id={Space("dev", type="shared"): guid(11), PROD: guid(12)})


@pytest.mark.parametrize("no_match", ["fail", "skip", "dev", "prod", PROD], ids=str)
def test_no_match_is_a_word_or_an_environment(no_match):
    assert codes(A >> COPIES, no_match=no_match) == []


@pytest.mark.parametrize("no_match", ["none", "Prod", Space("test", type="shared")], ids=str)
def test_no_match_is_nothing_else(no_match):
    assert codes(A >> COPIES, no_match=no_match) == ["QC204"]


def test_a_relay_behind_a_partial_reload_runs_in_partial_reloads():
    flow = A >> B.reload(partial=True) >> C
    assert codes(flow, in_partial="run") == []
    assert codes(flow, in_partial="fail") == ["QC407"]
    assert codes(A >> B.reload(partial=True)) == []


@pytest.mark.parametrize("name", ["line\nend", "\x1b[31m", "\ud800"], ids=ascii)
def test_a_finding_shows_a_strange_name_without_being_harmed_by_it(name):
    space = Space(name, type="shared")
    app = App(name, id={space: guid(11)})
    for finding in check(Chain(name, app >> app, no_match="dev")):
        assert all(line.isprintable() for line in (finding.message, finding.hint))


def test_the_policy_of_many_steps_is_told_once():
    policy = Policy(tries=99)
    assert codes(A >> [B.reload(policy=policy), C.reload(policy=policy)]) == ["QC206"]


def test_chains_of_one_file_may_share_apps():
    assert check_all([Chain("one", A >> B), Chain("two", A >> B)]) == ()


def test_a_warning_does_not_keep_a_chain_from_being_rendered():
    copies = App("Copies", id=dict.fromkeys(COPIES.spaces, guid(11)))
    found = check(Chain("c", A >> copies))
    assert [finding.severity for finding in found] == ["warning"]
    assert not has_errors(found)


def test_a_long_relay_is_checked_without_recursion():
    relay = apps(3000)
    flow = relay[0] >> relay[1]
    for app in relay[2:]:
        flow = flow >> app
    assert codes(flow) == []


def test_many_conditions_inside_a_branch_do_not_multiply():
    # As many rows as conditions, not two to the power of them.
    many = [App(f"B{n}", id=guid(n)).reload(run_if=Expr(f"v{n} > 0")) for n in range(10, 20)]
    (script,) = render(Chain("c", A >> when(YES, group(*many))))
    assert script.text.count("v19 > 0") <= 20


@pytest.mark.parametrize("name", ["v", "_v", "v.Run", "v%", "v@1", "\u00dcber", "#v", "vIf"])
def test_variable_names(name):
    assert codes(A >> B.reload(variables={name: "x"})) == []


@pytest.mark.parametrize("value", ["", "it's\r\n;$(v)//\U0001f986", "x" * 256])
def test_variable_values_are_any_text(value):
    assert codes(A >> B.reload(variables={"v": value})) == []


@pytest.mark.parametrize(
    "name", ["ApiPost", "API post (EU) [1]", "it's; $", "\u00dcber", "x" * 256]
)
def test_connection_names(name):
    assert codes(A >> B, connections=Connections(post=name, space="API's space")) == []
