from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.emulate.connector import Connection, build_request
from qscriptgen.emulate.errors import ScriptFault
from qscriptgen.emulate.world import World
from qscriptgen.script import parse_rest
from qscriptgen.script.evaluation import NotEmulated
from tests.support.typing import not_none

STORED = {"Authorization": "Bearer x", "Content-Type": "text/plain"}
URL = "https://acme.eu.qlikcloud.com/api/v1/reloads"
POST = Connection("ApiPost", "POST", URL, headers=STORED, body='{"appId":"a"}')
GET = Connection("ApiGet", "GET", URL + "?limit=1", headers=STORED)
PLAIN = 'SELECT "id" FROM JSON (wrap on) "root"'


def rest(entries=""):
    statement, problems = parse_rest(f"{PLAIN} WITH CONNECTION ({entries})" if entries else PLAIN)
    assert not problems
    return statement


def built(entries="", connection=POST, **answers):
    world = World({name.replace("_", "-"): answer for name, answer in answers.items()})
    return build_request(rest(entries), connection, world)


def test_without_overrides_everything_is_as_stored():
    request = built()
    assert (request.method, request.url, request.body) == ("POST", URL, '{"appId":"a"}')
    assert dict(request.headers) == {"authorization": "Bearer x", "content-type": "text/plain"}


def test_url_replaces_the_stored_one_with_its_query():
    assert built('URL "http://other.test/x"', GET).url == "http://other.test/x"


@pytest.mark.parametrize(
    ("url", "query", "sent"),
    [
        ("https://t/x", 'QUERY "a" "1", QUERY "b" "2"', "https://t/x?a=1&b=2"),
        ("https://t/x", 'QUERY "a b" "c/d"', "https://t/x?a%20b=c%2Fd"),
        ("https://t/x", 'QUERY "$top" "a-._~Z9"', "https://t/x?%24top=a-._~Z9"),
        ("https://t/x", 'QUERY "filter" "status eq ""FAILED"""',
         "https://t/x?filter=status%20eq%20%22FAILED%22"),
        ("https://t/x#part?z", 'QUERY "a" "1"', "https://t/x?a=1"),
    ],
)  # fmt: skip
def test_query_values_are_encoded_and_appended(url, query, sent):
    assert built(f'URL "{url}", {query}').url == sent


TEXTS = st.text(st.characters(codec="ascii", exclude_characters="+&%#"), max_size=8)


@given(TEXTS.filter(lambda text: "$(" not in text), TEXTS.filter(lambda text: "$(" not in text))
def test_a_server_reads_the_query_that_the_script_wrote(name, value):
    doubled = [text.replace('"', '""') for text in ("n" + name, value)]
    url = built('URL "https://t/x", QUERY "{}" "{}"'.format(*doubled)).url
    assert parse_qsl(urlsplit(url).query, keep_blank_values=True) == [("n" + name, value)]


def test_headers_of_the_script_win_whatever_their_case():
    request = built(
        'HTTPHEADER "content-TYPE" "application/json", HTTPHEADER "AUTHORIZATION" "",'
        ' HTTPHEADER "X-New" "1", HTTPHEADER "X-None" ""'
    )
    assert dict(request.headers) == {"content-type": "application/json", "x-new": "1"}
    with pytest.raises(TypeError):
        request.headers["a"] = "b"


def test_body_is_that_of_the_script_with_its_quotes_not_doubled():
    assert built('BODY "{""appId"":""b""}"').body == '{"appId":"b"}'
    assert built('BODY "not json"').body == "not json"
    assert built(connection=Connection("c", "POST", URL)).body is None
    assert built('BODY ""', Connection("c", "POST", URL)).body == ""


def test_get_never_sends_a_stored_body():
    assert built(connection=Connection("c", "GET", URL, body="x")).body is None
    assert built(connection=Connection("c", "GET", URL, body="x"), get_with_body="error")


def test_body_on_get_is_left_out_or_refused():
    assert built('BODY "{}"', GET).body is None
    with pytest.raises(ScriptFault, match="no body") as caught:
        built('BODY "{}"', GET, get_with_body="error", rest_error_code="5")
    assert caught.value.code == 5


@pytest.mark.parametrize(
    "entry", ['URL "https://t/x"', 'QUERY "a" "b"', 'HTTPHEADER "a" "b"', 'BODY "{}"']
)
def test_overrides_need_to_be_allowed(entry):
    closed = Connection("ApiPost", "POST", URL, allow_with_connection=False)
    with pytest.raises(ScriptFault, match="'ApiPost' does not allow WITH CONNECTION") as caught:
        built(entry, closed)
    assert caught.value.code == 12
    assert built("", closed).url == URL


@pytest.mark.parametrize(
    "url", ["acme.eu.qlikcloud.com/x", "/api/v1/reloads", "ftp://t/x", "https:///x"]
)
def test_a_url_has_to_be_absolute(url):
    with pytest.raises(ScriptFault, match="not an absolute URL"):
        built(f'URL "{url}"')


@pytest.mark.parametrize(
    ("entries", "what"),
    [
        ('URL ""', "an empty URL"),
        ('URL "#x"', "an empty URL"),
        ('URL "https://t/a b"', "not encoded"),
        ('URL "https://t/ä"', "not encoded"),
        ('URL "https://t/a\n"', "not encoded"),
        ('URL "https://t/{id}"', "not encoded"),
        ('URL "https://t/x?", QUERY "a" "1"', r"QUERY beside a URL with '\?'"),
        ('URL "https://t/x?y=1", QUERY "a" "1"', r"QUERY beside a URL with '\?'"),
        ('QUERY "a" "1+1"', r"QUERY with '\+'"),
        ('QUERY "a" "1&b"', "QUERY with '&'"),
        ('QUERY "a" "%20"', "QUERY with '%'"),
        ('QUERY "a#" "1"', "QUERY with '#'"),
        ('QUERY "a" "ä"', r"QUERY with '\\xe4'"),
        ('QUERY "a" "\ud83d"', r"QUERY with '\\ud83d'"),
        ('BODY ""', "an empty BODY"),
        ('URL "https://t/$(x)"', r"\$\(...\) that is left"),
        ('BODY "{""a"":""$(x)""}"', r"\$\(...\) that is left"),
        ('HTTPHEADER "a" "1", HTTPHEADER "A" "2"', "'A' twice"),
        ("QUERY $(x)", r"\$\(...\) that is left"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_not_sent(entries, what):
    with pytest.raises(NotEmulated, match=what):
        built(entries)


def test_query_beside_that_of_the_connection_is_not_sent():
    with pytest.raises(NotEmulated, match="QUERY beside"):
        built('QUERY "a" "b"', GET)


def test_an_entry_without_its_texts_is_not_sent():
    statement, problems = parse_rest(PLAIN + ' WITH CONNECTION (QUERY "a")')
    assert problems
    with pytest.raises(NotEmulated, match="QUERY with 1 texts"):
        build_request(not_none(statement), POST, World())
