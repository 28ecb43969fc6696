"""What to do about a finding, as its hint says it."""

import pytest

from qscriptgen.lint import lint

TYPE = "IF GetSysAttr('spaceType') = '{}' THEN\nTRACE x;\nEND IF\n"
HOME = "a personal space has the type ''"


@pytest.mark.parametrize(
    ("code", "script", "hint"),
    [
        ("QL202", "LET vVersion = QlikViewVersion();", "write EngineVersion"),
        ("QL207", "LET qsg_App = 1;\nTRACE $(qsg_App);", "SET qsg_App=; behind its last use"),
        (
            "QL208",
            "qsg_Answer:\nLOAD 1 AS qsg_id AUTOGENERATE 1;",
            "DROP TABLE qsg_Answer; behind its last use",
        ),
        ("QL652", TYPE.format("personal"), HOME),
        ("QL652", TYPE.format("Private"), HOME),
        ("QL652", TYPE.format("manged"), "write 'managed'"),
        ("QL652", TYPE.format("data"), "it is 'shared', 'managed', or '' in a personal space"),
    ],
)
def test_a_hint_says_what_to_do(code, script, hint):
    assert [found.hint for found in lint(script) if found.code == code] == [hint]
