from __future__ import annotations

import os
from pathlib import Path

import pytest

from qscriptgen.errors import OutputError
from qscriptgen.templating.script import Script
from qscriptgen.templating.stamp import checksum, stamped
from qscriptgen.write import FileFormat, compare

CRLF_BOM = FileFormat(newline="crlf", bom=True)


def kinds(changes):
    return {change.path: change.kind for change in changes}


def test_a_script_without_a_file_is_new(make, tmp_path):
    script = make("nightly/extract")
    (change,) = compare([script], tmp_path / "build")
    assert (change.kind, change.old, change.new) == ("new", None, script.text)
    assert (change.path, change.file) == (script.path, tmp_path / "build/nightly/extract.qvs")
    assert (change.chain, change.app, change.checksum) == ("nightly", "extract", script.checksum)
    assert change.is_ours
    assert change.intact


def test_our_own_file_is_same_or_changed(make, build):
    same, changed = make("nightly/extract"), make("nightly/sales", "TRACE now;\n")
    old = make("nightly/sales", "TRACE before;\n").text
    folder = build({same.path: same.text, changed.path: old})
    changes = compare([changed, same], folder)
    assert kinds(changes) == {changed.path: "changed", same.path: "same"}
    assert [change.path for change in changes] == [changed.path, same.path]
    assert changes[0].old == old


@pytest.mark.parametrize(
    "form", [FileFormat(), FileFormat(newline="crlf"), FileFormat(bom=True), CRLF_BOM]
)
@pytest.mark.parametrize(
    "asked", [FileFormat(), FileFormat(newline="crlf"), FileFormat(bom=True), CRLF_BOM]
)
def test_a_file_in_another_format_is_changed(make, build, form, asked):
    script = make("nightly/extract")
    folder = build({script.path: form.encode(script.text)})
    (change,) = compare([script], folder, form=asked)
    assert change.kind == ("same" if form == asked else "changed")
    assert change.old == script.text


def test_mixed_line_ends_are_changed(make, build):
    script = make("nightly/extract", "one\ntwo\n")
    folder = build({script.path: script.text.replace("one\n", "one\r\n")})
    assert kinds(compare([script], folder)) == {script.path: "changed"}


@pytest.mark.parametrize("form", [FileFormat(), CRLF_BOM])
def test_a_hand_edit_is_found_in_any_format(make, build, form):
    script, before = make("nightly/extract", "TRACE b;\n"), make("nightly/extract", "TRACE a;\n")
    edited = before.text.replace("TRACE a", "TRACE mine")
    folder = build({script.path: form.encode(edited)})
    (change,) = compare([script], folder, form=form)
    assert (change.kind, change.is_ours, change.intact) == ("edited", True, False)
    assert change.old == edited


def test_a_hand_edit_that_the_script_has_taken_over_is_only_changed(make, build):
    before, script = make("nightly/extract", "TRACE a;\n"), make("nightly/extract", "TRACE b;\n")
    folder = build({script.path: before.text.replace("TRACE a", "TRACE b")})
    assert kinds(compare([script], folder)) == {script.path: "changed"}


def test_a_file_that_lost_only_its_first_line_is_not_ours(make, build):
    script = make("nightly/extract")
    folder = build({script.path: script.text.partition("\n")[2]})
    (change,) = compare([script], folder)
    assert (change.kind, change.is_ours) == ("edited", False)
    assert change.obstacle == "its first line is not a stamp of qscriptgen"


@pytest.mark.parametrize(
    ("chain", "app"), [("nightly", "other"), ("weekly", "extract"), ("weekly", "other")]
)
def test_the_script_of_another_app_or_chain_is_not_ours(make, build, chain, app):
    script = make("nightly/extract")
    folder = build({script.path: stamped("TRACE hello;\n", chain=chain, app=app)})
    (change,) = compare([script], folder)
    assert (change.kind, change.is_ours) == ("edited", False)
    assert change.obstacle == f"it is the script of app '{app}' of chain '{chain}'"


def test_names_are_compared_as_the_stamp_has_them(build):
    def script(below: str) -> Script:
        text = stamped(below, chain="nightly run", app="sales")
        return Script("nightly\nrun", "sales", "nightly-run/sales.qvs", text, checksum(below))

    folder = build({"nightly-run/sales.qvs": script("a\n").text})
    assert kinds(compare([script("b\n")], folder)) == {"nightly-run/sales.qvs": "changed"}


def test_a_script_without_a_stamp_is_same_or_replaces_only_a_stamped_one(make, build):
    plain = Script("nightly", "extract", "nightly/extract.qvs", "TRACE plain;\n", "")
    folder = build({plain.path: plain.text})
    assert kinds(compare([plain], folder)) == {plain.path: "same"}
    assert kinds(compare([plain], folder, form=CRLF_BOM)) == {plain.path: "changed"}
    build({plain.path: make("nightly/extract").text})
    assert kinds(compare([plain], folder)) == {plain.path: "changed"}
    build({plain.path: "TRACE other;\n"})
    assert not compare([plain], folder)[0].is_ours


def test_a_folder_in_the_way_is_not_ours(make, tmp_path):
    script = make("nightly/extract")
    (tmp_path / script.path).mkdir(parents=True)
    (change,) = compare([script], tmp_path)
    assert (change.kind, change.is_ours, change.old) == ("edited", False, None)
    assert change.obstacle == "it is a folder"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_the_way_is_not_read(make, build):
    script = make("nightly/extract")
    folder = build({"nightly/other.txt": ""})
    os.mkfifo(folder / script.path)
    assert compare([script], folder)[0].obstacle == "it is a special file"


@pytest.mark.parametrize("blocking", ["build", "build/nightly"])
def test_a_file_where_a_folder_should_be_is_not_ours(make, build, blocking):
    folder = build({blocking: "a file"})
    (change,) = compare([make("nightly/extract")], folder / "build")
    assert (change.kind, change.is_ours) == ("edited", False)
    assert change.obstacle == f"'{folder / blocking}' stands where a folder should be"


def test_a_file_that_is_not_utf_8_is_not_ours(make, build):
    script = make("nightly/extract")
    folder = build({script.path: script.text.encode("utf-16")})
    (change,) = compare([script], folder)
    assert (change.kind, change.is_ours, change.old) == ("edited", False, None)
    assert change.obstacle == "it is not UTF-8 text"


def test_a_file_that_may_not_be_read_is_not_ours(make, build, monkeypatch):
    script = make("nightly/extract")
    folder = build({script.path: script.text})

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (change,) = compare([script], folder)
    assert (change.kind, change.is_ours) == ("edited", False)
    assert change.obstacle == "it can't be read: Permission denied"


def test_stale_are_the_files_of_these_chains_that_no_script_is_written_to(make, build):
    extract, old, edited = make("nightly/extract"), make("nightly/old"), make("nightly/older")
    folder = build(
        {
            extract.path: extract.text,
            old.path: CRLF_BOM.encode(old.text),
            edited.path: edited.text + "mine\n",
            "nightly/own.qvs": "// written by hand\n",
            "nightly/picture.qvs": b"\xff\xfe",
            "nightly/notes.txt": old.text,
            "nightly/deeper/old.qvs": old.text,
            "nightly/weekly.qvs": make("weekly/old").text,
            "weekly/old.qvs": make("weekly/old").text,
            "old.qvs": old.text,
        }
    )
    _, *stale = compare([extract], folder)
    assert kinds(stale) == {"nightly/old.qvs": "stale", "nightly/older.qvs": "stale"}
    assert [change.intact for change in stale] == [True, False]
    first = stale[0]
    assert (first.old, first.new, first.file) == (old.text, None, folder / old.path)
    assert (first.chain, first.app, first.checksum) == ("nightly", "old", old.checksum)


def test_nothing_is_stale_when_only_some_apps_were_selected(make, build):
    extract, old = make("nightly/extract"), make("nightly/old")
    folder = build({extract.path: extract.text, old.path: old.text})
    assert kinds(compare([extract], folder, whole_chains=False)) == {extract.path: "same"}


def test_a_link_to_the_file_of_a_script_is_not_stale(make, build):
    script = make("nightly/extract")
    folder = build({script.path: script.text})
    (folder / "nightly/alias.qvs").symlink_to("extract.qvs")
    (folder / "nightly/dangling.qvs").symlink_to("nowhere.qvs")
    assert kinds(compare([script], folder)) == {script.path: "same"}


def test_a_folder_that_can_not_be_listed_is_an_error(make, build, monkeypatch):
    script = make("nightly/extract")
    folder = build({script.path: script.text})

    def refuse(self: Path) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(OutputError, match=r"nightly' can't be listed: Permission denied; make it"):
        compare([script], folder)


def test_two_scripts_with_one_path_are_an_error(make, tmp_path):
    with pytest.raises(OutputError, match=r"would hold both the script of app 'sales' .* 'Sales'"):
        compare([make("nightly/sales"), make("nightly/Sales")], tmp_path)


def test_no_scripts_make_no_changes(tmp_path):
    assert compare([], tmp_path) == ()
