"""The exceptions that qscriptgen raises for its users.

- QscriptgenError: everything below; the command line prints it and exits with status 2
    - SpecError: a spec that can't be read, or a chain with findings of severity error
    - QuotingError: a text that can't stand in the place where it was put
    - TemplateError: a template that fails, or that emits a value that was not quoted
    - OutputError: a file or folder that can't be written
    - script.evaluation.errors.NotEmulated: an expression whose value is not known here
    - script.evaluation.errors.EvaluationError: an expression that the engine would refuse

Any other exception is a bug in qscriptgen and keeps its traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qscriptgen.diagnostics import Finding


class QscriptgenError(Exception):
    """An error that the user can mend; its text says what is wrong and what to do."""


class SpecError(QscriptgenError):
    """A spec that can't be read or that has errors; ``findings`` holds every problem found."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(finding.line() for finding in self.findings))


class QuotingError(QscriptgenError):
    """A text that has no safe form in the place where a template puts it."""

    def __init__(self, layer: str, text: str, reason: str) -> None:
        self.layer, self.text, self.reason = layer, text, reason
        super().__init__(f"{text!r} can't stand in a {layer}: {reason}")


class TemplateError(QscriptgenError):
    """A template that can't be rendered."""


class OutputError(QscriptgenError):
    """A file or folder that can't be written."""
