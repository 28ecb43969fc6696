"""``qscriptgen render``: what it writes, prints and returns."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

import qscriptgen
from qscriptgen import __version__, load_chains, render
from qscriptgen.cli import main

EXTRACT, SALES = "build/nightly/extract.qvs", "build/nightly/sales.qvs"
WEEKLY = 'weekly = Chain("weekly", report >> sales)\n'
BAD = 'bad = Chain("bad", sales >> App("Bad", id="1"))\n'
ONE = ("--app", "Extract", "-o", "-")


def texts(spec: str) -> dict[str, str]:
    """The scripts of a spec, by path."""
    return {s.path: s.text for chain in load_chains(Path(spec)) for s in render(chain)}


def edit(file: str) -> None:
    path = Path(file)
    path.write_text(path.read_text(encoding="utf-8") + "TRACE mine;\n", encoding="utf-8")


# Writing


def test_scripts_are_written_below_build(run, spec, written):
    result = run("render", spec())
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr.splitlines() == [f"new {EXTRACT}", f"new {SALES}", "2 new."]
    assert written() == {EXTRACT, SALES}
    for path, text in texts("chain.py").items():
        assert Path("build", path).read_bytes() == text.encode()


def test_a_second_run_changes_nothing(run, spec):
    run("render", spec())
    before = Path(EXTRACT).stat().st_mtime_ns
    result = run("render", "chain.py")
    assert (result.exit_code, result.stderr) == (0, "2 same.\n")
    assert Path(EXTRACT).stat().st_mtime_ns == before


@pytest.mark.parametrize("option", ["-o", "--output"])
def test_scripts_are_written_below_another_folder(run, spec, written, option):
    assert run("render", spec(), option, "out/qvs").exit_code == 0
    assert written() == {"out/qvs/nightly/extract.qvs", "out/qvs/nightly/sales.qvs"}


@pytest.mark.parametrize(
    ("options", "newline", "bom"),
    [
        ((), b"\n", b""),
        (("--newline", "lf"), b"\n", b""),
        (("--newline", "crlf"), b"\r\n", b""),
        (("--bom",), b"\n", b"\xef\xbb\xbf"),
        (("--newline", "crlf", "--bom"), b"\r\n", b"\xef\xbb\xbf"),
    ],
)
def test_line_ends_and_byte_order_mark(run, spec, options, newline, bom):
    assert run("render", spec(), *options).exit_code == 0
    text = texts("chain.py")["nightly/extract.qvs"].encode()
    assert Path(EXTRACT).read_bytes() == bom + text.replace(b"\n", newline)
    assert run("render", "chain.py", *options, *ONE).stdout_bytes == Path(EXTRACT).read_bytes()


def test_all_chains_of_a_file(run, spec, written):
    assert run("render", spec(also=WEEKLY)).exit_code == 0
    assert written() == {EXTRACT, SALES, "build/weekly/report.qvs"}


def test_only_some_chains_and_apps(run, spec, written):
    spec(also=WEEKLY + 'other = Chain("other", sales >> report)\n')
    run("render", "chain.py", "--chain", "weekly", "-o", "one")
    assert written() == {"one/weekly/report.qvs"}
    run("render", "chain.py", "--chain", "weekly", "--chain", "other", "-o", "two")
    assert written() - {"one/weekly/report.qvs"} == {"two/weekly/report.qvs", "two/other/sales.qvs"}
    result = run("render", "chain.py", "--app", "Sales", "--app", "Report", "-o", "three")
    assert result.stderr.splitlines()[-1] == "3 new."


def test_an_edited_file_is_kept_without_force(run, spec):
    run("render", spec())
    edit(EXTRACT)
    edited = Path(EXTRACT).read_bytes()
    result = run("render", "chain.py")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"edited {EXTRACT} (kept)",
        "    hint: it was edited by hand; move the edit into the chain or a template,"
        " or use --force",
        "1 same, 1 edited.",
    ]
    assert Path(EXTRACT).read_bytes() == edited
    result = run("render", "chain.py", "--force")
    assert result.exit_code == 0
    assert Path(EXTRACT).read_bytes() != edited


def test_a_foreign_file_is_never_overwritten(run, spec):
    Path("build/nightly").mkdir(parents=True)
    Path(EXTRACT).write_text("TRACE mine;\n", encoding="utf-8")
    result = run("render", spec(), "--force")
    assert result.exit_code == 1
    assert "its first line is not a stamp of qscriptgen" in result.stderr
    assert Path(EXTRACT).read_text(encoding="utf-8") == "TRACE mine;\n"


def test_stale_files_are_removed_only_with_prune(run, spec, written):
    run("render", spec(also=WEEKLY))
    Path("build/nightly/notes.qvs").write_text("// mine\n", encoding="utf-8")
    spec(also=WEEKLY.replace("weekly = ", "nightly = ").replace("weekly", "nightly"))
    result = run("render", "chain.py")
    assert result.exit_code == 0
    assert f"stale {EXTRACT} (kept)" in result.stderr
    result = run("render", "chain.py", "--prune")
    assert result.exit_code == 0
    assert f"stale {EXTRACT} (removed)" in result.stderr
    # Those of the other chain and those that are not ours stay.
    assert written() == {
        "build/nightly/report.qvs",
        "build/nightly/notes.qvs",
        "build/weekly/report.qvs",
    }


def test_what_was_not_chosen_is_not_stale(run, spec, written):
    run("render", spec(also=WEEKLY))
    for options in [("--app", "Extract"), ("--chain", "nightly", "--prune")]:
        result = run("render", "chain.py", *options)
        assert result.exit_code == 0
        assert "stale" not in result.stderr
    assert written() == {EXTRACT, SALES, "build/weekly/report.qvs"}


def test_pruning_needs_whole_chains(run, spec):
    result = run("render", spec(), "--app", "Extract", "--prune")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--prune needs all scripts of a chain; leave out --app" in result.stderr


def test_an_output_folder_that_is_a_file(run, spec):
    Path("build").write_text("mine", encoding="utf-8")
    result = run("render", spec())
    assert result.exit_code == 1
    assert "'build' stands where a folder should be" in result.stderr
    assert Path("build").read_text(encoding="utf-8") == "mine"


def test_a_full_disk(run, spec, written, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    result = run("render", spec())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        f"error: can't write '{EXTRACT}': No space left on device",
        f"can't write '{SALES}': No space left on device",
        "free some space or check the permissions there; all other files are done",
    ]
    assert written() == set()


# To stdout


def test_one_script_on_stdout(run, spec, written):
    result = run("render", spec(), *ONE)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == texts("chain.py")["nightly/extract.qvs"].encode()
    assert written() == set()


def test_several_scripts_on_stdout_are_refused_and_listed(run, spec):
    result = run("render", spec(), "-o", "-")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-3:] == [
        "Error: -o - prints one script, and there are 2:",
        "  --chain 'nightly' --app 'Extract'",
        "  --chain 'nightly' --app 'Sales'",
    ]


@pytest.mark.parametrize("option", ["--check", "--diff", "--json"])
def test_stdout_takes_only_one_output(run, spec, option):
    result = run("render", spec(), *ONE, option)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "-o - prints a script; it takes no --check, --diff or --json" in result.stderr


# Looking first


def test_check_says_what_would_change_and_writes_nothing(run, spec, written):
    result = run("render", spec(), "--check")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        f"new {EXTRACT}",
        f"new {SALES}",
        "2 new; nothing was written.",
    ]
    assert written() == set()


def test_check_passes_if_nothing_would_change(run, spec):
    run("render", spec())
    result = run("render", "chain.py", "--check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "2 same.\n")


@pytest.mark.parametrize("options", [(), ("--force",), ("--diff",), ("--json",)])
def test_check_sees_a_hand_edit(run, spec, options):
    run("render", spec())
    edit(EXTRACT)
    edited = Path(EXTRACT).read_bytes()
    assert run("render", "chain.py", "--check", *options).exit_code == 1
    assert Path(EXTRACT).read_bytes() == edited


def test_check_counts_stale_files_only_with_prune(run, spec):
    run("render", spec())
    spec(Path("chain.py").read_text(encoding="utf-8").replace(" >> report", ""))
    run("render", "chain.py")
    assert run("render", "chain.py", "--check").exit_code == 0
    assert run("render", "chain.py", "--check", "--prune").exit_code == 1
    assert Path(SALES).exists()


def test_check_sees_other_line_ends(run, spec):
    run("render", spec())
    assert run("render", "chain.py", "--check", "--newline", "crlf").exit_code == 1


def test_diff_prints_what_would_change_and_writes_nothing(run, spec, written):
    result = run("render", spec(), "--diff")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"--- /dev/null\n+++ {EXTRACT}\n@@ -0,0 +1,")
    assert result.stderr.endswith("2 new; nothing was written.\n")
    assert written() == set()


def test_diff_of_a_change(run, spec):
    run("render", spec())
    spec(Path("chain.py").read_text(encoding="utf-8").replace("000000003", "000000009"))
    before = Path(SALES).read_bytes()
    result = run("render", "chain.py", "--diff", "--check")
    assert result.exit_code == 1
    changed = [line for line in result.stdout.splitlines() if line[0] in "+-"][2:]
    assert all("000000003" in old or "checksum" in old for old in changed if old[0] == "-")
    assert any("000000009" in new for new in changed if new[0] == "+")
    assert Path(SALES).read_bytes() == before


def test_no_diff_where_nothing_would_change(run, spec):
    run("render", spec())
    result = run("render", "chain.py", "--diff")
    assert (result.exit_code, result.stdout) == (0, "")


def test_diff_shows_what_force_and_prune_would_do(run, spec):
    run("render", spec())
    spec(Path("chain.py").read_text(encoding="utf-8").replace(" >> report", ""))
    edit(EXTRACT)
    assert run("render", "chain.py", "--diff").stdout == ""
    shown = run("render", "chain.py", "--diff", "--force", "--prune").stdout
    assert "-TRACE mine;\n" in shown
    assert f"--- {SALES}\n+++ /dev/null\n" in shown


# JSON


def test_json_is_one_object_about_all_scripts(run, spec):
    result = run("render", spec(), "--json")
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert list(record) == ["scripts"]
    assert [list(script) for script in record["scripts"]] == [
        ["chain", "app", "path", "change", "checksum", "text"]
    ] * 2
    extract, _ = record["scripts"]
    text = texts("chain.py")["nightly/extract.qvs"]
    assert extract["text"] == text
    assert f"checksum {extract['checksum']} " in text.splitlines()[0]
    assert {**extract, "text": "", "checksum": ""} == {
        "chain": "nightly",
        "app": "Extract",
        "path": EXTRACT,
        "change": "new",
        "checksum": "",
        "text": "",
    }


def test_json_holds_every_kind_of_change(run, spec):
    run("render", spec(also=WEEKLY))
    edit(EXTRACT)
    edit("build/weekly/report.qvs")
    changed = 'weekly = Chain("weekly", report >> [sales, App("X", id=extract.id[:-1] + "9")])\n'
    spec(
        Path("chain.py").read_text(encoding="utf-8").replace(" >> report)", ")").replace(WEEKLY, "")
        + changed
        + 'new = Chain("new", extract >> sales)\n'
    )
    run("render", "chain.py", "--force", "--chain", "weekly")
    spec(Path("chain.py").read_text(encoding="utf-8").replace('[:-1] + "9"', '[:-1] + "8"'))
    result = run("render", "chain.py", "--json", "--check")
    assert result.exit_code == 1
    scripts = json.loads(result.stdout)["scripts"]
    assert {script["path"]: script["change"] for script in scripts} == {
        EXTRACT: "edited",
        SALES: "stale",
        "build/weekly/report.qvs": "changed",
        "build/new/extract.qvs": "new",
    }
    assert [s["path"] for s in scripts if s["text"] is None] == [SALES]
    assert not Path("build/new").exists()


def test_json_writes_the_files_as_well(run, spec):
    result = run("render", spec(), "--json")
    assert Path(EXTRACT).exists()
    assert result.stderr.endswith("2 new.\n")


def test_json_and_diff_exclude_each_other(run, spec, written):
    result = run("render", spec(), "--json", "--diff")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "choose one" in result.stderr
    assert written() == set()


# Names


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--chain", "nightli"), "no chain 'nightli'; did you mean 'nightly'?"),
        (("--chain", "NIGHTLY"), "no chain 'NIGHTLY'; did you mean 'nightly'?"),
        (("--chain", "x"), "no chain 'x'; known: NET, nightly"),
        (("--app", "Extrakt"), "no script for app 'Extrakt'; did you mean 'Extract'?"),
        (("--app", "sales"), "no script for app 'sales'; did you mean 'Sales'?"),
        # It starts nothing, so it has no script.
        (("--app", "Report"), "no script for app 'Report'; known: Extract, Sales"),
        # The chain is there, but not the script in it.
        (("--chain", "nightly", "--app", "Net"), "no script for app 'Net'"),
        (("--chain", "net"), "no chain 'net'; did you mean 'NET'?"),
    ],
)
def test_unknown_names(run, spec, written, options, said):
    result = run("render", spec(also='net = Chain("NET", extract >> sales)\n'), *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert written() == set()


# Templates


def test_a_template_of_the_user_replaces_ours(run, spec):
    Path("mine").mkdir()
    mine = Path("mine/snippet.qvs.jinja")
    mine.write_text(
        'LET qsg_Mine = {{ "it\'s" | literal }};\n{% include "qscriptgen/snippet.qvs.jinja" %}\n',
        encoding="utf-8",
    )
    ours = run("render", spec(), *ONE).stdout
    result = run("render", "chain.py", *ONE, "--templates", "mine")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "\nLET qsg_Mine = 'it''s';\n" in result.stdout
    assert "qsg_Mine" not in ours
    # It is cleared at the end, as all variables of ours.
    assert "SET qsg_Mine=;" in result.stdout


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("\n{{ 1.5 }}\n", "2:1: a template emits 1.5 without a quoting filter"),
        ("\n{{ chain }}\n", "2:1: a template emits 'nightly' without a quoting filter"),
        ("\n\n{{ nothing | literal }}\n", "3:1: 'nothing' is undefined"),
        ("{% if %}\n", "1:1: Expected an expression"),
        ("{{ chain | lateral }}\n", "1:1: No filter named 'lateral'"),
        ('{% include "none.jinja" %}\n', "none.jinja"),
        ('\n{{ "a$(b" | name }}\n', "2:1: 'a$(b' can't stand in a bracketed name"),
    ],
)
def test_a_template_that_fails_is_named_with_its_line(run, spec, written, source, said):
    Path("mine").mkdir()
    Path("mine/snippet.qvs.jinja").write_text(source, encoding="utf-8")
    result = run("render", spec(), "--templates", "mine")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")
    assert "snippet.qvs.jinja:" in result.stderr
    assert said in result.stderr
    assert written() == {"mine/snippet.qvs.jinja"}


@pytest.mark.parametrize("folder", ["none", "chain.py"])
def test_templates_are_a_folder(run, spec, folder):
    result = run("render", spec(), "--templates", folder)
    assert result.exit_code == 2
    assert "--templates" in result.stderr


# Specs


def test_errors_of_a_spec_keep_everything_from_being_written(run, spec, written):
    result = run("render", spec(path="bad.py", also=BAD))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "bad.py:8:29: QC101 the id '1' of app 'Bad' is not a GUID",
        f"    {BAD.rstrip()}",
        "                                ^",
        "    hint: copy it from the address of the opened app: 8-4-4-4-12 hex digits,"
        " such as 0a1b2c3d-0000-4000-8000-000000000001",
        "1 error.",
    ]
    assert written() == set()


def test_only_chosen_chains_are_checked(run, spec):
    assert run("render", spec(also=BAD), "--chain", "nightly").exit_code == 0


def test_warnings_go_to_stderr_and_change_nothing_else(run, spec):
    ring = 'ring = Chain("ring", sales >> report >> sales, repeat=Repeat("1m"))\n'
    spec(also="from qscriptgen import Repeat\n" + ring)
    result = run("render", "chain.py", "--chain", "ring", "--app", "Sales", "-o", "-")
    assert result.exit_code == 0
    assert "QC411" in result.stderr
    assert result.stderr.endswith("1 warning.\n")
    assert result.stdout.startswith("// ==== qscriptgen ")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"x = (\n", "1:5: QC001 "),
        (b"\n1 / 0\n", "2:1: QC001 "),
        (b"from qscriptgen import App\nApp(5)\n", "2:1: QC003 "),
        (b"\xff\xfe\n", "1:"),
        (b"\x00", "1:1: QC001 "),
        (b"", "1:1: QC002 "),
        (None, "1:1: QC001 "),
    ],
    ids=["syntax", "exception", "wrong type", "not utf-8", "nul", "no chain", "missing"],
)
def test_a_bad_spec_has_a_place_and_no_traceback(run, content, place):
    spec = Path("bad spec.py")
    if content is not None:
        spec.write_bytes(content)
    result = run("render", str(spec))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{spec}:{place}")
    assert result.stderr.endswith(("error.\n", "errors.\n"))
    assert "Traceback" not in result.stderr


def test_a_folder_is_not_a_spec(run):
    Path("specs").mkdir()
    result = run("render", "specs")
    assert result.exit_code == 2
    assert result.stderr.startswith("specs:1:1: QC001 ")


@pytest.mark.parametrize(
    ("before", "encoding"),
    [
        ("\x0c\n", "utf-8"),
        ("\n# \u2028 \x0b \x85\n", "utf-8"),
        ("# coding: latin-1\n# \u00e4\n", "latin-1"),
        ("", "utf-8-sig"),
    ],
    ids=["form feed", "separators", "latin-1", "byte-order mark"],
)
def test_a_finding_shows_its_line_of_any_file_that_python_reads(run, spec, before, encoding):
    text = before + Path(spec()).read_text(encoding="utf-8") + BAD
    file = Path(f"{encoding}-{len(before)}.py")
    file.write_bytes(text.encode(encoding))
    result = run("render", str(file))
    assert result.stderr.splitlines()[1].strip() == BAD.rstrip()


def test_a_finding_shows_its_line_as_it_is_now(run, spec):
    run("render", spec(path="now.py", also=BAD))
    result = run("render", spec(path="now.py", also="\n\n" + BAD))
    assert result.stderr.splitlines()[1].strip() == BAD.rstrip()


def test_the_caret_stands_below_its_place(run, spec):
    line = "\tx, \u00fc = '\u00e4\u00f6', App('Bad', id='1')\n"
    spec(path="caret.py", also=f"if 1:\n{line}\tbad = Chain('bad', sales >> \u00fc)\n")
    _, source, caret, *_ = run("render", "caret.py").stderr.splitlines()
    assert source == f"    {line.rstrip()}"
    assert caret == "    \t" + " " * (line.index("App") - 1) + "^"


def test_a_spec_imports_its_neighbours_and_two_specs_have_each_its_own(run, spec):
    for name in ("one", "two"):
        folder = Path(name)
        spec(path=f"{name}/apps.py")
        (folder / "chain.py").write_text(
            f"from qscriptgen import Chain\nfrom apps import extract, sales\n"
            f"chain = Chain({name!r}, extract >> sales)\n",
            encoding="utf-8",
        )
    text = Path("two/apps.py").read_text(encoding="utf-8").replace("Extract", "Other")
    Path("two/apps.py").write_text(text, encoding="utf-8")
    assert run("render", "one/chain.py").stderr == "new build/one/extract.qvs\n1 new.\n"
    assert run("render", "two/chain.py").stderr == "new build/two/other.qvs\n1 new.\n"


# The command line itself


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("render",), "Missing argument 'SPEC'"),
        (("render", "a.py", "b.py"), "Got unexpected extra argument (b.py)"),
        (("render", "a.py", "--chek"), "Did you mean one of: '--check'"),
        (("render", "a.py", "--newline", "cr"), "'cr' is not one of 'lf', 'crlf'"),
        (("rendr", "a.py"), "Did you mean 'render'?"),
    ],
)
def test_bad_usage(run, args, said):
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said.lower() in result.stderr.lower()


def test_no_command_prints_the_help_to_stderr(run):
    result = run()
    assert (result.exit_code, result.stdout) == (2, "")
    assert "render" in result.stderr
    assert "connections" in result.stderr


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_lists_every_option(run, option):
    result = run("render", option)
    assert (result.exit_code, result.stderr) == (0, "")
    options = (
        "--output --chain --app --templates --check --diff --json --force --prune --newline --bom"
    )
    assert [word for word in options.split() if word not in result.stdout] == []
    assert "render" in run(option).stdout


def test_version(run):
    assert run("--version").stdout == f"qscriptgen, version {__version__}\n"


# In a process of its own


def python_m(*args: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "qscriptgen", *args],
        capture_output=True,
        check=False,
        env={**os.environ, **env},
    )


def test_python_m_qscriptgen(spec):
    done = python_m("render", spec(), *ONE)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == texts("chain.py")["nightly/extract.qvs"].encode()


def test_exit_status_of_the_process(spec):
    assert python_m("render", spec(), "--check").returncode == 1
    bad = python_m("render", spec(path="bad.py", also=BAD))
    assert bad.returncode == 2
    assert bad.stderr.startswith(b"bad.py:8:29: QC101 ")


def test_a_bug_keeps_its_traceback(spec):
    # A module beside the spec can't break us, so a broken package is put before ours.
    Path("site/jinja2").mkdir(parents=True)
    Path("site/jinja2/__init__.py").write_text("raise RuntimeError('a bug')\n", encoding="utf-8")
    done = python_m("render", spec(), PYTHONPATH="site")
    assert done.returncode == 1
    assert b"Traceback" in done.stderr


def test_a_spec_beside_the_package_is_not_part_of_it(spec):
    # As in a checkout: a wrong option is the line of the spec, not one of ours below its folder.
    shutil.copytree(Path(qscriptgen.__file__).parent, "qscriptgen")
    done = python_m("render", spec(also="sales.reload(weight='5')\n"), PYTHONPATH=".")
    assert done.returncode == 2
    assert done.stderr.startswith(b"chain.py:8:1: QC003 ")


def test_output_is_utf_8_wherever_it_goes(spec):
    names = spec(
        path="names.py", also='x = Chain("\u00dc", App("\u00c4", id=extract.id) >> sales)\n'
    )
    done = python_m("render", names, "--chain", "\u00dc", "--json", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert json.loads(done.stdout)["scripts"][0]["chain"] == "\u00dc"


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_completion_prints_a_script(shell):
    done = python_m(_QSCRIPTGEN_COMPLETE=f"{shell}_source")
    assert done.returncode == 0
    assert b"qscriptgen" in done.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("qscriptgen ren", ["render"]),
        ("qscriptgen render chain.py --ch", ["--chain", "--check"]),
        ("qscriptgen render chain.py --newline ", ["lf", "crlf"]),
    ],
)
def test_completion_knows_commands_and_options(words, expected):
    done = python_m(
        _QSCRIPTGEN_COMPLETE="bash_complete",
        COMP_WORDS=words,
        COMP_CWORD=str(len(words.split()) - (words[-1] != " ")),
    )
    assert [line.rpartition(b",")[2].decode() for line in done.stdout.splitlines()] == expected


def test_completion_offers_the_commands_that_the_help_lists(run):
    offered = ShellComplete(main, {}, "qscriptgen", "").get_completions([], "")
    assert [item.value for item in offered] == [
        "connections",
        "explain",
        "init",
        "lint",
        "render",
        "simulate",
    ]
    listed = run("--help").stdout
    assert all(f"  {item.value}  " in listed and item.help in listed for item in offered)


@pytest.mark.parametrize(("no_color", "colored"), [("", True), ("1", False)])
def test_colors_only_on_a_terminal_and_not_with_no_color(spec, no_color, colored):
    pty = pytest.importorskip("pty")
    Path("mine").mkdir()
    Path("mine/snippet.qvs.jinja").write_text("{{ 1.5 }}\n", encoding="utf-8")
    command = [sys.executable, "-m", "qscriptgen", "render", spec(), "--templates", "mine"]
    reader, terminal = pty.openpty()
    env = {**os.environ, "NO_COLOR": no_color, "TERM": "xterm"}
    done = subprocess.run(command, stderr=terminal, stdout=subprocess.PIPE, check=False, env=env)
    os.close(terminal)
    said = os.read(reader, 10_000)
    os.close(reader)
    assert done.returncode == 2
    assert b"error: " in said
    assert (b"\x1b[" in said) is colored
    piped = subprocess.run(command, capture_output=True, check=False, env=env)
    assert b"\x1b[" not in piped.stderr
