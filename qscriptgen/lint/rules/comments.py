"""QL0: the comments that keep findings back. The linter itself finds these, behind all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.lint.rule import Violation


@rule("QL001", "suppression-without-code", "warning")
def WITHOUT_CODE(script: LintedScript) -> Iterator[Violation]:
    """A comment that is to keep findings back names none.

    Why: without a code it would also hide whatever goes wrong on this line tomorrow.

    Bad:
        LET vToday = Todai();  // qscriptgen: ignore

    Good:
        LET vToday = Todai();  // qscriptgen: ignore QL201 -- comes with our extension
    """
    yield from ()


@rule("QL002", "unused-suppression", "warning")
def UNUSED(script: LintedScript) -> Iterator[Violation]:
    """A comment keeps back a finding that is not there.

    Why: what it was for has been mended, or its code is misspelt; it hides the next one.

    Bad:
        LET vToday = Today();  // qscriptgen: ignore QL201

    Good:
        LET vToday = Today();
    """
    yield from ()
