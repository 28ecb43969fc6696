"""From an exception in a user's Python file to findings with their places in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from qscriptgen.chain.origin import Origin, short_path
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, Place
from qscriptgen.documents.python_hints import hint_for_argument, hint_for_name, hint_for_type_error
from qscriptgen.documents.user_files import is_ours, is_users_own
from qscriptgen.documents.validation_errors import IN_PYTHON, code_of, hint_of_code, join_messages
from qscriptgen.errors import QscriptgenError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def is_our_bug(error: BaseException) -> bool:
    """Whether it comes from our own code, where only wrong types are refused on purpose."""
    if isinstance(error, TypeError | ValidationError | QscriptgenError | RecursionError):
        return False
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return bool(trace and is_ours(trace.tb_frame.f_code.co_filename))


def describe_exception(
    error: BaseException, path: Path, folder: Path, models: Mapping[str, object]
) -> list[Finding]:
    """Describe an exception as findings.

    Args:
        error: What was raised.
        path: The file that was run.
        folder: The folder in which its neighbours lie.
        models: The dataclasses that the file uses, by name.
    """
    place = _find_innermost_place(error, path, folder)
    if isinstance(error, ValidationError):
        return _describe_validation_error(error, place, models)
    if isinstance(error, TypeError):
        return [problem("QC003", place, str(error), hint_for_type_error(str(error)))]
    if isinstance(error, SyntaxError):
        return [problem("QC001", place, f"Python can't read this: {error.msg}")]
    if isinstance(error, RecursionError):
        return [problem("QC001", place, "this nests too deeply", "put lists into each other less")]
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    hint = hint_for_name(error.name) if isinstance(error, NameError) else ""
    return [problem("QC001", place, text, hint)]


def _describe_validation_error(
    error: ValidationError, place: Place, models: Mapping[str, object]
) -> list[Finding]:
    """Make one finding for each argument; the branches of a union are alternatives."""
    details_of: dict[tuple[str, str], list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        key = (code_of(detail["type"]), _name_argument(detail["loc"]))
        details_of.setdefault(key, []).append(detail)
    return [
        problem(
            code,
            place,
            ": ".join(filter(None, (error.title, argument))) + join_messages(details, IN_PYTHON),
            hint_of_code(code) or hint_for_argument(models.get(error.title), argument),
        )
        for (code, argument), details in details_of.items()
    ]


def _name_argument(location: tuple[int | str, ...]) -> str:
    """Name the argument that a validation error is about, without the branches of unions."""
    first = location[0] if location else ""
    return f"argument {first + 1}" if isinstance(first, int) else str(first)


def _find_innermost_place(error: BaseException, path: Path, folder: Path) -> Place:
    """Find the innermost place in a file of the user's: the one that was run, or a neighbour."""
    if isinstance(error, SyntaxError) and error.filename and is_users_own(error.filename, folder):
        return Place(short_path(error.filename), error.lineno or 1, max(error.offset or 1, 1))
    trace, found = error.__traceback__, Place(str(path))
    while trace:
        code = trace.tb_frame.f_code
        if is_users_own(code.co_filename, folder):
            found = Origin(code, trace.tb_lasti, trace.tb_lineno).place
        trace = trace.tb_next
    return found
