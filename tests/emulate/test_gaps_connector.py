"""The connector at its bounds: texts that have no encoding, and what its refusals name."""

from __future__ import annotations

import pytest

from qscriptgen.emulate.connector import Connection, build_request, read_answer
from qscriptgen.emulate.exchange import HttpResponse
from qscriptgen.emulate.world import World
from qscriptgen.script import parse_rest
from qscriptgen.script.evaluation import NotEmulated

URL = "https://acme.eu.qlikcloud.com/api/v1/reloads"
PLAIN = 'SELECT "id" FROM JSON (wrap on) "root"'


def read(sql: str, body: str = "{}"):
    statement, problems = parse_rest(sql)
    assert statement is not None
    assert not problems
    return read_answer(statement, HttpResponse(200, body), World())


def test_query_that_has_no_encoding_is_not_sent():
    statement, _ = parse_rest(f'{PLAIN} WITH CONNECTION (QUERY "a" "x\ud83dy")')
    assert statement is not None
    with pytest.raises(NotEmulated, match="QUERY"):
        build_request(statement, Connection("c", "GET", URL), World())


@pytest.mark.parametrize(("wrap", "body"), [("on", "1"), ("off", '{"root": 1}')])
def test_node_that_is_a_scalar_is_named(wrap, body):
    with pytest.raises(NotEmulated, match="'root'"):
        read(PLAIN.replace("wrap on", f"wrap {wrap}"), body)
