"""Finds errors in load script: ``lint`` gives the findings, ``RULES`` are the rules."""

from __future__ import annotations

from qscriptgen.lint.linter import lint, lint_together
from qscriptgen.lint.rule import Rule, Violation, rule
from qscriptgen.lint.rules import RULES

__all__ = ["RULES", "Rule", "Violation", "lint", "lint_together", "rule"]
