"""Excerpts of scripts, as messages quote them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import Span

_LONGEST = 40


def excerpt(script: LintedScript, span: Span) -> str:
    """The text at a place of a script, on one line."""
    return one_line(script.text[span[0] : span[1]])


def one_line(text: str) -> str:
    """A text on one line, cut off where it is long."""
    return " ".join(text.split())[:_LONGEST]
