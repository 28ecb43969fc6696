"""Helpers as fixtures: with importlib mode, test files can't import from one another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qscriptgen.templating.script import Script
from qscriptgen.templating.stamp import checksum, stamped


@pytest.fixture
def build(tmp_path: Path) -> Callable[[dict[str, str | bytes]], Path]:
    """Build a file tree from {path: text or bytes} and return its folder."""

    def _build(tree: dict[str, str | bytes]) -> Path:
        for path, content in tree.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return _build


@pytest.fixture
def read() -> Callable[[Path], dict[str, str]]:
    """Read a folder as {path: text}: every file in it, hidden and temporary ones too."""

    def _read(folder: Path) -> dict[str, str]:
        files = sorted(file for file in folder.rglob("*") if file.is_file())
        return {f.relative_to(folder).as_posix(): f.read_bytes().decode() for f in files}

    return _read


@pytest.fixture
def make() -> Callable[..., Script]:
    """Make a script from ``chain/app`` and the text below its stamp."""

    def _make(path: str, below: str = "TRACE hello;\n") -> Script:
        chain, app = path.split("/")
        return Script(
            chain=chain,
            app=app,
            path=f"{path}.qvs",
            text=stamped(below, chain=chain, app=app),
            checksum=checksum(below),
        )

    return _make
