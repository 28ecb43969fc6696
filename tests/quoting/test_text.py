"""String literals, names, TRACE values, comments, messages, and the variables of a script."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from qscriptgen.errors import QuotingError
from qscriptgen.quoting import (
    clearing,
    comment,
    expanded,
    failing,
    lib_name,
    literal,
    message,
    name,
    trace_text,
    trace_value,
    variable,
)
from tests.support.strategies import LINE_ENDS, names, texts, whole_texts

_QUOTED = r"'(?:[^']|'')*'"
_OPERAND = re.compile(rf"({_QUOTED})|Chr\((\d+)\)")


def value_of(code: str) -> str:
    """What Qlik makes of ``'...' & Chr(n)``; fails where the text is anything else."""
    inner = code[1:-1] if code[0] == "(" and code[-1] == ")" else code
    value, at = "", 0
    while at < len(inner):
        if at:
            assert inner[at : at + 3] == " & ", f"no operator at {at} of {inner}"
            at += 3
        operand = _OPERAND.match(inner, at)
        assert operand, f"no operand at {at} of {inner}"
        quoted, number = operand.groups()
        value += quoted[1:-1].replace("''", "'") if quoted else chr(int(number))
        at = operand.end()
    return value


@given(whole_texts())
def test_a_literal_has_the_value_of_its_text(text):
    assert value_of(literal(text)) == text


@given(whole_texts())
def test_a_literal_is_one_operand_whatever_stands_around_it(text):
    code = literal(text)
    # Pieces stand in parentheses, so that no operator outside binds to the last of them only.
    assert _OPERAND.fullmatch(code) or (code[0] == "(" and code[-1] == ")")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "''"),
        ("It's", "'It''s'"),
        ("a;b//c/*d", "'a;b//c/*d'"),
        ("$(v)", "('$' & '(v)')"),
        ("'$('", "('''$' & '(''')"),
        ("$", "'$'"),
        ("a\nb", "('a' & Chr(10) & 'b')"),
        ("\r\n", "(Chr(13) & Chr(10))"),
        ("\0", "Chr(0)"),
        ("$\n(", "('$' & Chr(10) & '(')"),
        ("\u2028", "Chr(8232)"),
        ("\u00dcbersicht \U0001f986", "'\u00dcbersicht \U0001f986'"),
    ],
)
def test_literals(text, code):
    assert literal(text) == code


@given(names())
def test_a_name_is_the_text_in_brackets(text):
    code = name(text)
    assert re.fullmatch(r"\[(?:[^\]]|\]\])*\]", code)
    assert code[1:-1].replace("]]", "]") == text


@given(names())
def test_a_lib_name_is_the_text_in_quotes(text):
    code = lib_name(text)
    assert re.fullmatch(_QUOTED, code)
    assert code[1:-1].replace("''", "'") == text


def test_names_double_what_would_close_them():
    assert name("Net [EU] it's; //") == "[Net [EU]] it's; //]"
    assert lib_name("Sales' API:ApiPost") == "'Sales'' API:ApiPost'"


@pytest.mark.parametrize("layer", [name, lib_name])
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        ("a$(b", "Qlik would expand its $( and a name has no escape for it"),
        ("a\nb", "U+000A is a control character"),
        ("a\u2028b", "U+2028 is a control character"),
        ("a\ud800", "half of a surrogate pair is not a character"),
    ],
)
def test_names_that_have_no_form_are_refused(layer, text, reason):
    with pytest.raises(QuotingError) as caught:
        layer(text)
    assert caught.value.reason == reason
    assert caught.value.text == text


@given(texts())
def test_a_trace_value_is_one_word_without_a_comment(text):
    code = trace_value(text)
    assert re.fullmatch(r"[A-Za-z0-9._:/_-]+", code)
    assert "//" not in code
    assert trace_value(code) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Sales", "Sales"),
        ("Net sales (EU)", "Net_sales__EU_"),
        ("\u00dcbersicht", "Ubersicht"),
        ("caf\u00e9", "cafe"),
        ("https://a/b", "https:/_a/b"),
        ("////", "/_/_"),
        ("", "_"),
        ("\u0301", "_"),
        ("a=b;c", "a_b_c"),
        ("\ud800", "_"),
    ],
)
def test_trace_values(text, code):
    assert trace_value(text) == code


@given(texts())
def test_a_comment_is_one_plain_line(text):
    code = comment(text)
    assert re.fullmatch(r"[ -~]+", code)
    assert code == code.strip()
    assert not set(code) & set("'\"`[]")
    assert not any(pair in code for pair in ("//", "/*", "*/", "$("))
    assert not code.endswith("\\")
    assert comment(code) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Net sales (EU)", "Net sales (EU)"),
        ("It's [new]", "It_s _new_"),
        ("a\nDROP TABLE x;", "a_DROP TABLE x;"),
        ("$(v)", "$_v)"),
        ("\uff04\uff08v", "$_v"),
        ("a /* b */ // c", "a _* b *_ /_ c"),
        ("caf\u00e9  au lait \\", "cafe au lait"),
        (" \u00a0\t", "_"),
        ("", "_"),
    ],
)
def test_comments(text, code):
    assert comment(text) == code


@given(texts())
def test_a_message_is_one_literal_that_any_log_shows(text):
    code = message(text)
    assert re.fullmatch(r"'[ -~]+'", code)
    assert not set(code[1:-1]) & set("'\";`[]")
    assert not set(code) & set(LINE_ENDS)


@given(texts())
def test_an_invalid_statement_holds_the_text_of_a_message(text):
    assert f"'{failing(text)}'" == message(text)


@given(texts())
def test_words_in_a_trace_line_are_those_of_a_message(text):
    assert f"'{trace_text(text)}'" == message(text)


def test_variables_of_ours():
    assert variable("qsg_Tries") == "qsg_Tries"
    assert expanded("qsg_Tries") == "$(qsg_Tries)"


@pytest.mark.parametrize("layer", [variable, expanded, lambda word: clearing([word], 80)])
@pytest.mark.parametrize(
    "word", ["vRows", "", "qsg_", "qsg_a b", "qsg_a\n", "xqsg_a", "qsg_\u00e4"]
)
def test_only_variables_of_ours_stand_bare(layer, word):
    with pytest.raises(QuotingError, match="begin with qsg_"):
        layer(word)


def test_clearing_fills_lines_up_to_the_width():
    words = [f"qsg_{'x' * n}" for n in range(1, 30)]
    lines = clearing(words, 60).split("\n")
    assert " ".join(lines) == " ".join(f"SET {word}=;" for word in words)
    assert all(len(line) <= 60 for line in lines)
    # No line could have taken the first statement of the next one.
    statements = [line.split(";")[0] + ";" for line in lines]
    assert all(
        len(f"{line} {after}") > 60 for line, after in zip(lines, statements[1:], strict=False)
    )
