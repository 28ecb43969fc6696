"""What is wrong with a chain, said before anything is rendered."""

from __future__ import annotations

from qscriptgen.checks.chain import check, check_all, check_parts, has_errors
from qscriptgen.checks.forms import check_form
from qscriptgen.checks.problem import PROBLEMS

__all__ = ["PROBLEMS", "check", "check_all", "check_form", "check_parts", "has_errors"]
