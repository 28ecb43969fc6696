"""What a REST statement sends: JSON, parts of a URL, QUERY values."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.errors import QuotingError
from qscriptgen.quoting import json_members, json_text, query_value, url_part
from tests.support.strategies import json_values, line_texts, whole_texts


def inside_quotes(code: str) -> str:
    """What Qlik reads between double quotes; fails where the text would end them."""
    assert re.fullmatch(r'(?:[^"]|"")*', code)
    return code.replace('""', '"')


@given(json_values())
def test_json_has_the_value(value):
    assert json.loads(inside_quotes(json_text(value))) == value


@given(json_values())
def test_json_is_the_same_text_in_a_body_and_in_a_literal(value):
    code = json_text(value)
    assert code.isascii()
    assert code.isprintable()
    assert not any(piece in code for piece in ("'", ";", "`", "$", "//", "/*", "*/"))


@given(st.dictionaries(whole_texts(), json_values(), max_size=4))
def test_json_members_follow_another_member(members):
    code = json_members(members)
    assert code == "" or code.startswith(",")
    assert json.loads(inside_quotes('{""appId"":1' + code + "}").replace("\0", "")) == (
        {"appId": 1} | members
    )


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("a", '""a""'),
        ({"vRun": "full"}, '{""vRun"":""full""}'),
        ('say "it\'s"', '""say \\u0022it\\u0027s\\u0022""'),
        ("$(v)", '""\\u0024(v)""'),
        ("a;b", '""a\\u003bb""'),
        ("https://x/*y*/", '""https:/\\u002fx/\\u002ay*\\u002f""'),
        ("\U0001f986", '""\\ud83e\\udd86""'),
        ("\n", '""\\u000a""'),
        ([True, None, 10], "[true,null,10]"),
    ],
)
def test_json_texts(value, code):
    assert json_text(value) == code


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), {1, 2}, b"a", object(), ["a", 1.5], {"a": b""}]
)
def test_values_that_json_does_not_have_are_refused(value):
    with pytest.raises(QuotingError, match="JSON has no such value"):
        json_text(value)


@pytest.mark.parametrize("key", [1, True, None])
def test_a_json_key_is_a_text(key):
    with pytest.raises(QuotingError):
        json_text({key: "a"})


@pytest.mark.parametrize("value", ["\ud800", ["\udfff"], {"a": "\ud800"}, {"\ud800": 1}])
def test_half_of_a_surrogate_pair_is_refused_in_json(value):
    with pytest.raises(QuotingError, match="half of a surrogate pair"):
        json_text(value)


@given(whole_texts())
def test_a_url_part_is_read_back(text):
    code = url_part(text)
    assert re.fullmatch(r"(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*", code)
    assert unquote(code, errors="strict") == text


def test_half_of_a_surrogate_pair_is_refused_in_a_url():
    with pytest.raises(QuotingError, match="URL part: half of a surrogate pair"):
        url_part("a\ud800")


@given(line_texts().filter(lambda text: "$(" not in text))
def test_a_query_value_is_read_back(text):
    assert inside_quotes(query_value(text)) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("$(v)", "Qlik would expand its $("),
        ("a\nb", "U+000A is a control character"),
        ("a\ud800", "half of a surrogate pair is not a character"),
    ],
)
def test_query_values_that_have_no_form_are_refused(text, reason):
    with pytest.raises(QuotingError) as caught:
        query_value(text)
    assert caught.value.reason == reason
