"""What is tested before a chain runs for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.plan.data import Bound

if TYPE_CHECKING:
    from qscriptgen.plan.data import Plan


def self_test_path(plan: Plan) -> str:
    """Where the self-test of a script is written."""
    return f"{plan.path.removesuffix('.qvs')}-self-test.qvs"


def self_test_bound(plan: Plan) -> Bound:
    """The bound of the self-test of a script: one look at each app."""
    return Bound(requests=len(plan.starts), request_timeout_s=plan.request_timeout_s)
