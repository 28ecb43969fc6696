"""For all tests: pytest's own `pytester`, with which the plugin is tested, and one width."""

from collections.abc import Iterator

import pytest

pytest_plugins = ["pytester"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes the expected files of the cases of the linter."""
    text = "Write the findings of lint cases into their expected files."
    parser.addoption("--update", action="store_true", help=text)


@pytest.fixture(autouse=True, scope="session")
def _width() -> Iterator[None]:
    """Pictures are as wide as those in the README, whatever terminal the tests run in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "100")
        yield
