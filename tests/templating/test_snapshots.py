"""The scripts of every option, as files that are read in review."""

from pathlib import Path

import pytest

from qscriptgen import Chain, Wait, check, render
from tests.support.matrix import CHAINS, extract, finance, sales

SCRIPTS = [
    pytest.param(script, id=f"{name}-{script.path.rpartition('/')[2].removesuffix('.qvs')}")
    for name, chain in CHAINS.items()
    for script in render(chain)
]
INCLUDED = [
    pytest.param(script, id=script.path.rpartition("/")[2].removesuffix(".qvs"))
    for script in render(
        Chain("hourly", extract >> sales.reload(wait=Wait("20m")) >> finance), form="include"
    )
]
"""Lines and a library at the default place."""


@pytest.mark.parametrize("script", INCLUDED)
def test_include_form(script, qvs_snapshot):
    assert script.text == qvs_snapshot


@pytest.mark.parametrize("name", CHAINS)
def test_matrix_has_no_errors(name):
    assert check(CHAINS[name]) == ()


@pytest.mark.parametrize("script", SCRIPTS)
def test_script(script, qvs_snapshot):
    assert script.text == qvs_snapshot


def test_every_file_is_the_snapshot_of_a_test():
    folder = Path(__file__).parent / "__snapshots__" / "test_snapshots"
    names = [f"test_script[{script.id}]" for script in SCRIPTS]
    names += [f"test_include_form[{script.id}]" for script in INCLUDED]
    assert {path.name for path in folder.iterdir()} == {f"{name}.qvs" for name in names}
