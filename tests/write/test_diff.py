from __future__ import annotations

from pathlib import Path

import pytest

from qscriptgen.write import FileFormat, compare, diff


@pytest.fixture
def build_here(build, tmp_path, monkeypatch):
    """Build a tree in the working folder, so that paths read as a user sees them."""
    monkeypatch.chdir(tmp_path)
    return lambda tree: build({f"build/{path}": text for path, text in tree.items()})


BUILD = Path("build")


def test_nothing_to_change_is_no_diff(make, build_here):
    same, edited, old = make("nightly/a"), make("nightly/b"), make("nightly/old")
    build_here({same.path: same.text, edited.path: edited.text + "mine\n", old.path: old.text})
    assert diff(compare([same, edited], BUILD)) == ""


def test_a_changed_file_is_shown_with_its_folder(make, build_here):
    before, now = make("nightly/a", "one\ntwo\n"), make("nightly/a", "one\n2\n")
    build_here({before.path: before.text})
    assert diff(compare([now], BUILD)).splitlines() == [
        "--- build/nightly/a.qvs",
        "+++ build/nightly/a.qvs",
        "@@ -1,3 +1,3 @@",
        "-" + before.text.splitlines()[0],
        "+" + now.text.splitlines()[0],
        " one",
        "-two",
        "+2",
    ]


def test_a_new_file_comes_from_dev_null(make, build_here):
    build_here({})
    script = make("nightly/a", "one\n")
    assert diff(compare([script], BUILD)).splitlines() == [
        "--- /dev/null",
        "+++ build/nightly/a.qvs",
        "@@ -0,0 +1,2 @@",
        "+" + script.text.splitlines()[0],
        "+one",
    ]


def test_a_stale_file_goes_to_dev_null_with_prune(make, build_here):
    same, old = make("nightly/a"), make("nightly/old", "one\n")
    build_here({same.path: same.text, old.path: old.text})
    assert diff(compare([same], BUILD), prune=True).splitlines() == [
        "--- build/nightly/old.qvs",
        "+++ /dev/null",
        "@@ -1,2 +0,0 @@",
        "-" + old.text.splitlines()[0],
        "-one",
    ]


def test_an_edited_file_is_shown_with_force(make, build_here):
    script = make("nightly/a", "one\n")
    build_here({script.path: script.text + "mine"})
    assert diff(compare([script], BUILD), force=True).splitlines()[2:] == [
        "@@ -1,3 +1,2 @@",
        " " + script.text.splitlines()[0],
        " one",
        "-mine",
        "\\ No newline at end of file",
    ]


def test_a_difference_of_line_ends_only_is_described(make, build_here):
    script = make("nightly/a")
    build_here({script.path: script.text})
    changes = compare([script], BUILD, form=FileFormat(newline="crlf"))
    expected = "build/nightly/a.qvs: only the line ends or the byte-order mark differ\n"
    assert diff(changes) == expected


def test_only_a_line_feed_ends_a_line(make, build_here):
    before, now = make("nightly/a", "a\x0cb\u2028c\n"), make("nightly/a", "a\x0cb\u2028d\n")
    build_here({before.path: before.text})
    lines = diff(compare([now], BUILD)).split("\n")
    assert "-a\x0cb\u2028c" in lines
    assert "+a\x0cb\u2028d" in lines
