"""The fixture `qvs_snapshot` for tests of your own chains (extra ``testing``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


@pytest.fixture
def qvs_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """A syrupy snapshot that keeps each script as a readable .qvs file."""
    # Imported here: without syrupy only the tests that use the fixture may fail.
    from qscriptgen.testing import QvsSnapshotExtension

    return snapshot.use_extension(QvsSnapshotExtension)
