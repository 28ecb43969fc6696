"""What the templates can name of the spaces in which a script finds itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qscriptgen.plan import AskingPlan


def environment_names(plan: AskingPlan) -> dict[str, Any]:
    """The environments in words, and what counts where none fits."""
    return {
        "environments": plan.environments,
        "labels": ", ".join(environment.label for environment in plan.environments),
        "elsewhere": "none" if plan.no_match in ("fail", "skip") else plan.no_match,
        "by_type": "type" in known_by(plan),
    }


def known_by(plan: AskingPlan) -> set[str]:
    """By what the environments are known: type, name, id, tenant."""
    return {criterion.kind for e in plan.environments for criterion in e.criteria}
