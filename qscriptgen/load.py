"""From a spec file to the chains in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, TracebackType

from pydantic import ValidationError

from qscriptgen.chain import Chain
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, Place
from qscriptgen.errors import QscriptgenError, SpecError


def load_chains(path: Path) -> tuple[Chain, ...]:
    """Every chain at the top level of a Python spec, each once, in the order of the file.

    The file is run, so treat it as you treat any Python file of others.

    Raises:
        SpecError: The file can't be read or run, or holds no chain; with the place in it.
    """
    module = _run(path)
    chains = {id(value): value for value in vars(module).values() if isinstance(value, Chain)}
    if not chains:
        raise SpecError(
            [
                problem(
                    "QC002",
                    Place(str(path)),
                    "no chain in this file",
                    'assign one to a name at the top level: nightly = Chain("nightly", a >> b)',
                )
            ]
        )
    return tuple(chains.values())


def _run(path: Path) -> ModuleType:
    try:
        code = compile(path.read_bytes(), str(path), "exec")
    except OSError as error:
        raise _unreadable(Place(str(path)), error.strerror or str(error)) from error
    except SyntaxError as error:
        place = Place(str(path), error.lineno or 1, max(error.offset or 1, 1))
        raise _unreadable(place, f"Python can't read this: {error.msg}") from error
    except ValueError as error:
        raise _unreadable(Place(str(path)), f"Python can't read this: {error}") from error
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    with _importing_from(path.resolve().parent):
        try:
            exec(code, vars(module))
        except (Exception, SystemExit) as error:
            if _is_bug(error):
                raise
            raise SpecError(_findings(error, path)) from error
    return module


@contextmanager
def _importing_from(folder: Path) -> Iterator[None]:
    """Let the spec import its neighbours, and forget them afterwards: another spec has its own."""
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None)
            if file and Path(file).is_relative_to(folder) and "site-packages" not in file:
                del sys.modules[name]


def _is_bug(error: BaseException) -> bool:
    """Whether it comes out of our own code, where only wrong types are refused on purpose."""
    frames = list(_frames(error.__traceback__))
    inside = frames[-1][0].startswith(str(Path(__file__).parent))
    return inside and not isinstance(error, TypeError | ValidationError | QscriptgenError)


def _findings(error: BaseException, path: Path) -> list[Finding]:
    lines = [line for file, line in _frames(error.__traceback__) if file == str(path)]
    place = Place(str(path), lines[-1] if lines else 1)
    if isinstance(error, ValidationError):
        told: dict[str, dict[str, None]] = {}
        for detail in error.errors(include_url=False):
            told.setdefault(_argument(detail["loc"]), {})[detail["msg"]] = None
        return [
            problem("QC003", place, f"{error.title}: {argument}: {', or '.join(messages)}")
            for argument, messages in told.items()
        ]
    if isinstance(error, TypeError):
        return [problem("QC003", place, str(error))]
    return [problem("QC001", place, f"{type(error).__name__}: {error}")]


def _argument(location: tuple[int | str, ...]) -> str:
    """The argument that a validation error is about, without the branches of unions."""
    first = location[0] if location else "?"
    return f"argument {first + 1}" if isinstance(first, int) else str(first)


def _frames(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    while trace:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _unreadable(place: Place, reason: str) -> SpecError:
    return SpecError(
        [problem("QC001", place, reason, "a spec is a Python file with a Chain in it")]
    )
