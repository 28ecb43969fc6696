"""Prints one line for each folder when its last test has ended, instead of one dot for each test.

A failure is named at once. With ``-v``, pytest prints its own line for each test.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Generator, Iterable

import pytest

Status = tuple[str, str, str]


class FolderProgress:
    """Counts the tests of each folder; the tests may run in this process or in others."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self.terminal = terminal
        self.pending: Counter[str] = Counter()
        self.outcomes: dict[str, Counter[str]] = {}
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.total = 0

    def expect(self, ids: Iterable[str]) -> None:
        self.pending = Counter(map(folder_of, ids))
        self.total = self.pending.total()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.expect(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        if not self.total:
            self.expect(ids)

    @pytest.hookimpl(wrapper=True)
    def pytest_report_teststatus(
        self, report: pytest.TestReport
    ) -> Generator[None, Status, Status]:
        category, _, word = yield
        return category, "", word

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        folder = folder_of(report.nodeid)
        self.seconds[folder] += report.duration
        if report.when == "call" or not report.passed:
            self.outcomes.setdefault(folder, Counter())[report.outcome] += 1
        if report.failed:
            self.terminal.write_line(f"FAILED {report.nodeid}", red=True)
        if report.when == "teardown":
            self.pending[folder] -= 1
            if not self.pending[folder]:
                self.write_folder(folder)

    def write_folder(self, folder: str) -> None:
        done = 100 * (self.total - self.pending.total()) // self.total
        counts = ", ".join(f"{n:,} {outcome}" for outcome, n in self.outcomes[folder].items())
        self.terminal.write_line(f"[{done:3}%] {folder}: {counts} ({self.seconds[folder]:.1f} s)")


def folder_of(nodeid: str) -> str:
    """The folder of a room: ``tests/emulate`` of ``tests/emulate/engine/test_loop.py::test_x``."""
    path = nodeid.partition("::")[0]
    return "/".join(path.split("/")[:2])


@pytest.hookimpl(trylast=True)  # the terminal reporter is there
def pytest_configure(config: pytest.Config) -> None:
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    in_worker = hasattr(config, "workerinput")
    if terminal is not None and not in_worker and config.get_verbosity() <= 0:
        terminal.showfspath = False
        config.pluginmanager.register(FolderProgress(terminal), "folder-progress")
