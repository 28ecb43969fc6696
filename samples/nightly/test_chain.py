"""Tests of a chain, to copy: its scripts stay as they were reviewed, and it has no findings.

Run them with `pip install "qscriptgen[testing]"` and `python -m pytest`; after a change on
purpose, run `python -m pytest --snapshot-update` and review the difference in version control.
"""

import pytest
from chain import nightly

from qscriptgen import check, render


def test_nothing_to_complain_about() -> None:
    assert check(nightly) == ()


def test_apps_that_start_others() -> None:
    assert [script.app for script in render(nightly)] == ["Extract", "Staging", "Finance"]


@pytest.mark.parametrize("script", render(nightly), ids=lambda script: script.app)
def test_script(script, qvs_snapshot) -> None:
    assert script.text == qvs_snapshot
