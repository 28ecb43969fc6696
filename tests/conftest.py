"""For all tests: pytest's own `pytester`, with which the plugin is tested, and one width."""

from collections.abc import Iterator

import pytest

pytest_plugins = ["pytester"]


@pytest.fixture(autouse=True, scope="session")
def _width() -> Iterator[None]:
    """Pictures are as wide as those in the README, whatever terminal the tests run in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "100")
        yield
