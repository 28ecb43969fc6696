"""From a spec file to the chains in it."""

from __future__ import annotations

import linecache
import re
import sys
import tokenize
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import CodeType, ModuleType

from pydantic import ValidationError

from qscriptgen import chain
from qscriptgen.chain import Chain
from qscriptgen.chain.origin import Origin, shown
from qscriptgen.checks import check_all
from qscriptgen.checks.names import secrets_in
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, Place, did_you_mean, sort_findings
from qscriptgen.errors import QscriptgenError, SpecError

_OURS = Path(__file__).parent


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
    for found in chains.values():
        found.loaded_from(str(path))
    return tuple(chains.values())


def check_spec(path: Path, chains: Sequence[Chain]) -> tuple[Finding, ...]:
    """The problems of chains that were loaded from a file, and secrets anywhere in its text."""
    with tokenize.open(path) as stream:
        source = stream.read()
    return sort_findings((*secrets_in(str(path), source), *check_all(chains)))


def _run(path: Path) -> ModuleType:
    # Places are worked out from the lines as they are now, and not as an earlier load saw them.
    linecache.checkcache()
    code = _compiled(path)
    # A name that no module can have: the spec may be called as any module is.
    module = ModuleType(f"spec:{path.stem}")
    module.__file__ = str(path)
    folder = path.resolve().parent
    with _importing_from(folder):
        sys.modules[module.__name__] = module
        try:
            # Standard output is for what a command prints, so a spec that prints goes beside it.
            with redirect_stdout(sys.stderr):
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
    installed = "site-packages" in path.parts or path.is_relative_to(_OURS)
    return path.is_relative_to(folder) and not installed


def _is_bug(error: BaseException) -> bool:
    """Whether it comes out of our own code, where only wrong types are refused on purpose."""
    if isinstance(error, TypeError | ValidationError | QscriptgenError | RecursionError):
        return False
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return bool(trace and Path(trace.tb_frame.f_code.co_filename).is_relative_to(_OURS))


def _findings(error: BaseException, path: Path, folder: Path) -> list[Finding]:
    place = _place(error, path, folder)
    if isinstance(error, ValidationError):
        told: dict[str, dict[str, None]] = {}
        for detail in error.errors(include_url=False):
            told.setdefault(_argument(detail["loc"]), {})[detail["msg"]] = None
        return [
            problem(
                "QC003",
                place,
                f"{error.title}: {argument}: {', or '.join(messages)}",
                _argument_hint(error.title, argument),
            )
            for argument, messages in told.items()
        ]
    if isinstance(error, TypeError):
        return [problem("QC003", place, str(error), _type_hint(str(error)))]
    if isinstance(error, SyntaxError):
        return [problem("QC001", place, f"Python can't read this: {error.msg}")]
    if isinstance(error, RecursionError):
        return [problem("QC001", place, "this nests too deeply", "put lists into each other less")]
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return [problem("QC001", place, text)]


_WRITTEN = {
    "wait": 'Wait("45m")',
    "policy": "Policy(tries=3)",
    "run_if": 'Expr("vRows > 0")',
    "until": 'Expr("vStop = 1")',
    "repeat": 'Repeat("10m")',
    "connections": 'Connections(space="Ops")',
    "flow": "extract >> sales",
    "variables": '{"vRun": "full"}, both of them texts',
    "id": '"0a1b2c3d-0000-4000-8000-000000000001", or one for each Space',
}


def _argument_hint(title: str, argument: str) -> str:
    """How an argument is written, or which name of one was meant."""
    known = getattr(getattr(chain, title, None), "__dataclass_fields__", {})
    if argument in _WRITTEN:
        return f"write {argument}={_WRITTEN[argument]}"
    return did_you_mean(argument, known) if known and argument not in known else ""


def _type_hint(message: str) -> str:
    if ">>" in message:
        return "two lists have no >> between them: write group(a, b) >> [c, d]"
    unknown = re.search(r"reload\(\) got an unexpected keyword argument '(\w+)'", message)
    options = set(chain.Step.__dataclass_fields__) - {"app"}
    return did_you_mean(unknown[1], options) if unknown else ""


def _place(error: BaseException, path: Path, folder: Path) -> Place:
    """The innermost place that the user has written, in the spec or in a neighbour."""
    if isinstance(error, SyntaxError) and error.filename and _belongs(error.filename, folder):
        return Place(shown(error.filename), error.lineno or 1, max(error.offset or 1, 1))
    trace, found = error.__traceback__, Place(str(path))
    while trace:
        code = trace.tb_frame.f_code
        if _belongs(code.co_filename, folder):
            found = Origin(code, trace.tb_lasti, trace.tb_lineno).place
        trace = trace.tb_next
    return found


def _argument(location: tuple[int | str, ...]) -> str:
    """The argument that a validation error is about, without the branches of unions."""
    first = location[0] if location else "?"
    return f"argument {first + 1}" if isinstance(first, int) else str(first)


def _unreadable(place: Place, reason: str) -> SpecError:
    return SpecError(
        [problem("QC001", place, reason, "a spec is a Python file with a Chain in it")]
    )
