"""QL0: the comments that suppress findings. The linter itself finds these, after all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.lint.rule import Violation


@rule("QL001", "suppression-without-code", "warning")
def WITHOUT_CODE(script: LintedScript) -> Iterator[Violation]:
    """A comment that suppresses findings does not say which.

    Why: without a code it would also hide what is wrong with this line later.

    Bad:
        LET vToday = Todai();  // qscriptgen: ignore

    Good:
        LET vToday = Todai();  // qscriptgen: ignore QL201 -- comes with our extension
    """
    yield from ()


@rule("QL002", "unused-suppression", "warning")
def UNUSED(script: LintedScript) -> Iterator[Violation]:
    """A comment suppresses a finding that is not there.

    Why: the script was corrected, or the code is misspelt; the comment would hide the next finding.

    Bad:
        LET vToday = Today();  // qscriptgen: ignore QL201

    Good:
        LET vToday = Today();
    """
    yield from ()
