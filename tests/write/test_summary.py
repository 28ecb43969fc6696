from __future__ import annotations

from pathlib import Path

import pytest

from qscriptgen.write import compare, make_json_record, summarize


@pytest.fixture
def changes(make, build, tmp_path, monkeypatch):
    """One change of each kind, in a folder named as a user sees it."""
    monkeypatch.chdir(tmp_path)
    new, changed, same, edited, foreign = (make(f"nightly/{name}") for name in "abcde")
    stale, stale_edited = make("nightly/f"), make("nightly/g")
    build(
        {
            f"build/{changed.path}": make("nightly/b", "before\n").text,
            f"build/{same.path}": same.text,
            f"build/{edited.path}": edited.text + "mine\n",
            f"build/{foreign.path}": "// by hand\n",
            f"build/{stale.path}": stale.text,
            f"build/{stale_edited.path}": stale_edited.text + "mine\n",
        }
    )
    return compare([new, changed, same, edited, foreign], Path("build"))


def test_every_file_that_stays_has_a_hint(changes):
    assert summarize(changes).splitlines() == [
        "new build/nightly/a.qvs",
        "changed build/nightly/b.qvs",
        "edited build/nightly/d.qvs (kept)",
        "    hint: it was edited by hand; move the edit into the chain or a template,"
        " or use --force",
        "edited build/nightly/e.qvs (kept)",
        "    hint: its first line is not a stamp of qscriptgen; move it away,"
        " or choose another output folder",
        "stale build/nightly/f.qvs (kept)",
        "    hint: its chain no longer has this script; --prune removes it",
        "stale build/nightly/g.qvs (kept)",
        "    hint: it is stale, but was edited by hand; --prune --force removes it",
        "1 new, 1 changed, 1 same, 2 edited, 2 stale.",
    ]


def test_force_and_prune_leave_only_the_foreign_file(changes):
    assert summarize(changes, force=True, prune=True).splitlines()[2:-1] == [
        "edited build/nightly/d.qvs (overwritten)",
        "edited build/nightly/e.qvs (kept)",
        "    hint: its first line is not a stamp of qscriptgen; move it away,"
        " or choose another output folder",
        "stale build/nightly/f.qvs (removed)",
        "stale build/nightly/g.qvs (removed)",
    ]


def test_a_check_says_what_would_be(changes):
    lines = summarize(changes, check=True, force=True, prune=True).splitlines()
    assert lines[2] == "edited build/nightly/d.qvs (would be overwritten)"
    assert lines[-2] == "stale build/nightly/g.qvs (would be removed)"
    assert lines[-1].endswith("2 stale; nothing was written.")


@pytest.mark.parametrize("check", [True, False])
def test_all_the_same_is_one_line(changes, check):
    same = [change for change in changes if change.kind == "same"]
    assert summarize(same, check=check) == "1 same."
    assert summarize([], check=check) == "no scripts."


def test_the_json_record_has_the_path_as_written(changes):
    assert make_json_record(changes[0]) == {
        "chain": "nightly",
        "app": "a",
        "path": "build/nightly/a.qvs",
        "change": "new",
        "checksum": changes[0].checksum,
        "text": changes[0].new,
    }
    assert make_json_record(changes[-1])["text"] is None
