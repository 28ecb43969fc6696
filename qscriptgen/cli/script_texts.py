"""The scripts that a command reads: files, folders, standard input, or those of a spec."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TextIO

from qscriptgen.errors import QscriptgenError
from qscriptgen.script import SourceText
from qscriptgen.script_form import ScriptForm

_SPECS = (".py", ".yaml", ".yml")
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class ScriptText:
    """A script and its path in messages; scripts of one ``app`` are linted together."""

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
class RenderOptions:
    """The options with which the scripts of a spec are rendered."""

    form: ScriptForm = "snippet"
    templates: Path | None = None


def is_spec(path: str) -> bool:
    """Whether this is a spec and not a script, by the suffix of its name."""
    return path.endswith(_SPECS)


def read_scripts(
    paths: Sequence[str], options: RenderOptions = RenderOptions()
) -> list[ScriptText]:
    """Read what the paths name, each file once: a file, a folder's ``.qvs``, a spec, or ``-``.

    Raises:
        QscriptgenError: A file can't be read as text, or a folder holds no script; all of them at
            once.
        SpecError: A spec has errors.
    """
    found: list[ScriptText] = []
    problems: list[str] = []
    for path in _distinct_files(paths, problems):
        try:
            found += _read(path, options)
        except (OSError, UnicodeDecodeError, _NotTextError) as error:
            name = "standard input" if path == "-" else path or "''"
            problems.append(f"can't read {name}: {_reason_of(error)}")
    if problems:
        raise QscriptgenError("\n".join(problems))
    return found


class _NotTextError(Exception):
    """What was read can't be a script."""


def _distinct_files(paths: Sequence[str], problems: list[str]) -> Iterator[str]:
    """Yield every named file once, by the first of its names; of a folder, the files in it."""
    seen: set[str] = set()
    for path in paths:
        for file in _list_files(path, problems):
            real = file if file in ("-", "") else os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                yield file


def _list_files(path: str, problems: list[str]) -> list[str]:
    """The path itself, or all scripts below a folder; the case of their suffix does not matter.

    Hidden files, such as the copies that editors keep, are not part of the app.
    """
    if not path or not Path(path).is_dir():
        return [path]
    files = sorted(
        file
        for file in Path(path).rglob("*.[qQ][vV][sS]")
        if not (file.is_dir() or _is_hidden(file.relative_to(path)))
    )
    if not files:
        others = "name files with another suffix and specs one by one"
        problems.append(f"there is no .qvs file in the folder {path}; {others}")
    return [str(file) for file in files]


def _is_hidden(file: Path) -> bool:
    return any(part.startswith(".") for part in file.parts)


def _read(path: str, options: RenderOptions) -> Iterator[ScriptText]:
    if path == "-":
        yield ScriptText("<stdin>", _decode(_read_standard_input()))
    elif is_spec(path):
        yield from _render(Path(path), options)
    elif path:
        yield ScriptText(path, _decode(Path(path).read_bytes()))
    else:
        raise _NotTextError("it names no file; for this folder write .")


def _render(spec: Path, options: RenderOptions) -> Iterator[ScriptText]:
    # Imported when needed: a lint of files starts without the model and the templates.
    load_checked = import_module("qscriptgen.cli.spec").load_checked
    render = import_module("qscriptgen.templating").render_checked
    for chain in load_checked(spec, ()):
        for script in render(chain, form=options.form, templates=options.templates):
            # Each script is for an app of its own, except a library and what includes it.
            app = chain.name if options.form == "include" else f"{chain.name}/{script.app}"
            yield ScriptText(script.path, script.text, f"{spec}:{app}")


def _read_standard_input() -> bytes:
    if stdin() is None:
        raise _NotTextError("it is closed")
    return sys.stdin.buffer.read()


def stdin() -> TextIO | None:
    """Standard input, None if it was closed."""
    return sys.stdin


def _decode(data: bytes) -> str:
    """Decode UTF-8, or what the byte-order mark says, or Windows-1252, which old editors wrote."""
    text = _decode_bytes(data)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _NotTextError(f"it is not text: line {line} holds a NUL; save a script as UTF-8")
    return text


def _decode_bytes(data: bytes) -> str:
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _reason_of(error: OSError | UnicodeDecodeError | _NotTextError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not text; save a script as UTF-8"
    return getattr(error, "strerror", None) or str(error)
