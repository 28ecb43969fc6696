"""Run a Python file that a user wrote."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import CodeType, ModuleType

from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Place
from qscriptgen.documents.python_errors import describe_exception, is_our_bug
from qscriptgen.documents.user_files import is_users_own
from qscriptgen.errors import SpecError


def run_python_file(path: Path, hint: str, models: Mapping[str, object]) -> ModuleType:
    """Run a file and return the module; the file can import its neighbours.

    Args:
        path: The file.
        hint: What such a file is, for one that Python can't read at all.
        models: The dataclasses that it uses, by name, for hints where an argument is wrong.

    Raises:
        SpecError: The file can't be read or run; with the place in it, or in a neighbour.
    """
    # Places are worked out from the lines as they are now, and not as an earlier load saw them.
    linecache.checkcache()
    code = _compile(path, hint)
    # A name that no module can have: the spec itself may be named like any module.
    module = ModuleType(f"spec:{path.stem}")
    module.__file__ = str(path)
    folder = path.resolve().parent
    with _importing_from(folder):
        sys.modules[module.__name__] = module
        try:
            # Standard output is for what a command prints, so prints of the file go to stderr.
            with redirect_stdout(sys.stderr):
                exec(code, vars(module))
        except (Exception, SystemExit) as error:
            if is_our_bug(error):
                raise
            raise SpecError(describe_exception(error, path, folder, models)) from error
        finally:
            del sys.modules[module.__name__]
    return module


def _compile(path: Path, hint: str) -> CodeType:
    try:
        return compile(path.read_bytes(), str(path), "exec")
    except OSError as error:
        raise _unreadable(Place(str(path)), error.strerror or str(error), hint) from error
    except SyntaxError as error:
        place = Place(str(path), error.lineno or 1, max(error.offset or 1, 1))
        raise _unreadable(place, f"Python can't read this: {error.msg}", hint) from error
    except (ValueError, RecursionError, MemoryError) as error:
        reason = str(error) or "it nests too deeply"
        raise _unreadable(Place(str(path)), f"Python can't read this: {reason}", hint) from error


def _unreadable(place: Place, reason: str, hint: str) -> SpecError:
    return SpecError([problem("QC001", place, reason, hint)])


@contextmanager
def _importing_from(folder: Path) -> Iterator[None]:
    """Let the file import its neighbours, and forget them afterwards: another file has its own."""
    modules, search = set(sys.modules), sys.path[:]
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path[:] = search
        for name in set(sys.modules) - modules:
            if any(is_users_own(file, folder) for file in _origins(sys.modules[name])):
                del sys.modules[name]


def _origins(module: ModuleType) -> Iterator[str]:
    """The file of a module; the folders of a package without a file."""
    file = getattr(module, "__file__", None)
    yield from [file] if file else list(getattr(module, "__path__", []))
