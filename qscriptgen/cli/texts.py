"""The scripts that a command is to read: files, folders, standard input, or those of a spec."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from qscriptgen.errors import QscriptgenError
from qscriptgen.script import Source

_SPECS = (".py", ".yaml", ".yml")
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class Read:
    """A text and what messages call it."""

    path: str
    text: str

    def line(self, number: int) -> str:
        """The text of a line, counted from 1."""
        return Source(self.text).line(number)


def read_texts(paths: Sequence[str]) -> list[Read]:
    """What the paths name: a file, all ``.qvs`` files below a folder, a spec, or ``-``.

    Raises:
        QscriptgenError: A file can't be read as text, or a folder holds no script; all of them at
            once.
        SpecError: A spec has errors.
    """
    found: list[Read] = []
    problems: list[str] = []
    for path in paths:
        try:
            found += _read(path)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"can't read {path}: {_reason(error)}")
        except _NoScript:
            problems.append(f"no .qvs file in the folder {path}")
    if problems:
        raise QscriptgenError("\n".join(problems))
    return found


class _NoScript(Exception):
    """A folder without a script."""


def _read(path: str) -> Iterator[Read]:
    if path == "-":
        yield Read("<stdin>", _decoded(sys.stdin.buffer.read()))
    elif Path(path).is_dir():
        files = sorted(Path(path).rglob("*.qvs"))
        if not files:
            raise _NoScript
        for file in files:
            yield Read(str(file), _decoded(file.read_bytes()))
    elif path.endswith(_SPECS):
        yield from _rendered(Path(path))
    else:
        yield Read(path, _decoded(Path(path).read_bytes()))


def _rendered(spec: Path) -> Iterator[Read]:
    # Imported by name when needed: a lint of files starts without the model and the templates.
    load_checked = import_module("qscriptgen.cli.spec").load_checked
    render = import_module("qscriptgen.templating").render
    for chain in load_checked(spec, ()):
        for script in render(chain):
            yield Read(script.path, script.text)


def _decoded(data: bytes) -> str:
    """UTF-8, or what the byte-order mark says; Windows-1252 was the editors' habit before."""
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else "it is no text"
