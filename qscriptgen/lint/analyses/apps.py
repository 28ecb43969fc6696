"""Which scripts of a run may belong to the same app.

No script says so, but there are signs: includes; folders; and that two scripts both begin an app,
or both include the same library, so that they belong to two apps.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.includes import file_name, is_library
from qscriptgen.lint.analyses.variables import assignments_of
from qscriptgen.lint.model import analysis
from qscriptgen.script.parts import Include

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qscriptgen.lint.model import LintedScript, ScriptGroup

_SET_BY_FIRST_TAB = ("thousandsep", "decimalsep")


@analysis
def apps_of(group: ScriptGroup) -> Apps:
    """How the scripts of a run belong together."""
    return Apps(group.scripts)


@dataclass(eq=False)
class Apps:
    """The scripts of a run, and which of them include which."""

    scripts: tuple[LintedScript, ...]

    def may_share_app(self, one: LintedScript, other: LintedScript) -> bool:
        """Whether two scripts may belong to the same app."""
        return any(
            self._may_be_tabs(top, other_top)
            for top in self._tops.get(one, (one,))
            for other_top in self._tops.get(other, (other,))
        )

    def including_apps(self, script: LintedScript) -> tuple[LintedScript, ...]:
        """The scripts that include a script, directly or not, and that no script includes."""
        return tuple(top for top in self._tops.get(script, ()) if top is not script)

    def includes(self, script: LintedScript) -> Iterator[tuple[int, LintedScript]]:
        """The scripts of the run that a script includes, with the numbers of the statements."""
        for number in script.of_kind("INCLUDE"):
            part = script.statements[number].parts
            if isinstance(part, Include):
                for other in self._by_file.get(file_name(part.path), ()):
                    yield number, other

    @cached_property
    def _tops(self) -> Mapping[LintedScript, tuple[LintedScript, ...]]:
        """For each script those that include it and that no script includes; often itself."""
        return {script: tuple(self._find_tops(script)) or (script,) for script in self.scripts}

    def _find_tops(self, script: LintedScript) -> Iterator[LintedScript]:
        """Go from a script to those that include it, up to those that no script includes."""
        seen = {script}
        waiting = [script]
        while waiting:
            one = waiting.pop()
            above = self._includers.get(one, ())
            if not above:
                yield one
            new = [other for other in above if other not in seen]
            seen.update(new)
            waiting += new

    @cached_property
    def _includers(self) -> Mapping[LintedScript, tuple[LintedScript, ...]]:
        """The scripts that include each script."""
        found: dict[LintedScript, dict[LintedScript, None]] = {}
        for script in self.scripts:
            for _, other in self.includes(script):
                if other is not script:
                    found.setdefault(other, {})[script] = None
        return {script: tuple(others) for script, others in found.items()}

    @cached_property
    def _by_file(self) -> Mapping[str, list[LintedScript]]:
        """The scripts with each file name."""
        found: dict[str, list[LintedScript]] = {}
        for script in self.scripts:
            found.setdefault(file_name(script.path), []).append(script)
        return found

    def _may_be_tabs(self, one: LintedScript, other: LintedScript) -> bool:
        """Whether two scripts that no script includes are the same, or may be tabs of one app."""
        if one is other:
            return True
        outer, inner = sorted((self._folders[one], self._folders[other]), key=len)
        if inner[: len(outer)] != outer:
            return False
        if self._libraries[one] & self._libraries[other]:
            return False
        return not (_begins_app(one) and _begins_app(other))

    @cached_property
    def _folders(self) -> Mapping[LintedScript, tuple[str, ...]]:
        return {script: PurePath(script.path).parts[:-1] for script in self.scripts}

    @cached_property
    def _libraries(self) -> Mapping[LintedScript, frozenset[LintedScript]]:
        """The libraries that each script includes."""
        return {
            script: frozenset(other for _, other in self.includes(script) if is_library(other))
            for script in self.scripts
        }


def _begins_app(script: LintedScript) -> bool:
    """Whether a script sets what the first tab of an app sets."""
    return any(name in assignments_of(script) for name in _SET_BY_FIRST_TAB)
