import pytest

from qscriptgen.script import tokenize


def pieces(text):
    return [(token.kind, token.text) for token in tokenize(text) if token.kind != "space"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("// it's\n'a'", ["comment", "newline", "string"]),
        ("'a // b' \"c /* d\"", ["string", "quoted"]),
        ("/* a\n'b */ c", ["comment", "word"]),
        ("[a]]b][c]", ["bracket", "bracket"]),
        ("'a''b'", ["string"]),
        ("`a\\`b`", ["backtick", "word", "unclosed"]),
        ("a.b%c Num# 5 5x $1", ["word", "word", "number", "word", "word"]),
        ("a-b", ["word", "punctuation", "word"]),
        ("$(f(a,(b)))x", ["expansion", "word"]),
        ("$(a;\n$(b)", ["unclosed", "word", "punctuation", "newline", "expansion"]),
        ("lib://a/$(b).qvd (qvd)", ["path", "punctuation", "word", "punctuation"]),
        ("a:// b", ["word", "punctuation", "comment"]),
        ("<= <> << >", ["punctuation"] * 4),
        ("REM it's;", ["word", "raw", "punctuation"]),
        ("LOAD rem, b", ["word", "word", "punctuation", "word"]),
        ("\ufeffa", ["word"]),
        ("\x00\ud800", ["word"]),
        ("'a\nb", ["unclosed", "newline", "word"]),
    ],
)
def test_kinds(text, expected):
    assert [kind for kind, _ in pieces(text)] == expected


def test_starts_count_from_the_offset():
    assert [token.start for token in tokenize("a b", 10)] == [10, 11, 12]
