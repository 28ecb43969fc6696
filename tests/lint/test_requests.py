"""What a request sends, as far as it is known."""

import pytest

from qscriptgen.lint.analyses.history import UNKNOWN
from qscriptgen.lint.analyses.json_text import json_error, with_placeholders
from qscriptgen.lint.analyses.requests import requests_of
from qscriptgen.lint.model import LintedScript

HEAD = 'SQL SELECT "id" FROM JSON (wrap on) "root" WITH CONNECTION ('


def request(entries, before=""):
    (found,) = requests_of(LintedScript.from_text(f"{before}{HEAD}{entries});\n"))
    return found


def test_raw_is_expanded_and_value_has_single_quotes():
    body = request('BODY "{""a"":""$(v)$(w)""}"', "LET v = 'x';").body
    assert body.raw == f'{{""a"":""x{UNKNOWN}""}}'
    assert body.value == f'{{"a":"x{UNKNOWN}"}}'
    assert not body.is_known
    assert body.has_expansion


def test_the_origin_is_a_character_or_an_expansion():
    found = request('BODY "a$(v)b"', "LET v = 'xyz';")
    text = "LET v = 'xyz';" + HEAD + 'BODY "a$(v)b"'
    dollar = text.index("$(v)")
    assert found.body.origin(0) == ((dollar - 1, dollar), True)
    for at in (1, 2, 3):
        assert found.body.origin(at) == ((dollar, dollar + 4), False)
    assert found.body.origin(4) == ((dollar + 4, dollar + 5), True)
    assert found.body.origin(5) == (found.body.text.span, True)


def test_raw_offset_counts_doubled_quotes_as_two():
    body = request('BODY "{""a"":1}"').body
    assert [body.raw_offset(at) for at in range(5)] == [0, 1, 3, 4, 6]


def test_a_bare_expansion_is_not_known():
    found = request("BODY $(v)", 'SET v = "x";')
    assert found.body.raw == UNKNOWN


def test_nested_expansions_are_not_known():
    assert request('BODY "$($(v))"', "LET v = 'x'; LET x = 'y';").body.raw == UNKNOWN


@pytest.mark.parametrize(
    ("entries", "to_reloads", "starts"),
    [
        ('BODY "{""appId"":""x""}"', None, True),
        ('BODY "{}"', None, False),
        ('URL "$(u)/api/v1/reloads", BODY "$(b)"', True, True),
        ('URL "$(u)/api/v1/reloads/", BODY "{}"', True, True),
        ('URL "$(u)/api/v1/reloads?limit=1"', True, False),
        ('URL "$(u)/api/v1/reports", BODY "{""appId"":""x""}"', False, False),
        ('URL "https://x/$(u)", BODY "{""appId"":""x""}"', None, True),
        ("", None, False),
    ],
)
def test_what_starts_a_reload(entries, to_reloads, starts):
    found = request(entries)
    assert (found.to_reloads, found.starts_reload) == (to_reloads, starts)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{""appId"" : ""x y""}', "x y"),
        ('{""appId"":""$(v)""}', UNKNOWN),
        ('{""appId"":""""}', ""),
        ('{""appId"":$(v)}', None),
    ],
)
def test_app_id(body, expected):
    found = request(f'BODY "{body}"').app_id
    assert (found and found[0]) == expected


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ('{"a":1}', ('{"a":1}', False)),
        (f'{{"a":"{UNKNOWN}"}}', ('{"a":"x"}', False)),
        (f'{{"a":{UNKNOWN}}}', ('{"a":0}', True)),
        (f'{{"a":"\\"{UNKNOWN}"}}', ('{"a":"\\"x"}', False)),
    ],
)
def test_json_with_placeholders(shape, expected):
    assert with_placeholders(shape) == expected


@pytest.mark.parametrize(
    ("text", "at"),
    [('{"a":1}', None), ('{"a":}', 5), ('{"a":NaN}', 0), ("[" * 100_000, 0), ('{"a":1', 6)],
)
def test_json_error(text, at):
    error = json_error(text)
    assert (error and error[0]) == at
