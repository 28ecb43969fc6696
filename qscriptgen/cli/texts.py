"""The scripts that a command is to read: files, folders, standard input, or those of a spec."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from qscriptgen.errors import QscriptgenError
from qscriptgen.script import SourceText

if TYPE_CHECKING:
    from qscriptgen.templating import ScriptForm

_SPECS = (".py", ".yaml", ".yml")
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class Read:
    """A text and what messages call it; ``app`` is the same for those that know each other."""

    path: str
    text: str
    app: str = ""

    def line(self, number: int) -> str:
        """The text of a line, counted from 1."""
        return self._source.line(number)

    @cached_property
    def _source(self) -> SourceText:
        return SourceText(self.text)


@dataclass(frozen=True)
class Wanted:
    """How the scripts of a spec are rendered."""

    form: ScriptForm = "snippet"
    templates: Path | None = None


def is_spec(path: str) -> bool:
    """Whether this is a chain rather than script, by the end of its name."""
    return path.endswith(_SPECS)


def read_texts(paths: Sequence[str], wanted: Wanted = Wanted()) -> list[Read]:
    """What the paths name, each file once: a file, the ``.qvs`` of a folder, a spec, or ``-``.

    Raises:
        QscriptgenError: A file can't be read as text, or a folder holds no script; all of them at
            once.
        SpecError: A spec has errors.
    """
    found: list[Read] = []
    problems: list[str] = []
    for path in _once(paths, problems):
        try:
            found += _read(path, wanted)
        except (OSError, UnicodeDecodeError, _NoText) as error:
            name = "standard input" if path == "-" else path or "''"
            problems.append(f"can't read {name}: {_reason(error)}")
    if problems:
        raise QscriptgenError("\n".join(problems))
    return found


class _NoText(Exception):
    """What is read is nothing that could hold a script."""


def _once(paths: Sequence[str], problems: list[str]) -> Iterator[str]:
    """The files that are named, in folders too, each as it is called first."""
    seen: set[str] = set()
    for path in paths:
        for file in _files(path, problems):
            real = file if file in ("-", "") else os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                yield file


def _files(path: str, problems: list[str]) -> list[str]:
    """The path itself, or all scripts below a folder, whatever the case of their ending.

    What is hidden there, as the copies that editors keep, is not part of the app.
    """
    if not path or not Path(path).is_dir():
        return [path]
    files = sorted(
        file
        for file in Path(path).rglob("*.[qQ][vV][sS]")
        if not (file.is_dir() or _hidden(file.relative_to(path)))
    )
    if not files:
        others = "files with another ending and specs are named one by one"
        problems.append(f"no .qvs file in the folder {path}; {others}")
    return [str(file) for file in files]


def _hidden(file: Path) -> bool:
    return any(part.startswith(".") for part in file.parts)


def _read(path: str, wanted: Wanted) -> Iterator[Read]:
    if path == "-":
        yield Read("<stdin>", _decoded(_standard_input()))
    elif is_spec(path):
        yield from _rendered(Path(path), wanted)
    elif path:
        yield Read(path, _decoded(Path(path).read_bytes()))
    else:
        raise _NoText("it names no file; for this folder write .")


def _rendered(spec: Path, wanted: Wanted) -> Iterator[Read]:
    # Imported by name when needed: a lint of files starts without the model and the templates.
    load_checked = import_module("qscriptgen.cli.spec").load_checked
    render = import_module("qscriptgen.templating").render_checked
    for chain in load_checked(spec, ()):
        for script in render(chain, form=wanted.form, templates=wanted.templates):
            # Each is for an app of its own, but for a library and those who include it.
            app = chain.name if wanted.form == "include" else f"{chain.name}/{script.app}"
            yield Read(script.path, script.text, f"{spec}:{app}")


def _standard_input() -> bytes:
    if stdin() is None:
        raise _NoText("it is closed")
    return sys.stdin.buffer.read()


def stdin() -> TextIO | None:
    """Standard input, None where whoever starts us has closed it."""
    return sys.stdin


def _decoded(data: bytes) -> str:
    """UTF-8, or what the byte-order mark says; Windows-1252 was the editors' habit before."""
    text = _characters(data)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _NoText(f"it is not text: line {line} holds a NUL; save a script as UTF-8")
    return text


def _characters(data: bytes) -> str:
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _reason(error: OSError | UnicodeDecodeError | _NoText) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not text; save a script as UTF-8"
    return getattr(error, "strerror", None) or str(error)
