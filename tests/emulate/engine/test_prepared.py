"""Scripts that are read in pieces, against the same scripts read as a whole."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from qscriptgen.emulate.engine.prepared import as_a_whole, in_pieces
from qscriptgen.script import parse

FRAGMENTS = (
    *(";\n", "; // x; y\n", ";\r\n", "; \r", ";", "\n", " ", "'", '"', "[", "]", "`", "/*", "*/"),
    *(
        "// a ' b;\n",
        "LET x = 1",
        "SET y = 'a;b'",
        "x = 2\n",
        "IF x = 1 THEN\n",
        "IF x",
        " THEN ;\n",
    ),
    *("ELSE\n", "END IF\n", "END IF;\n", "REM it's", "rem\n", "$(v)", "$(v;\n)", "$(", ")", "T:\n"),
    *(
        "LOAD a",
        "NOCONCATENATE\n",
        "SQL SELECT 1",
        "WHEN x = 1 ",
        "TRACE a $(b)",
        "SUB s\n",
        "CASE",
    ),
    *(
        "lib://a",
        "lib://$(",
        "FOR i = 1 TO 2\n",
        "NEXT i\n",
        "\ufeff",
        "\x0b",
        "SWITCH x\n",
        "Exit",
    ),
)


def shown(placed):
    """What is known of each statement, in their order."""
    return [
        (statement.kind, str(statement), line, known.text, known.fault, known.unknown)
        for statement, (line, known) in placed.items()
    ] + [(known.commented, known.template is not None) for _, known in placed.values()]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
def test_script_in_pieces_is_what_it_is_as_a_whole(text):
    placed = in_pieces(text)
    if placed is not None:
        assert shown(placed) == shown(as_a_whole(parse(text)))


WHOLE = {
    "quote": "LET x = 'a;\nb';\n",
    "comment": "LET x = 1; /* a;\n */ LET y = 2;\n",
    "statement": "LET x = 1 // why;\n+ 1;\n",
    "expansion": "LET x = $(a;\n);\n",
}


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE)
def test_what_goes_on_behind_a_line_is_no_piece(text):
    assert in_pieces(text) is None


def test_statement_that_stands_in_two_places_has_two_lines():
    placed = in_pieces("LET x = 1;\nLET x = 1;\n\nLET x = 1; // again\nLET x = 1;")
    assert placed is not None
    assert [line for line, _ in placed.values()] == [1, 2, 4, 5]
    assert len({str(statement) for statement in placed}) == 1


def test_same_piece_of_two_scripts_is_read_once():
    one, other = in_pieces("LET a = 1;\nLET x = 1;\n"), in_pieces("LET b = 1;\n\nLET x = 1;\n")
    assert one is not None
    assert other is not None
    assert [*one][1] is not [*other][1]  # the empty line belongs to it
    again = in_pieces("LET c = 1;\nLET x = 1;\n")
    assert again is not None
    assert [*one][1] is [*again][1]
