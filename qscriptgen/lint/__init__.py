"""Finds what is wrong in load script: ``lint`` gives findings, ``RULES`` says what it looks for."""

from __future__ import annotations

from qscriptgen.lint.linter import lint, lint_together
from qscriptgen.lint.rule import Hit, Rule, rule
from qscriptgen.lint.rules import RULES

__all__ = ["RULES", "Hit", "Rule", "lint", "lint_together", "rule"]
