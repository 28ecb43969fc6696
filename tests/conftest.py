"""For all tests: pytest's `pytester`, a line for each folder, a width, and how many examples."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.budget import take_part

pytest_plugins = ["pytester", "tests.support.progress"]

# The first example of a run also pays for imports, templates and Hypothesis's own tables.
settings.register_profile(
    "thorough", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
settings.register_profile("quick", settings.get_profile("thorough"), max_examples=12)
settings.load_profile("quick")  # or as --hypothesis-profile says, which is read after this


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add options: one writes expected findings anew, one runs a part of the proofs."""
    text = "Write the findings of lint cases into their expected files."
    parser.addoption("--update", action="store_true", help=text)
    text = "Run the part of the proofs that fits into the gate; with -m proof."
    parser.addoption("--proof-part", action="store_true", help=text)


def pytest_configure(config: pytest.Config) -> None:
    """Say how much of the proofs is run, before they are collected."""
    if config.getoption("--proof-part"):
        take_part()


@pytest.fixture(autouse=True, scope="session")
def _width() -> Iterator[None]:
    """Pictures are as wide as those in the README, whatever terminal the tests run in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "100")
        yield
