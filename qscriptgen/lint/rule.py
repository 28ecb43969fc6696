"""What a rule is, and how a function becomes one."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qscriptgen.diagnostics import Severity
    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import Span

_SECTION = re.compile(r"^(Why|Bad|Good|Source):[ ]*(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Violation:
    """A place in a script that violates a rule; the message quotes the script."""

    span: Span
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Rule:
    """A check with its code and its explanation.

    ``code`` is stable and never used again for another rule; ``name`` is its readable form. An
    ``error`` is certain; a rule that can be wrong is a ``warning`` or an ``info``.

    The docstring of the check is the explanation: a sentence, then ``Why:``, ``Bad:`` and
    ``Good:``, the last two with script that is indented below them.
    """

    code: str
    name: str
    severity: Severity
    check: Callable[[LintedScript], Iterator[Violation]]

    @property
    def summary(self) -> str:
        """The first sentence of the explanation."""
        return self._sections[""].split("\n\n")[0].replace("\n", " ").strip()

    @property
    def why(self) -> str:
        """Why it matters."""
        return self._sections.get("Why", "").strip()

    @property
    def bad(self) -> str:
        """A script that violates the rule."""
        return inspect.cleandoc(self._sections.get("Bad", "")) + "\n"

    @property
    def good(self) -> str:
        """The same script, corrected."""
        return inspect.cleandoc(self._sections.get("Good", "")) + "\n"

    @cached_property
    def explanation(self) -> str:
        """The whole text, as ``explain`` prints it."""
        head = f"{self.code} {self.name} ({self.severity})"
        return f"{head}\n\n{inspect.cleandoc(self.check.__doc__ or '')}\n"

    @cached_property
    def _sections(self) -> dict[str, str]:
        """The parts of the explanation by their titles; the first has none."""
        parts = _SECTION.split(inspect.cleandoc(self.check.__doc__ or ""))
        found = {"": parts[0]}
        for name, first, rest in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            found[name] = f"{first}{rest}" if name == "Why" else rest
        return found


def rule(
    code: str, name: str, severity: Severity
) -> Callable[[Callable[[LintedScript], Iterator[Violation]]], Rule]:
    """Make a function a rule: ``@rule("QL301", "undoubled-quote", "error")``."""
    return lambda check: Rule(code, name, severity, check)
