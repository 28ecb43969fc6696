"""A world has one answer to every doubt, and is named by the unlikely ones."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.emulate import DOUBTS, World, WorldError, parse_world
from qscriptgen.script.evaluation.doubts import DOUBTS as ABOUT_EXPRESSIONS
from qscriptgen.simulation import worlds


def answers() -> st.SearchStrategy[dict[str, str]]:
    some = {name: st.sampled_from(doubt.answers) for name, doubt in DOUBTS.items()}
    return st.fixed_dictionaries({}, optional=some)


def test_what_is_left_out_has_the_likeliest_answer():
    world = World({"table-case": "no"})
    assert {name: world.answer(name) for name in DOUBTS} == {
        **{name: doubt.default for name, doubt in DOUBTS.items()},
        "table-case": "no",
    }


def test_a_doubt_that_is_none_is_no_answer():
    with pytest.raises(KeyError, match="is-it-true"):
        World().answer("is-it-true")


@given(answers())
def test_name_of_a_world_leads_back_to_it(given):
    world = World(given)
    again = parse_world(world.name)
    assert {name: again.answer(name) for name in DOUBTS} == {
        name: world.answer(name) for name in DOUBTS
    }
    assert again.name == world.name
    assert set(again.answers.items()) <= set(given.items())


def test_likely_answers_are_not_named():
    likely = {name: doubt.default for name, doubt in DOUBTS.items()}
    assert World(likely).name == World().name == "default"
    assert World({"table-case": "no", "if-error": "then", "row-order": "parents-first"}).name == (
        "if-error=then,table-case=no"
    )


def test_equal_worlds_are_one_key():
    one, other = World({"table-case": "no"}), World({"table-case": "no"})
    assert {one: "x"}[other] == "x"
    assert one != World({"table-case": "yes"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("table-cas=no", "there is no doubt 'table-cas'; did you mean 'table-case'?"),
        ("zzzzzzz=no", "there is no doubt 'zzzzzzz'"),
        ("table-case=maybe", "'maybe' is not an answer to table-case; the answers are yes, no"),
        ("table-case", "'table-case' is not doubt=answer; write default, or doubt=answer"),
        ("table-case=no, ", "'' is not doubt=answer; write default, or doubt=answer"),
        ("default,table-case=no", "'default' is not doubt=answer; write default, or doubt=answer"),
    ],
)
def test_unknown_world_is_refused(text, message):
    with pytest.raises(WorldError) as refused:
        parse_world(text)
    assert str(refused.value) == message
    with pytest.raises(WorldError):
        worlds(text)


@pytest.mark.parametrize("text", ["", "default", " default "])
def test_default_world_has_no_answers(text):
    assert parse_world(text) == World()
    assert worlds(text) == (World(),)


def test_blanks_around_answers_do_not_count():
    assert parse_world(" table-case = no , if-error=then ") == World(
        {"table-case": "no", "if-error": "then"}
    )


def test_any_two_answers_to_any_two_doubts_meet_in_some_world():
    found = worlds(" all ")
    assert found[0].name == "default"
    assert len({world.name for world in found}) == len(found) < 40
    met = {
        frozenset(pair)
        for world in found
        for pair in combinations(((name, world.answer(name)) for name in DOUBTS), 2)
    }
    wanted = {
        frozenset(((one, a), (other, b)))
        for one, other in combinations(DOUBTS, 2)
        for a in DOUBTS[one].answers
        for b in DOUBTS[other].answers
    }
    assert wanted - met == set()


@pytest.mark.parametrize("name", DOUBTS)
def test_doubt_is_a_question_with_a_likeliest_answer_and_a_public_source(name):
    doubt = DOUBTS[name]
    assert doubt.name == name
    assert doubt.question[0].isupper()
    assert "?" in doubt.question
    assert len(set(doubt.answers)) == len(doubt.answers) >= 2
    assert doubt.default in doubt.answers
    assert not any(set(answer) & set(",= ") for answer in (name, *doubt.answers))
    assert doubt.source.startswith("https://")


def test_no_doubt_hides_one_about_expressions():
    assert {name: DOUBTS[name] for name in ABOUT_EXPRESSIONS} == dict(ABOUT_EXPRESSIONS)
