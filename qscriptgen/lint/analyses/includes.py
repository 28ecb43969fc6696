"""What a script includes, and whether text that is not known may define names in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.control_flow import control_flow
from qscriptgen.lint.model import analysis
from qscriptgen.script.parts import Include

if TYPE_CHECKING:
    from qscriptgen.lint.model import LintedScript

_FOLDERS = re.compile(r"[\\/:]")
_IN_LIBRARIES = frozenset(("SUB", "EMPTY", "REM", "TRACE", "SET", "LET", "ASSIGNMENT"))


def file_name(path: str) -> str:
    """The name of a file without its folders, connections and spaces, in lower case.

    Which folder a connection leads to, only the tenant knows.
    """
    return _FOLDERS.split(path)[-1].strip().lower()


@analysis
def included_files(script: LintedScript) -> frozenset[str]:
    """The names of the files that a script includes.

    A name that contains an expansion is the name of no file.
    """
    parts = (script.statements[number].parts for number in script.of_kind("INCLUDE"))
    return frozenset(file_name(part.path) for part in parts if isinstance(part, Include))


@analysis
def has_included_code(script: LintedScript) -> bool:
    """Whether an include, or a variable that holds script text, adds code to the script."""
    return bool(script.of_kind("INCLUDE", "EXPANSION"))


@analysis
def has_unknown_code(script: LintedScript) -> bool:
    """Whether code is added that is not among the scripts of the run."""
    return bool(script.of_kind("EXPANSION")) or not script.group.files >= included_files(script)


@analysis
def is_library(script: LintedScript) -> bool:
    """Whether a script only defines subroutines and sets variables, for scripts that include it."""
    if not script.of_kind("SUB"):
        return False
    (own,) = (region for region in control_flow(script).regions if region.sub is None)
    return all(script.statements[number].kind in _IN_LIBRARIES for number in own.members)
