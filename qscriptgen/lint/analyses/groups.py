"""What the scripts of one run define for each other.

An app is often kept as several files: one for each tab, or a library of subroutines that others
include. What one of them defines or sets is known in all of them.

Names are in lower case where they are keys, as letter case does not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.apps import apps_of
from qscriptgen.lint.analyses.control_flow import control_flow
from qscriptgen.lint.analyses.includes import has_unknown_code, is_library
from qscriptgen.lint.analyses.subroutines import subroutines_of
from qscriptgen.lint.analyses.tables import tables_of
from qscriptgen.lint.analyses.variables import has_expanded_names, variable_names_of, words_read
from qscriptgen.lint.model import analysis
from qscriptgen.script.expression import Name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qscriptgen.lint.model import LintedScript, ScriptGroup


@analysis
def group_subroutines(group: ScriptGroup) -> Mapping[str, str]:
    """The spelling of each subroutine that one of the scripts defines."""
    names = (
        sub.name
        for script in group.scripts
        for subs in subroutines_of(script).values()
        for sub in subs
    )
    return {name.name.lower(): name.name for name in names if isinstance(name, Name)}


@analysis
def group_variables(group: ScriptGroup) -> Mapping[str, str]:
    """The first spelling of each variable that one of the scripts sets."""
    found: dict[str, str] = {}
    for script in reversed(group.scripts):
        found |= variable_names_of(script)
    return found


@analysis
def group_words_read(group: ScriptGroup) -> frozenset[str]:
    """Every word of the scripts that stands where a variable can be read."""
    return frozenset(name for script in group.scripts for name in words_read(script))


@analysis
def group_tables(group: ScriptGroup) -> frozenset[str]:
    """The tables that one of the scripts makes."""
    return frozenset(name for script in group.scripts for name in tables_of(script) or ())


@analysis
def app_has_unknown_code(script: LintedScript) -> bool:
    """Whether code that is not known may define names in the app of a script."""
    apps = apps_of(script.group)
    return any(apps.may_share_app(script, other) for other in _with_unknown_code(script.group))


@analysis
def _with_unknown_code(group: ScriptGroup) -> tuple[LintedScript, ...]:
    return tuple(
        script for script in group.scripts if has_unknown_code(script) or has_expanded_names(script)
    )


@analysis
def app_has_expanded_names(script: LintedScript) -> bool:
    """Whether a script that may be of the same app has expansions for names."""
    apps = apps_of(script.group)
    return any(apps.may_share_app(script, other) for other in _with_expanded_names(script.group))


@analysis
def _with_expanded_names(group: ScriptGroup) -> tuple[LintedScript, ...]:
    return tuple(script for script in group.scripts if has_expanded_names(script))


@analysis
def set_for_includers(script: LintedScript) -> frozenset[int]:
    """The statements of a library outside its subroutines, if no script that includes it is known.

    What they set is for scripts that are not in this run.
    """
    if not is_library(script) or apps_of(script.group).including_apps(script):
        return frozenset()
    return frozenset(control_flow(script).regions[0].members)
