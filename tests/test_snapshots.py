"""The scripts of every option, as files that are read in review."""

import pytest
from matrix import CHAINS

from qscriptgen import check, render

SCRIPTS = [
    pytest.param(script, id=f"{name}-{script.path.rpartition('/')[2].removesuffix('.qvs')}")
    for name, chain in CHAINS.items()
    for script in render(chain)
]


@pytest.mark.parametrize("name", CHAINS)
def test_matrix_has_no_errors(name):
    assert check(CHAINS[name]) == ()


@pytest.mark.parametrize("script", SCRIPTS)
def test_script(script, qvs_snapshot):
    assert script.text == qvs_snapshot
