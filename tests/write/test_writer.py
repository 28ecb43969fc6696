from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.errors import OutputError
from qscriptgen.templating.script import Script
from qscriptgen.templating.stamp import checksum, stamped
from qscriptgen.write import FileFormat, apply, compare

FORMS = st.builds(FileFormat, newline=st.sampled_from(["lf", "crlf"]), bom=st.booleans())
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r")).map(lambda t: f"{t}\n")


def test_new_and_changed_files_are_written_and_others_left(make, build, read):
    new, changed, same = make("nightly/a"), make("nightly/b", "now\n"), make("weekly/c")
    folder = build({changed.path: make("nightly/b", "before\n").text, same.path: same.text})
    before = (folder / same.path).stat()
    assert apply(compare([new, changed, same], folder)) == ()
    assert read(folder) == {script.path: script.text for script in (new, changed, same)}
    after = (folder / same.path).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (FileFormat(), "// é\n".encode()),
        (FileFormat(newline="crlf"), "// é\r\n".encode()),
        (FileFormat(bom=True), "\ufeff// é\n".encode()),
        (FileFormat(newline="crlf", bom=True), "\ufeff// é\r\n".encode()),
    ],
)
def test_the_format_is_written_as_requested(make, tmp_path, form, data):
    script = make("nightly/extract", "// é\n")
    apply(compare([script], tmp_path, form=form))
    written = (tmp_path / script.path).read_bytes()
    assert written.endswith(data.removeprefix(b"\xef\xbb\xbf"))
    assert written.startswith(b"\xef\xbb\xbf//" if form.bom else b"// ====")
    assert written.count(b"\r\n") == (2 if form.newline == "crlf" else 0)


@given(
    texts=st.dictionaries(st.sampled_from("abcd"), TEXTS, min_size=1),
    before=st.dictionaries(st.sampled_from("abcd"), TEXTS),
    form=FORMS,
    other=FORMS,
)
def test_after_writing_all_is_the_same(tmp_path_factory, texts, before, form, other):
    folder = tmp_path_factory.mktemp("build")
    apply(compare(scripts(before), folder, form=other))
    apply(compare(scripts(texts), folder, form=form), prune=True)
    changes = compare(scripts(texts), folder, form=form)
    assert [change.kind for change in changes] == ["same"] * len(texts)


def scripts(texts: dict[str, str]) -> list[Script]:
    return [
        Script("c", app, f"c/{app}.qvs", stamped(text, chain="c", app=app), checksum(text))
        for app, text in texts.items()
    ]


def test_an_edited_file_needs_force(make, build, read):
    script = make("nightly/extract")
    edited = script.text + "mine\n"
    folder = build({script.path: edited})
    changes = compare([script], folder)
    assert apply(changes) == changes
    assert read(folder) == {script.path: edited}
    assert apply(changes, force=True) == ()
    assert read(folder) == {script.path: script.text}


@pytest.mark.parametrize(
    "foreign",
    [b"// by hand\n", b"\xff\xfe", b"", stamped("x\n", chain="weekly", app="extract").encode()],
    ids=["no stamp", "not UTF-8", "empty", "another chain"],
)
def test_a_foreign_file_is_never_touched(make, build, foreign):
    script = make("nightly/extract")
    folder = build({script.path: foreign})
    changes = compare([script], folder)
    assert apply(changes, force=True, prune=True) == changes
    assert (folder / script.path).read_bytes() == foreign


def test_a_folder_in_the_way_is_never_touched(make, build, read):
    script = make("nightly/extract")
    folder = build({f"{script.path}/inside.txt": "text"})
    changes = compare([script], folder)
    assert apply(changes, force=True, prune=True) == changes
    assert read(folder) == {f"{script.path}/inside.txt": "text"}


def test_a_file_where_the_folder_should_be_is_never_touched(make, build, read):
    folder = build({"nightly": "a file"})
    changes = compare([make("nightly/extract")], folder)
    assert apply(changes, force=True, prune=True) == changes
    assert read(folder) == {"nightly": "a file"}


def test_stale_files_go_only_with_prune_and_edited_ones_only_with_force_too(make, build, read):
    extract, old, edited = make("nightly/extract"), make("nightly/old"), make("nightly/older")
    tree = {
        extract.path: extract.text,
        old.path: old.text,
        edited.path: edited.text + "mine\n",
        "nightly/own.qvs": "// by hand\n",
        "weekly/old.qvs": make("weekly/old").text,
    }
    folder = build(tree)
    changes = compare([extract], folder)
    assert apply(changes) == ()
    assert apply(changes, force=True) == ()
    assert read(folder) == tree
    assert [change.path for change in apply(changes, prune=True)] == [edited.path]
    del tree[old.path]
    assert read(folder) == tree
    assert apply(compare([extract], folder), force=True, prune=True) == ()
    del tree[edited.path]
    assert read(folder) == tree


def test_a_stale_file_that_is_gone_already_is_done(make, build, read):
    extract, old = make("nightly/extract"), make("nightly/old")
    folder = build({extract.path: extract.text, old.path: old.text})
    changes = compare([extract], folder)
    (folder / old.path).unlink()
    assert apply(changes, prune=True) == ()
    assert read(folder) == {extract.path: extract.text}


def test_a_failed_replace_leaves_the_old_file_and_no_other(make, build, read, monkeypatch):
    before, script = make("nightly/extract", "before\n"), make("nightly/extract", "now\n")
    folder = build({script.path: before.text})
    changes = compare([script], folder)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OutputError, match=r"can't write '.*extract\.qvs': No space left"):
        apply(changes)
    assert read(folder) == {script.path: before.text}


def test_an_interrupt_leaves_the_old_file_and_no_other(make, build, read, monkeypatch):
    before, script = make("nightly/extract", "before\n"), make("nightly/extract", "now\n")
    folder = build({script.path: before.text})

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        apply(compare([script], folder))
    assert read(folder) == {script.path: before.text}


def test_one_error_names_every_failure_and_the_rest_is_done(make, build, read, monkeypatch):
    a, b, c, old = (make(f"nightly/{name}") for name in ("a", "b", "c", "old"))
    folder = build({old.path: old.text})
    changes = compare([a, b, c], folder)
    replace, unlink = os.replace, Path.unlink

    def fail_but_for_b(source: Path, target: Path) -> None:
        if target.name != "b.qvs":
            raise OSError("no luck")
        replace(source, target)

    def refuse(self: Path, missing_ok: bool = False) -> None:
        if self.name == "old.qvs":
            raise PermissionError(13, "Permission denied")
        unlink(self, missing_ok)

    monkeypatch.setattr(os, "replace", fail_but_for_b)
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(OutputError) as caught:
        apply(changes, prune=True)
    place = folder.as_posix()
    assert str(caught.value).splitlines() == [
        f"can't write '{place}/nightly/a.qvs': no luck",
        f"can't write '{place}/nightly/c.qvs': no luck",
        f"can't remove '{place}/nightly/old.qvs': Permission denied",
        "free some space or check the permissions there; all other files are done",
    ]
    assert read(folder) == {b.path: b.text, old.path: old.text}


@pytest.mark.skipif(os.name == "nt", reason="needs permission bits")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o775])
def test_the_permission_bits_of_a_file_are_kept(make, build, mode):
    script = make("nightly/extract", "now\n")
    folder = build({script.path: make("nightly/extract", "before\n").text})
    (folder / script.path).chmod(mode)
    apply(compare([script], folder))
    assert (folder / script.path).read_text() == script.text
    assert stat.S_IMODE((folder / script.path).stat().st_mode) == mode


@pytest.mark.skipif(os.name == "nt", reason="needs permission bits")
def test_a_new_file_obeys_the_umask(make, tmp_path):
    umask = os.umask(0o027)
    try:
        apply(compare([make("nightly/extract")], tmp_path))
    finally:
        os.umask(umask)
    assert stat.S_IMODE((tmp_path / "nightly/extract.qvs").stat().st_mode) == 0o640


@pytest.mark.parametrize("there", [True, False], ids=["to a file", "dangling"])
def test_a_link_stays_and_its_target_is_written(make, build, read, there):
    script = make("nightly/extract", "now\n")
    target = {"elsewhere/x.qvs": make("nightly/extract", "before\n").text} if there else {}
    folder = build({"nightly/notes.txt": "", **target})
    (folder / script.path).symlink_to("../elsewhere/x.qvs")
    apply(compare([script], folder))
    assert (folder / script.path).readlink() == Path("../elsewhere/x.qvs")
    assert read(folder / "elsewhere") == {"x.qvs": script.text}


def test_a_stale_link_goes_and_its_target_stays(make, build, read):
    script, old = make("nightly/extract"), make("nightly/old")
    folder = build({script.path: script.text, "elsewhere/old.qvs": old.text})
    (folder / old.path).symlink_to("../elsewhere/old.qvs")
    apply(compare([script], folder), prune=True)
    assert not (folder / old.path).is_symlink()
    assert read(folder) == {script.path: script.text, "elsewhere/old.qvs": old.text}


def test_the_folder_stays_when_its_last_file_goes(make, build):
    extract, old = make("nightly/extract"), make("nightly/old")
    folder = build({old.path: old.text})
    stale = [change for change in compare([extract], folder) if change.kind == "stale"]
    apply(stale, prune=True)
    assert list((folder / "nightly").iterdir()) == []
