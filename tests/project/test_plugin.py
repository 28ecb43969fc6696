"""The fixture qvs_snapshot, in runs of pytest as a user makes them: with the plugin installed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from qscriptgen.testing import QvsSnapshotExtension

TEST = """\
def test_script(qvs_snapshot):
    assert {value} == qvs_snapshot
"""
SCRIPT = "// Caf\u00e9\nTRACE 'a';\n\n\tSET x=;  \nno line end"


@pytest.fixture
def run(pytester):
    """Run one test that compares a value with its snapshot, as a process of its own."""

    def _run(value, *options):
        pytester.makepyfile(test_chain=TEST.format(value=repr(value)))
        return pytester.runpytest_subprocess(*options)

    return _run


def test_a_snapshot_is_the_script_itself(run, pytester):
    run(SCRIPT, "--snapshot-update").assert_outcomes(passed=1)
    files = [file for file in pytester.path.glob("__snapshots__/**/*") if file.is_file()]
    assert files == [pytester.path / "__snapshots__" / "test_chain" / "test_script.qvs"]
    assert files[0].read_bytes() == SCRIPT.encode()
    run(SCRIPT).assert_outcomes(passed=1)


def test_each_script_of_a_chain_has_a_file_of_its_own(pytester):
    pytester.makepyfile(
        test_chain="""
        import pytest
        from qscriptgen import App, Chain, render

        a, b, c = (App(name, id=f"0a1b2c3d-0000-4000-8000-00000000000{name}") for name in "abc")

        @pytest.mark.parametrize("script", render(Chain("x", a >> b >> c)), ids=lambda s: s.app)
        def test_script(script, qvs_snapshot):
            assert script.text == qvs_snapshot
        """
    )
    pytester.runpytest_subprocess("--snapshot-update").assert_outcomes(passed=2)
    folder = pytester.path / "__snapshots__" / "test_chain"
    assert sorted(file.name for file in folder.iterdir()) == [
        "test_script[a].qvs",
        "test_script[b].qvs",
    ]
    assert "LET qsg_App    = '0a1b2c3d-0000-4000-8000-00000000000b';" in (
        (folder / "test_script[a].qvs").read_text(encoding="utf-8").splitlines()
    )


def test_a_changed_script_fails(run):
    run("TRACE a;\n", "--snapshot-update")
    result = run("TRACE b;\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*- TRACE a;*", "*+ TRACE b;*"])


def test_a_missing_snapshot_fails(run, pytester):
    run("TRACE a;\n").assert_outcomes(failed=1)
    assert not (pytester.path / "__snapshots__").exists()


NEVER_EQUAL = [
    pytest.param("TRACE a;\r\n", ValueError, "a snapshot holds LF text", id="carriage-return"),
    pytest.param(b"TRACE a;\n", TypeError, "a script is text, not bytes", id="no-text"),
]


@pytest.mark.parametrize(("value", "error", "message"), NEVER_EQUAL)
def test_what_would_never_be_equal_is_refused(value, error, message):
    with pytest.raises(error, match=message):
        QvsSnapshotExtension().serialize(value)


@pytest.mark.parametrize(("value", "error", "message"), NEVER_EQUAL)
def test_what_is_refused_is_not_written(run, pytester, value, error, message):
    result = run(value, "--snapshot-update")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"*{error.__name__}: {message}*"])
    assert not list(pytester.path.glob("__snapshots__/**/*.qvs"))


def test_the_plugin_is_light_to_import():
    code = "import sys, qscriptgen.pytest_plugin; print(*sys.modules)"
    shown = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8"
    )
    assert not {"pydantic", "jinja2", "syrupy", "click"} & set(shown.stdout.split())


def test_without_syrupy_only_the_tests_that_use_the_fixture_fail(pytester):
    pytester.makepyfile(
        test_chain="""
        def test_other():
            pass

        def test_script(qvs_snapshot):
            assert "" == qvs_snapshot
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:syrupy")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*fixture 'snapshot' not found*"])
