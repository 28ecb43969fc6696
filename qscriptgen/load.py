"""From a spec file to the chains in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, ModuleType, TracebackType

from pydantic import ValidationError

from qscriptgen.chain import Chain
from qscriptgen.chain.origin import shown
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, Place
from qscriptgen.errors import QscriptgenError, SpecError

_OURS = str(Path(__file__).parent)


def load_chains(path: Path) -> tuple[Chain, ...]:
    """Every chain at the top level of a Python spec, each once, in the order of the file.

    The file is run, so treat it as you treat any Python file of others.

    Raises:
        SpecError: The file can't be read or run, or holds no chain; with the place in it.
    """
    module = _run(path)
    chains = {id(value): value for value in vars(module).values() if isinstance(value, Chain)}
    if not chains:
        hint = 'assign one to a name at the top level: nightly = Chain("nightly", a >> b)'
        raise SpecError([problem("QC002", Place(str(path)), "no chain in this file", hint)])
    for chain in chains.values():
        chain.loaded_from(str(path))
    return tuple(chains.values())


def _run(path: Path) -> ModuleType:
    code = _compiled(path)
    # A name that no module can have: the spec may be called as any module is.
    module = ModuleType(f"spec:{path.stem}")
    module.__file__ = str(path)
    folder = path.resolve().parent
    with _importing_from(folder):
        sys.modules[module.__name__] = module
        try:
            exec(code, vars(module))
        except (Exception, SystemExit) as error:
            if _is_bug(error):
                raise
            raise SpecError(_findings(error, path, folder)) from error
        finally:
            del sys.modules[module.__name__]
    return module


def _compiled(path: Path) -> CodeType:
    try:
        return compile(path.read_bytes(), str(path), "exec")
    except OSError as error:
        raise _unreadable(Place(str(path)), error.strerror or str(error)) from error
    except SyntaxError as error:
        place = Place(str(path), error.lineno or 1, max(error.offset or 1, 1))
        raise _unreadable(place, f"Python can't read this: {error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        reason = str(error) or "it nests too deeply"
        raise _unreadable(Place(str(path)), f"Python can't read this: {reason}") from error


@contextmanager
def _importing_from(folder: Path) -> Iterator[None]:
    """Let the spec import its neighbours, and forget them afterwards: another spec has its own."""
    modules, search = set(sys.modules), sys.path[:]
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path[:] = search
        for name in set(sys.modules) - modules:
            if any(_belongs(file, folder) for file in _files(sys.modules[name])):
                del sys.modules[name]


def _files(module: ModuleType) -> Iterator[str]:
    """Where a module comes from; a package without a file has its folders."""
    file = getattr(module, "__file__", None)
    yield from [file] if file else list(getattr(module, "__path__", []))


def _belongs(file: str, folder: Path) -> bool:
    """Whether a file is the user's own: below the folder of the spec, and not installed there."""
    path = Path(file).resolve()
    return path.is_relative_to(folder) and "site-packages" not in path.parts


def _is_bug(error: BaseException) -> bool:
    """Whether it comes out of our own code, where only wrong types are refused on purpose."""
    frames = list(_frames(error.__traceback__))
    expected = isinstance(error, TypeError | ValidationError | QscriptgenError | RecursionError)
    return frames[-1][0].startswith(_OURS) and not expected


def _findings(error: BaseException, path: Path, folder: Path) -> list[Finding]:
    place = _place(error, path, folder)
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
    if isinstance(error, SyntaxError):
        return [problem("QC001", place, f"Python can't read this: {error.msg}")]
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return [problem("QC001", place, text)]


def _place(error: BaseException, path: Path, folder: Path) -> Place:
    """The innermost place that the user has written, in the spec or in a neighbour."""
    if isinstance(error, SyntaxError) and error.filename and _belongs(error.filename, folder):
        return Place(shown(error.filename), error.lineno or 1, max(error.offset or 1, 1))
    own = [(f, line) for f, line in _frames(error.__traceback__) if _belongs(f, folder)]
    file, line = own[-1] if own else (str(path), 1)
    return Place(shown(file), line)


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
