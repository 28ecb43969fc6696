"""What holds for any text at all."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.script import expand, find_expansions, parse, parse_expression, parse_rest, tokenize
from qscriptgen.script.tokens import TRIVIA

ROOT = Path(__file__).parent.parent.parent
SCRIPTS = [
    path.read_bytes().decode()
    for path in sorted(
        path
        for folder in ("samples/*/expected", "tests/script/cases/*", "tests/emulate/cases/*")
        for path in ROOT.glob(f"{folder}/*.qvs")
    )
]
SOME = (
    "LET SET x = ' \" [ ] ` ( ) ; \n // /* */ $( $(= $(x) IF THEN ELSE END FOR NEXT DO LOOP WHILE"
    " SUB CALL LOAD * , FROM RESIDENT WHERE GROUP BY AS SQL SELECT TRACE REM a: WHEN LEFT JOIN"
    " MERGE DROP TABLE STORE INTO EXIT SCRIPT and or not - + 1 SWITCH CASE DEFAULT EACH IN TO STEP"
    " INLINE AUTOGENERATE lib:// \ufeff \x00 \ud800 FIRST CONNECT { WITH CONNECTION JSON wrap"
    " URL BODY PK"
)
WORDS = SOME.split(" ")
ANY = st.text(st.characters(codec=None, exclude_categories=()))
SOUP = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


class Values:
    """A lookup in which every variable holds others."""

    def value(self, name):
        return {"x": "a$(y)", "y": "$1;'", "z": "$(z)$(z)"}.get(name)

    def number(self, name):
        return "0"

    def evaluate(self, expression):
        return expression


def check(text):
    check_script(text, parse(text))
    check_script(text, parse(text, recover=True))


def check_script(text, script):
    assert str(script) == text
    code = [token for token in script.tokens if token.kind not in TRIVIA]
    covered = [token for statement in script.statements for token in statement.tokens]
    assert [token for token in covered if token.kind not in TRIVIA] == code
    for problem in script.problems:
        assert 0 <= problem.span[0] <= problem.span[1] <= len(text)
    assert [block.opener for block in script.blocks] == sorted(
        (block.opener for block in script.blocks), key=lambda statement: statement.span
    )


@given(ANY | SOUP)
def test_any_text_is_read_without_loss(text):
    check(text)


@given(ANY | SOUP)
def test_tokens_stand_where_they_say(text):
    assert all(text[token.start : token.end] == token.text for token in tokenize(text))


@given(ANY | SOUP)
def test_no_expression_raises(text):
    node, _ = parse_expression(text)
    assert 0 <= node.span[0] <= node.span[1] <= len(text)


@given(ANY | SOUP)
def test_no_rest_statement_raises(text):
    parse_rest(f'SELECT {text} FROM JSON (wrap on) "root" WITH CONNECTION ({text})')


@given(st.lists(st.sampled_from(["$(", ")", "(", "x", "y", "z", "#", "=", ",", " ", "a"])))
def test_no_expansion_raises(pieces):
    text = "".join(pieces)
    for dollar in find_expansions(text):
        assert text[slice(*dollar.span)].startswith("$(")
    expand(text.replace("z", "y"), Values())


@given(st.sampled_from(SCRIPTS), st.data())
def test_mutated_script_is_read_without_loss(text, data):
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.sampled_from([0, 1, 3, 30])))
        text = text[:start] + data.draw(st.sampled_from([*WORDS, ""])) + text[end:]
    check(text)


def test_random_soup_is_read_without_loss():
    choose = random.Random(1)
    for _ in range(300):
        check("".join(choose.choice(WORDS) + choose.choice(" \n") for _ in range(60)))


@pytest.mark.parametrize("opener", ["(", "[", "$(", "{", "'", '"', "`", "/*", "$(=", "'$(="])
def test_many_openers_are_few_problems(opener):
    check(opener * 10_000)
