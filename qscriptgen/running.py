"""Run a Python file of the user's, and say what is wrong with it and where."""

from __future__ import annotations

import linecache
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import CodeType, MappingProxyType, ModuleType

from pydantic import ValidationError

from qscriptgen import chain
from qscriptgen.chain.duration import FORMS
from qscriptgen.chain.origin import Origin, shown
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, Place, did_you_mean
from qscriptgen.errors import QscriptgenError, SpecError

_OURS = Path(__file__).parent

CODES: Mapping[str, str] = MappingProxyType(
    {
        "unreadable_duration": "QC202",
        "literal_error": "QC204",
        "option_without_effect": "QC205",
        "greater_than_equal": "QC206",
        "less_than_equal": "QC206",
        "finite_number": "QC206",
    }
)
"""Kind of a validation error to the code of its finding; all others are QC003."""

HINTS: Mapping[str, str] = MappingProxyType({"QC202": f"write {FORMS}"})
"""What there is to say about every finding of a code."""


def run_file(path: Path, hint: str, models: Mapping[str, object]) -> ModuleType:
    """The module that a file makes when it is run; the file can import its neighbours.

    Args:
        path: The file.
        hint: What such a file is, for one that Python can't read at all.
        models: The dataclasses that it makes, by name, for proposals where an argument is wrong.

    Raises:
        SpecError: The file can't be read or run; with the place in it, or in a neighbour.
    """
    # Places are worked out from the lines as they are now, and not as an earlier load saw them.
    linecache.checkcache()
    code = _compiled(path, hint)
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
            raise SpecError(_findings(error, path, folder, models)) from error
        finally:
            del sys.modules[module.__name__]
    return module


def _compiled(path: Path, hint: str) -> CodeType:
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


def _findings(
    error: BaseException, path: Path, folder: Path, models: Mapping[str, object]
) -> list[Finding]:
    place = _place(error, path, folder)
    if isinstance(error, ValidationError):
        return _refused(error, place, models)
    if isinstance(error, TypeError):
        return [problem("QC003", place, str(error), _type_hint(str(error)))]
    if isinstance(error, SyntaxError):
        return [problem("QC001", place, f"Python can't read this: {error.msg}")]
    if isinstance(error, RecursionError):
        return [problem("QC001", place, "this nests too deeply", "put lists into each other less")]
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return [problem("QC001", place, text, _import_hint(error))]


def _refused(error: ValidationError, place: Place, models: Mapping[str, object]) -> list[Finding]:
    """One finding for each argument; the branches of a union are alternatives."""
    told: dict[tuple[str, str], dict[str, None]] = {}
    for detail in error.errors(include_url=False):
        code = CODES.get(detail["type"], "QC003")
        told.setdefault((code, _argument(detail["loc"])), {})[detail["msg"]] = None
    return [
        problem(
            code,
            place,
            ": ".join(filter(None, (error.title, argument, ", or ".join(messages)))),
            HINTS.get(code) or _argument_hint(models.get(error.title), argument),
        )
        for (code, argument), messages in told.items()
    ]


_WRITTEN = {
    "wait": 'Wait("45m")',
    "policy": "Policy(tries=3)",
    "due": 'Due("90m")',
    "wait_only": 'WaitOnly("45m")',
    "run_if": 'Expr("vRows > 0")',
    "until": 'Expr("vStop = 1")',
    "repeat": 'Repeat("10m")',
    "connections": 'Connections(space="Ops")',
    "flow": "extract >> sales",
    "controller": 'App("Night shift", id="...")',
    "variables": '{"vRun": "full", "vDay": Expr("vDay")}',
    "answer": 'Answer("lib://DataFiles/sales.qvd", ("vRows",))',
    "library": '"lib://Ops:DataFiles/nightly.qvs"',
    "reads": '{"vRun": "full"}',
    "id": '"0a1b2c3d-0000-4000-8000-000000000001", or one for each Space',
}


def _argument_hint(model: object, argument: str) -> str:
    """How an argument is written, or which name of one was meant."""
    known = getattr(model, "__dataclass_fields__", {})
    if argument in _WRITTEN:
        return f"write {argument}={_WRITTEN[argument]}"
    return did_you_mean(argument, known) if known and argument not in known else ""


def _type_hint(message: str) -> str:
    if ">>" in message:
        return "two lists have no >> between them: write group(a, b) >> [c, d]"
    unknown = re.search(r"reload\(\) got an unexpected keyword argument '(\w+)'", message)
    options = set(chain.Step.__dataclass_fields__) - {"app"}
    return did_you_mean(unknown[1], options) if unknown else ""


def _import_hint(error: BaseException) -> str:
    """Where a name comes from that was used without being imported."""
    name = error.name if isinstance(error, NameError) else None
    ours = sys.modules["qscriptgen"].__all__
    return f"from qscriptgen import {name}" if name in ours else ""


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
    first = location[0] if location else ""
    return f"argument {first + 1}" if isinstance(first, int) else str(first)


def _unreadable(place: Place, reason: str, hint: str) -> SpecError:
    return SpecError([problem("QC001", place, reason, hint)])
