import subprocess
import sys

import qscriptgen.script as room
from qscriptgen.script import Block, SourceText, parse, parse_statements
from qscriptgen.script.blocks import MOST_BLOCKS

TEXT = """LET first = 1; // behind
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
    assert (let.kind, load.kind) == ("LET", "LOAD")
    assert isinstance(block, Block)
    assert [branch.head.kind for branch in block.branches] == ["IF", "ELSE"]
    assert block.closer.kind == "END IF"
    inner = block.branches[0].body[0]
    assert (inner.opener.kind, inner.closer.kind) == ("FOR", "NEXT")
    assert script.blocks == (block, inner)


def test_parts():
    script = parse(TEXT)
    kinds = {statement.kind: statement for statement in script.statements}
    value = kinds["SET"].parts.value
    assert TEXT[slice(*value)] == "' a '"
    load = kinds["LOAD"]
    assert load.label.name == "My T"
    assert [prefix.kind for prefix in load.prefixes] == ["LEFT JOIN"]
    assert [field.alias and field.alias.name for field in load.parts.fields] == ["b c", None]
    assert (load.parts.source.kind, load.parts.source.value.name) == ("RESIDENT", "T")
    assert load.parts.where.rest[0][0] == ">"
    assert [key.direction for key in load.parts.order_by] == ["DESC"]
    loop = kinds["FOR"].parts
    assert (loop.variable.name, loop.first.value, loop.last.value, loop.step) == ("i", 1, 2, None)


def test_spans_count_from_the_offset():
    (statement,) = parse_statements("  LET a = 1;", 100)
    assert statement.span == (102, 112)
    assert statement.parts.value == (110, 111)
    assert str(statement) == "LET a = 1;"


def test_path_without_quotes_keeps_its_blanks():
    (load,) = parse("LOAD * FROM ..\\a b\\$(x).csv (txt) WHERE c;").statements
    source = load.parts.source
    assert (source.value.text, source.format) == ("..\\a b\\$(x).csv", (28, 33))
    assert load.parts.where.name == "c"


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


def test_public_names_are_sorted_and_there():
    assert room.__all__ == sorted(room.__all__)
    assert all(hasattr(room, name) for name in room.__all__)


def test_room_stands_alone():
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


def test_all_comments_are_known_also_those_behind_the_last_statement():
    script = parse("// a\nLET x = 1; // b\n/* c */\n")
    assert [token.text for token in script.comments] == ["// a", "// b", "/* c */"]
