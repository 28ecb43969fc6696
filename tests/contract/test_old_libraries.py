"""Lines that were pasted long ago meet the library of today, and a library of then new lines.

`frozen/format-1` is what was rendered when the format was 1, and is never rendered anew. Where one
of these tests fails, lines and libraries do not fit each other any more: raise `FORMAT`, freeze
what is rendered then in a folder beside it, and old lines refuse the new library.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from qscriptgen import Answer, App, Behaviour, Chain, Policy, Scenario, Wait, WaitOnly, simulate
from qscriptgen.outline import outline_library
from qscriptgen.outline.library import FORMAT
from qscriptgen.templating import render
from tests.support.matrix import extract, guid

FROZEN = sorted((Path(__file__).parent / "frozen").iterdir())
MODES = ("", "SET ErrorMode = 0;\n", "SET ErrorMode = 1;\n", "SET ErrorMode = 2;\n")
STOCK = App("Stock", id=guid(7), reads={"vRun": "delta", "vDay": "today"})
CHAINS = {
    "starts": Chain(
        "starts",
        extract
        >> STOCK.reload(
            wait=Wait("20m"),
            policy=Policy(tries=2, timeout="cancel"),
            variables={"vRun": "full"},
            answer=Answer("lib://DataFiles/stock.csv", ("vSaid",)),
        ),
    ),
    "waits": Chain("waits", extract >> STOCK, wait_only=WaitOnly("20m")),
}


def today(name: str) -> dict[str, str]:
    return {script.path: script.text for script in render(CHAINS[name], form="include")}


def frozen(folder: Path, name: str) -> dict[str, str]:
    return {path: (folder / path).read_text(encoding="utf-8") for path in today(name)}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", CHAINS)
@pytest.mark.parametrize("folder", FROZEN, ids=lambda folder: folder.name)
@pytest.mark.parametrize("old", ["lines", "library"])
def test_old_and_new_work_together_or_refuse_each_other(old, folder, name, mode):
    texts = (frozen(folder, name), today(name))
    lines, held = texts if old == "lines" else texts[::-1]
    library = outline_library(CHAINS[name])
    apps = {app.name: Behaviour(before=mode) for app in CHAINS[name].apps}
    apps["Stock"] = Behaviour(before=mode + "LET vSaid = vRun & '-' & vDay;\n")
    found = simulate(
        CHAINS[name],
        Scenario(apps=apps, files={library.place: held[library.path]}),
        scripts={path: text for path, text in lines.items() if path != library.path},
    )
    if folder.name != f"format-{FORMAT}":
        failed = [reload for reload in found.reloads if reload.status == "FAILED"]
        assert failed
        assert all("in this format" in reload.error for reload in failed)
        assert found.requests == ()
        return
    assert found.ok, found.findings
    assert [reload.app for reload in found.reloads] == ["Extract", "Stock"]
    for reload in found.reloads:
        left = found.states[reload.reload_id].variables
        assert left["ErrorMode"] == (mode[-3:-2] or "1")
        assert [key for key, value in left.items() if key.startswith("qsg_") and value] == []
    if name == "starts":
        said = found.states[found.reloads[0].reload_id].variables["vSaid"]
        assert said == "full-today"


def test_the_format_of_today_is_frozen():
    assert FROZEN[-1].name == f"format-{FORMAT}"
