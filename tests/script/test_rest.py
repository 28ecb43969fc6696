from qscriptgen.script import parse_rest
from tests.support.typing import not_none

TEXT = '''SELECT "id", "b" AS "c", // a comment
    (SELECT "href", "__FK_self" FROM "self" FK "__FK_self"),
    (SELECT "@Value", (SELECT "z" FROM "y" FK "k") FROM "x" PK "p" FK "f" ArrayValueAlias "@Value")
FROM JSON (wrap on) "root" PK "__KEY_root"
WITH CONNECTION (
    URL "$(u)/x",
    HTTPHEADER $(p),
    QUERY "filter" "status eq ""FAILED""",
    BODY "{""a"":[1,true]}",
)'''


def test_tree():
    statement, problems = parse_rest(TEXT, 10)
    assert problems == ()
    assert statement is not None
    root = statement.root
    assert (statement.format, statement.wrap) == ("JSON", "on")
    assert not_none(root.name).value == "root"
    assert [column.name.value for column in root.columns] == ["id", "b"]
    assert not_none(root.columns[1].alias).value == "c"
    assert not_none(root.primary_key).value == "__KEY_root"
    self_, x = root.children
    assert (not_none(self_.name).value, not_none(self_.foreign_key).value) == ("self", "__FK_self")
    assert (not_none(x.primary_key).value, not_none(x.foreign_key).value) == ("p", "f")
    assert not_none(x.array_value_alias).value == "@Value"
    assert not_none(x.children[0].name).value == "y"
    assert TEXT[slice(*(at - 10 for at in x.span))].startswith('(SELECT "@Value"')


def test_entries():
    statement = not_none(parse_rest(TEXT)[0])
    assert [entry.keyword for entry in statement.entries] == ["URL", "HTTPHEADER", "QUERY", "BODY"]
    url, header, query, body = statement.entries
    assert url.arguments[0].expands
    assert [text.value for text in header.arguments] == ["$(p)"]
    assert query.arguments[1].value == 'status eq "FAILED"'
    assert body.json == {"a": [1, True]}
    assert TEXT[slice(*url.span)] == 'URL "$(u)/x"'
    assert statement.entries_of("BODY") == (body,)


def test_csv_and_response_headers():
    csv, problems = parse_rest(
        'SELECT "a" FROM CSV (header on, delimiter ",", quote """") "CSV_source"'
    )
    assert csv is not None
    assert (csv.format, csv.wrap, csv.connection, problems) == ("CSV", None, None, ())
    header, problems = parse_rest('select "Date" from json "_response_header" pk "k"')
    assert header is not None
    assert (header.wrap, problems) == (None, ())
    assert not_none(header.root.name).value == "_response_header"


def test_sql_of_other_connections_is_none():
    for text in ("SELECT * FROM t", "$(vQuery)", "", "SELECT `a` FROM json"):
        statement, problems = parse_rest(text)
        assert statement is None or text.endswith("json")
        assert problems == () or text.endswith("json")


def test_deep_nesting_is_one_problem():
    nested = "SELECT " + "(SELECT " * 1000
    _, problems = parse_rest(f'{nested} FROM JSON "x"')
    assert problems[0].message == "more than 50 nested SELECTs"
    body = "[" * 100_000
    statement, problems = parse_rest(f'SELECT "a" FROM JSON "x" WITH CONNECTION (BODY "{body}")')
    assert [problem.kind for problem in problems] == ["json"]
    assert not_none(statement).entries[0].json is None


def test_nan_is_not_json():
    body = 'SELECT "a" FROM JSON (wrap on) "root" WITH CONNECTION (BODY "{""a"":NaN}")'
    statement, problems = parse_rest(body)
    assert not_none(statement).entries[0].json is None
    assert [problem.message for problem in problems] == ["the body is not JSON: NaN is not JSON"]


def test_a_long_number_is_json():
    digits = "9" * 5_000
    body = f'SELECT "a" FROM JSON (wrap on) "root" WITH CONNECTION (BODY "{{""a"":{digits}}}")'
    assert parse_rest(body)[1] == ()
