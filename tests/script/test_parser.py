import subprocess
import sys

import qscriptgen.script as room
from qscriptgen.script import Block, SourceText, Statement, parse, parse_statements
from qscriptgen.script.blocks import MOST_BLOCKS
from qscriptgen.script.expression import BinaryChain, Expansion, Name, Numeral
from qscriptgen.script.parts import Assign, For, Load
from tests.support.typing import as_type, not_none

TEXT = """LET first = 1; // after
///$tab One
// before
IF a THEN // head
    FOR i = 1 TO 2
        TRACE x;
    NEXT i
ELSE
    SET v = ' a ';
END IF
///$tab Two
[My T]: LEFT JOIN (T) LOAD a AS [b c], * RESIDENT T WHERE a > 1 ORDER BY a DESC;
"""


def test_blocks():
    script = parse(TEXT)
    let, block, load = script.body
    assert isinstance(let, Statement)
    assert isinstance(load, Statement)
    assert (let.kind, load.kind) == ("LET", "LOAD")
    assert isinstance(block, Block)
    assert [branch.head.kind for branch in block.branches] == ["IF", "ELSE"]
    assert not_none(block.closer).kind == "END IF"
    inner = as_type(Block, block.branches[0].body[0])
    assert (inner.opener.kind, not_none(inner.closer).kind) == ("FOR", "NEXT")
    assert script.blocks == (block, inner)


def test_parts_of_an_assignment():
    (statement,) = parse("SET v = ' a ';").statements
    assert str(statement)[slice(*not_none(as_type(Assign, statement.parts).value))] == "' a '"


def test_parts_of_a_load():
    statement = parse(TEXT).statements[-1]
    load = as_type(Load, statement.parts)
    assert as_type(Name, statement.label).name == "My T"
    assert [prefix.kind for prefix in statement.prefixes] == ["LEFT JOIN"]
    assert [field.alias and as_type(Name, field.alias).name for field in load.fields] == [
        "b c",
        None,
    ]
    source = not_none(load.source)
    assert (source.kind, as_type(Name, source.value).name) == ("RESIDENT", "T")
    assert as_type(BinaryChain, load.where).rest[0][0] == ">"
    assert [key.direction for key in load.order_by] == ["DESC"]


def test_parts_of_a_loop():
    (statement,) = parse("FOR i = 1 TO 2").statements
    loop = as_type(For, statement.parts)
    bounds = [as_type(Numeral, bound).value for bound in (loop.first, loop.last)]
    assert (as_type(Name, loop.variable).name, bounds, loop.step) == ("i", [1, 2], None)


def test_spans_count_from_the_offset():
    (statement,) = parse_statements("  LET a = 1;", 100)
    assert statement.span == (102, 112)
    assert as_type(Assign, statement.parts).value == (110, 111)
    assert str(statement) == "LET a = 1;"


def test_path_without_quotes_keeps_its_blanks():
    (statement,) = parse("LOAD * FROM ..\\a b\\$(x).csv (txt) WHERE c;").statements
    load = as_type(Load, statement.parts)
    source = not_none(load.source)
    assert as_type(Expansion, source.value).text == "..\\a b\\$(x).csv"
    assert source.format == (28, 33)
    assert as_type(Name, load.where).name == "c"


def test_deep_blocks_are_one_problem():
    depth = MOST_BLOCKS * 50
    script = parse("IF a THEN\n" * depth + "END IF\n" * depth)
    assert [problem.kind for problem in script.problems] == ["too-deep"]
    assert len(script.blocks) == MOST_BLOCKS


def test_positions():
    source = SourceText("a\r\nb\rc\nd")
    assert [source.position(at) for at in (0, 3, 5, 7, 8)] == [
        (1, 1), (2, 1), (3, 1), (4, 1), (4, 2),
    ]  # fmt: skip
    assert [source.line(number) for number in (1, 2, 4)] == ["a", "b", "d"]


def test_public_names_are_sorted_and_exist():
    assert room.__all__ == sorted(room.__all__)
    assert all(hasattr(room, name) for name in room.__all__)


def test_room_only_imports_rooms_below_it():
    code = (
        "import sys; sys.modules['qscriptgen'] = type(sys)('qscriptgen');"
        "sys.modules['qscriptgen'].__path__ = [sys.argv[1]];"
        "import qscriptgen.script;"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'pydantic', 'jinja2', 'click'}),"
        "sorted(m for m in sys.modules if m.count('.') == 1 and m.startswith('qscriptgen.')))"
    )
    home = room.__path__[0].rpartition("script")[0]
    command = [sys.executable, "-c", code, home]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    heavy, own = done.stdout.strip().split("] [")
    assert heavy == "["
    allowed = {"qscriptgen.script", "qscriptgen.diagnostics", "qscriptgen.errors"}
    assert {name.strip("' ]") for name in own.split(",")} <= allowed


def test_comments_include_those_after_the_last_statement():
    script = parse("// a\nLET x = 1; // b\n/* c */\n")
    assert [token.text for token in script.comments] == ["// a", "// b", "/* c */"]
