"""For all tests: pytest's `pytester`, a line for each folder, a width, and how many examples."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester", "tests.support.progress"]

# The first example of a run also pays for imports, templates and Hypothesis's own tables.
settings.register_profile(
    "thorough", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
settings.register_profile("quick", settings.get_profile("thorough"), max_examples=20)
settings.load_profile("quick")  # or as --hypothesis-profile says, which is read after this


@pytest.fixture(autouse=True, scope="session")
def _width() -> Iterator[None]:
    """Pictures are as wide as those in the README, whatever terminal the tests run in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "100")
        yield
