"""What the reader sees a script do is what its outline asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from qscriptgen import Alert, Answer, App, Chain, Expr, Wait, Webhook, load_chains
from qscriptgen.outline import AnyOutline, outline_chain, outline_starts
from qscriptgen.simulation import planned, shown
from qscriptgen.templating import render_outline
from tests.support.matrix import CHAINS, extract, guid, sales
from tests.support.strategies import chains, controlled, pulls


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".qvs")


SAMPLES = Path(__file__).parents[2] / "samples"
OUTLINES = {
    f"{name}-{_stem(outline.path)}": outline
    for name, chain in {
        **CHAINS,
        **{
            spec.parent.name: chain
            for spec in sorted(SAMPLES.glob("*/chain.py"))
            for chain in load_chains(spec)
        },
    }.items()
    for outline in outline_chain(chain)
}


@pytest.mark.parametrize("outline", OUTLINES.values(), ids=OUTLINES)
def test_a_script_shows_what_its_plan_asks_for(outline):
    assert shown(render_outline(outline).text) == planned(outline)


@settings(max_examples=200)
@given(chains() | controlled() | pulls())
def test_a_script_of_any_chain_shows_what_its_plan_asks_for(chain):
    for outline in outline_chain(chain):
        assert shown(render_outline(outline).text) == planned(outline)


# Edits that change what a script does; a proof that does not see them would be worth nothing.
EDITS = {
    "another result": (r"(INTO \[lib://)D", r"\1x"),
    "another form of the result": (r"\] \(qvd\);", "] (txt);"),
    "a field of the result that is gone": (r", qsg_posts AS posts", ""),
    "others behind an app": (r"(LET qsg_Behind\s+= ')\d", r"\g<1>9"),
    "a policy of a controller": (r"(LET qsg_Means = )qsg_Failure", r"\g<1>0"),
    "a pace of its own": (r"(LET qsg_Every\s+= )\d", r"\g<1>7"),
    "another app": (r"(LET qsg_App\s+= ')0", r"\g<1>1"),
    "another app of an environment": (r"(If\(qsg_Env = '\w+', ')0", r"\g<1>1"),
    "another environment": (r"(LET qsg_Env = ')\w", r"\1x"),
    "another space type": (r"Match\(qsg_Type, '\w", r"Match(qsg_Type, 'x"),
    "another condition": (r"(LET qsg_Fork\d = .*If\(\()", r"\1not "),
    "another branch": (r"(Pick\(Alt\(.*'\d*)(\d)\|'", r"\g<1>9|'"),
    "another connection": (r"LIB CONNECT TO ':?\w", r"LIB CONNECT TO ':x"),
    "another address": (r"URL \"\$\(qsg_Url\)", 'URL "$(qsg_Url)x'),
    "another body": (r"(BODY \"\{\"\")appId", r"\1appid"),
    "a body that is not JSON": (r"BODY \"\{\"\"", r'BODY "{"'),
    "another weight": (r'(""weight"":)\d', r"\g<1>1"),
    "another variable": (r'(""variables"":\{"")\w', r"\1x"),
    "another number of rounds": (r"(FOR qsg_\w+ = 1 TO )\d", r"\g<1>7"),
    "another pause": (r"(\(qsg_Look - 1\) \* )\d", r"\g<1>9"),
    "another patience": (r"(LET qsg_Late .* >= )\d", r"\g<1>9"),
    "another number of tries": (r"(\(qsg_Posts = )[1-9]", r"\g<1>9"),
    "another length of a pause": (r"(Sleep .* \* 100)0", r"\g<1>1"),
    "another sum of pauses": (r"(Sleep \S+ )\*", r"\1+"),
    "another pause between looks": (r"(IF qsg_Look > 1 THEN\n *Sleep )\w+", r"\g<1>7"),
    "another count of rounds": (r"(qsg_Poll \* )\d", r"\g<1>9"),
    "another first round": (r"(FOR qsg_\w+ = )1", r"\g<1>0"),
    "every other round": (r"(FOR qsg_\w+ = 1 TO \d+)", r"\1 STEP 2"),
    "more looks in vain": (r"(qsg_Misses >= )\d", r"\g<1>6"),
    "more rounds in vain": (r"(IF qsg_Misses = )\d", r"\g<1>7"),
    "fewer rounds in vain": (r"(qsg_Misses < )\d", r"\g<1>3"),
    "no rounds in vain": (r"IF qsg_Misses < \d", r"IF qsg_Misses < 99"),
    "an answer that is not wrapped": (r"\(wrap on\)", r"(wrap off)"),
    "an answer wrapped as the connection says": (r" \(wrap on\)", r""),
    "another header": (r"application/json", r"text/plain"),
    "a header that is gone": (r" *HTTPHEADER .*\n", r""),
    "a question behind the URL": (r"( *)BODY", r'\1QUERY "limit" "1",\n\1BODY'),
    "another limit": (r"(qsg_Poll \* \d+\) >= )\d", r"\g<1>9"),
    "another freshness": (r"(LET qsg_Since .*86400\) - )\d", r"\g<1>9"),
    "another since": (r"(LET qsg_Since +=) Floor", r"\1 Round"),
    "another day": (r"(Index\('|qsg_Days +=+ ')\d", r"\g<1>9"),
    "another number of days": (r"(Num\(UTC\(\)\)\)), 7", r"\1, 8"),
    "another end of a reload": (r"Mid\(qsg_end, 12", "Mid(qsg_end, 13"),
    "partial reloads that count": (r"('-1'\), 0\)) = 0\)", r"\1 = 1)"),
    "another verdict": (r"(Match\(qsg_State.*\n +LET qsg_Verdict = )2", r"\g<1>7"),
    "another end": (r"Exit Error '", "Exit Script '"),
    "a complaint that is gone": (r"\n *\[Chain .*;\n", "\n"),
    "another alert app": (r"(LET qsg_Alert = ')0", r"\g<1>1"),
    "another alert app of an environment": (r"(LET qsg_Alert =\n.*', ')0", r"\g<1>1"),
    "another state behind an alert": (
        r"Match\(qsg_State, .\w+., .skipped.\) = 0\) and",
        "1 = 1) and",
    ),
    "an alert that is sent anyhow": (r"IF qsg_Bad > 0 THEN", "IF 1 = 1 THEN"),
    "another word of an alert": (r'""vAlertWhy""', '""vAlertwhy""'),
    "another body of a webhook": (r'""why"":', '""reason"":'),
    "an end that is gone": (r"\n    EXIT SCRIPT;.*\n", "\n"),
    "a gate that is gone": (r"\n *ELSEIF Index\('\$\(qsg_Due\)', '\|.*", ""),
    "another gate": (r"IF qsg_State = 'open' THEN(?=\n *LIB)", "IF 1 = 1 THEN"),
    "a connection that is not judged": (r"IF qsg_Error = 0 THEN", "IF 1 = 1 THEN"),
    "a table left behind": (r"DROP TABLE qsg_Answer;(?!(.|\n)*DROP TABLE)", ""),
    "a connection left behind": (r"DISCONNECT;", ""),
    "ErrorMode left behind": (r"LET ErrorMode = qsg_ErrorMode;", ""),
    "another promise": (r"Bound: \d", "Bound: 9"),
    "a variable left behind": (r"SET qsg_Why=;", ""),
    "a block that is not closed": (r"\n *END IF\n", "\n"),
    "a loop that is not closed": (r"\nNEXT qsg_\w+\n", "\n"),
    "a reason that is gone": (r"LET qsg_Why +=( If\(.*)?'partial_reload'", r"LET qsg_Why   =\1'-'"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_edited_is_seen(edit):
    pattern, other = EDITS[edit]
    seen = [
        outline
        for outline in OUTLINES.values()
        if not getattr(outline, "plain", False) and _edited(outline, pattern, other)
    ]
    assert seen, "no script has a place for this edit"
    for outline in seen:
        text = _edited(outline, pattern, other)
        try:
            found = shown(text)
        except (AssertionError, LookupError, ValueError):
            continue
        assert found != planned(outline), outline.path


TOLD = {"nobody": None, "an app": Alert(App("Alarm", id=guid(9))), "a webhook": Webhook()}


@pytest.mark.parametrize("told", TOLD)
def test_a_controller_of_one_app_is_read_as_one_of_many(told):
    answer = Answer("lib://Data/sales.qvd", ("vRows",))
    step = sales.reload(answer=answer, variables={"vDay": Expr("vDay")})
    chain = Chain("one", step, controller=extract, wait=Wait("5m"), on_failure=TOLD[told])
    (outline,) = outline_starts(chain)
    assert shown(render_outline(outline).text) == planned(outline)


def _edited(outline: AnyOutline, pattern: str, other: str) -> str:
    text = render_outline(outline).text
    edited = re.sub(pattern, other, text, count=1)
    return "" if edited == text else edited
