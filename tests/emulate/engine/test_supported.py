"""What `simulate --supported` claims: each claim is tried in a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qscriptgen.emulate.engine import Support, play, supported
from qscriptgen.emulate.engine.restrictions import Restriction
from qscriptgen.script import parse
from qscriptgen.script.evaluation import NotEmulated
from qscriptgen.script.functions import FUNCTIONS as SIGNATURES
from tests.emulate.two_apps import FIRST_ID, look, reload_first
from tests.script.evaluation.examples import cases

STATEMENTS, PREFIXES, FUNCTIONS = supported()
TABLES = """people:
LOAD * INLINE [
name, age
Ann, 41
Bob, 42
];
countries:
MAPPING LOAD * INLINE [
from, to
Sw, Sweden
];
LET vText = 'some text';
LET vNumber = 42;
"""
REQUEST = look(f"?appId={FIRST_ID}&limit=1", "id")
SCRIPTS = {
    **dict.fromkeys(("IF", "ELSEIF", "ELSE", "END IF"), "IF 0 THEN\nELSEIF 1 THEN\nELSE\nEND IF\n"),
    **dict.fromkeys(
        ("SWITCH", "CASE", "DEFAULT", "END SWITCH"),
        "SWITCH 1\nCASE 1\nTRACE a;\nDEFAULT\nTRACE b;\nEND SWITCH\n",
    ),
    **dict.fromkeys(("FOR", "NEXT", "EXIT FOR"), "FOR i = 1 TO 2\nEXIT FOR\nNEXT\n"),
    "FOR EACH": "FOR EACH i IN 1, 2\nNEXT\n",
    **dict.fromkeys(("DO", "LOOP", "EXIT DO"), "DO\nEXIT DO\nLOOP\n"),
    **dict.fromkeys(("SUB", "END SUB", "CALL", "EXIT SUB"), "SUB a\nEXIT SUB\nEND SUB\nCALL a\n"),
    "EXIT SCRIPT": "EXIT SCRIPT;\n",
    "EXIT ERROR": "EXIT ERROR 'a' WHEN 0;\n",
    "ALIAS": "ALIAS a AS b;\n",
    "COMMENT": "COMMENT FIELD name WITH 'a';\n",
    **dict.fromkeys(("CONNECT", "SQL"), REQUEST),
    "SELECT": REQUEST.replace("SQL SELECT", "SELECT"),
    "DISCONNECT": "DISCONNECT;\n",
    "DROP": "DROP TABLE people;\n",
    "LET": "LET a = 1;\n",
    "LOAD": "a:\nLOAD 1 AS b AUTOGENERATE 1;\n",
    "MAP": "MAP a USING countries;\n",
    "NULLASNULL": "NULLASNULL name;\n",
    "NULLASVALUE": "NULLASVALUE name;\n",
    "QUALIFY": "QUALIFY name;\n",
    "REM": "REM a;\n",
    "RENAME": "RENAME TABLE people TO persons;\n",
    "SET": "SET a = 1;\n",
    "SLEEP": "SLEEP 1;\n",
    "STORE": "STORE people INTO [lib://DataFiles/a.qvd] (qvd);\n",
    "TAG": "TAG FIELD name WITH 'a';\n",
    "TRACE": "TRACE a;\n",
    "UNMAP": "UNMAP name;\n",
    "UNQUALIFY": "UNQUALIFY name;\n",
    "UNTAG": "UNTAG FIELD name WITH 'a';\n",
}
LOADS = {
    "ADD": "ADD LOAD name, age RESIDENT people;\n",
    "CONCATENATE": "CONCATENATE (people) LOAD 'Cid' AS name AUTOGENERATE 1;\n",
    "FIRST": "a:\nFIRST 1 LOAD name AS b RESIDENT people;\n",
    "MAPPING": "a:\nMAPPING LOAD name, age RESIDENT people;\n",
    "NOCONCATENATE": "a:\nNOCONCATENATE LOAD name, age RESIDENT people;\n",
    "ONLY": "a:\nADD ONLY LOAD 1 AS b AUTOGENERATE 1;\n",
    "REPLACE": "people:\nREPLACE LOAD 1 AS name, 2 AS age AUTOGENERATE 1;\n",
    "UNLESS": "UNLESS 0 TRACE a;\n",
    "WHEN": "WHEN 1 TRACE a;\n",
}
CALLS = {
    "MapSubString": "LET a = MapSubString('countries', 'Sw');\n",
    "MonthEnd": "LET a = MonthEnd(46000);\n",
    "YearEnd": "LET a = YearEnd(46000);\n",
    "RecNo": "a:\nLOAD RecNo() AS b AUTOGENERATE 2;\n",
}
EXPRESSIONS = [case.expression for case in cases() if not case.settings.answers]


def error(script: str) -> str:
    """What keeps a script from running, empty if nothing does."""
    run = reload_first(TABLES + script)
    found = [finding.message for finding in run.findings]
    return "" if run.reloads[0].status == "SUCCEEDED" else "; ".join(found)


def examples(function: str) -> Iterator[str]:
    """Scripts that call a function."""
    if function in CALLS:
        yield CALLS[function]
    for expression in EXPRESSIONS:
        if expression.lower().startswith(f"{function.lower()}("):
            yield f"LET a = {expression};\n"


@pytest.mark.parametrize("word", STATEMENTS.emulated)
def test_an_emulated_statement_runs(word: str) -> None:
    script = SCRIPTS[word]
    assert word in {statement.kind for statement in parse(script).statements}
    assert error(script) == ""


@pytest.mark.parametrize("word", PREFIXES.emulated)
def test_an_emulated_prefix_runs(word: str) -> None:
    assert word in LOADS[word]
    assert error(LOADS[word]) == ""


@pytest.mark.parametrize("word", FUNCTIONS.emulated)
def test_an_emulated_function_runs(word: str) -> None:
    found = []
    for script in examples(word):
        found.append(error(script))
        if not found[-1]:
            return
    pytest.fail(f"no example of {word} runs: {found}")


@pytest.mark.parametrize(
    ("support", "restriction"),
    [
        pytest.param(support, restriction, id=f"{restriction.word}-{number}")
        for support in supported()
        for number, restriction in enumerate(support.restrictions)
    ],
)
def test_a_restriction_is_true(support: Support, restriction: Restriction) -> None:
    assert restriction.word in support.emulated
    with pytest.raises(NotEmulated):
        play(restriction.example)


@pytest.mark.parametrize("word", FUNCTIONS.refused)
def test_a_refused_function_does_not_run(word: str) -> None:
    arguments = ", ".join(["1"] * SIGNATURES[word].min_args)
    with pytest.raises(NotEmulated):
        play(f"LET a = {word}({arguments});\n")


def test_the_id_of_the_app_is_its_document_name() -> None:
    run = reload_first("LET a = DocumentName();\nTRACE I am $(a);\n")
    assert "I am 0a1b2c3d-0000-4000-8000-000000000001" in run.log("First")
