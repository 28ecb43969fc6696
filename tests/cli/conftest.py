"""The command line in an empty folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from qscriptgen.cli import main
from tests.support.strategies import guid

RELAY = f"""\
from qscriptgen import App, Chain

extract = App("Extract", id="{guid(1)}")
sales = App("Sales", id="{guid(2)}")
report = App("Report", id="{guid(3)}")

nightly = Chain("nightly", extract >> sales >> report)
"""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run qscriptgen with these arguments; a bug keeps its traceback."""

    def _run(*args: str, **options: Any) -> Result:
        return CliRunner().invoke(main, args, catch_exceptions=False, **options)

    return _run


@pytest.fixture
def spec() -> Callable[..., str]:
    """Write a spec, the relay Extract to Report unless told otherwise, and return its path."""

    def _spec(text: str = RELAY, path: str = "chain.py", *, also: str = "") -> str:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text + also, encoding="utf-8")
        return path

    return _spec


@pytest.fixture
def written() -> Callable[[], set[str]]:
    """The files below the working folder, without specs and what Python leaves beside them."""

    def _written() -> set[str]:
        files = (file for file in Path().rglob("*") if file.is_file())
        return {f.as_posix() for f in files if f.suffix not in (".py", ".pyc")}

    return _written
