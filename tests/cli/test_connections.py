"""``qscriptgen connections``: the checklist on stdout."""

from __future__ import annotations

from pathlib import Path

import pytest

from qscriptgen import load_chains
from qscriptgen.display import format_checklist

BAD = 'bad = Chain("bad", sales >> sales)\n'
WAITING = 'waiting = Chain("waiting", extract >> sales.reload(wait=Wait("10m")))\n'


def test_the_checklist_of_a_chain(run, spec, written):
    result = run("connections", spec())
    (chain,) = load_chains(Path("chain.py"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == format_checklist(chain)
    assert written() == set()


def test_the_library_is_on_the_list_of_the_include_form(run, spec):
    result = run("connections", spec(), "--form", "include")
    (chain,) = load_chains(Path("chain.py"))
    assert result.stdout == format_checklist(chain, form="include")
    assert "nightly/nightly-library.qvs" in result.stdout


def test_one_checklist_for_each_chain(run, spec):
    spec(also="from qscriptgen import Wait\n" + WAITING)
    lists = [format_checklist(chain) for chain in load_chains(Path("chain.py"))]
    assert run("connections", "chain.py").stdout == "\n".join(lists)
    assert run("connections", "chain.py", "--chain", "waiting").stdout == lists[1]


def test_unknown_chains(run, spec):
    result = run("connections", spec(), "--chain", "nightley")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no chain 'nightley'; did you mean 'nightly'?" in result.stderr


def test_a_spec_with_errors(run, spec):
    result = run("connections", spec(path="starts itself.py", also=BAD))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("starts itself.py:8:")
    assert "QC404" in result.stderr
    assert run("connections", "starts itself.py", "--chain", "nightly").exit_code == 0


@pytest.mark.parametrize(
    "args", [("connections",), ("connections", "none.py"), ("connections", ".")]
)
def test_no_spec(run, args):
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr


def test_help(run):
    assert "--chain" in run("connections", "-h").stdout
