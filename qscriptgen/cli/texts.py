"""The scripts that a command is to read: files, folders, standard input, or those of a spec."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from qscriptgen.errors import QscriptgenError
from qscriptgen.script import Source

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
        return Source(self.text).line(number)


@dataclass(frozen=True)
class Wanted:
    """How the scripts of a spec are rendered."""

    form: ScriptForm = "snippet"
    templates: Path | None = None


def is_spec(path: str) -> bool:
    """Whether this is a chain rather than script, by the end of its name."""
    return path.endswith(_SPECS)


def read_texts(paths: Sequence[str], wanted: Wanted = Wanted()) -> list[Read]:
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
            found += _read(path, wanted)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"can't read {path}: {_reason(error)}")
        except _NoScript:
            problems.append(f"no .qvs file in the folder {path}")
    if problems:
        raise QscriptgenError("\n".join(problems))
    return found


class _NoScript(Exception):
    """A folder without a script."""


def _read(path: str, wanted: Wanted) -> Iterator[Read]:
    if path == "-":
        yield Read("<stdin>", _decoded(sys.stdin.buffer.read()))
    elif Path(path).is_dir():
        files = sorted(Path(path).rglob("*.qvs"))
        if not files:
            raise _NoScript
        for file in files:
            yield Read(str(file), _decoded(file.read_bytes()))
    elif is_spec(path):
        yield from _rendered(Path(path), wanted)
    else:
        yield Read(path, _decoded(Path(path).read_bytes()))


def _rendered(spec: Path, wanted: Wanted) -> Iterator[Read]:
    # Imported by name when needed: a lint of files starts without the model and the templates.
    load_checked = import_module("qscriptgen.cli.spec").load_checked
    render = import_module("qscriptgen.templating").render_checked
    for chain in load_checked(spec, ()):
        for script in render(chain, form=wanted.form, templates=wanted.templates):
            # Each is for an app of its own, but for a library and those who include it.
            app = chain.name if wanted.form == "include" else f"{chain.name}/{script.app}"
            yield Read(script.path, script.text, f"{spec}:{app}")


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
