"""What the templates can name of the spaces in which a script finds itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qscriptgen.outline import AskingOutline


def environments_context(outline: AskingOutline) -> dict[str, Any]:
    """The environments in words, and what counts where none fits."""
    return {
        "environments": outline.environments,
        "labels": ", ".join(environment.label for environment in outline.environments),
        "elsewhere": "none" if outline.no_match in ("fail", "skip") else outline.no_match,
        "by_type": "type" in criterion_kinds(outline),
    }


def criterion_kinds(outline: AskingOutline) -> set[str]:
    """By what the environments are known: type, name, id, tenant."""
    return {criterion.kind for e in outline.environments for criterion in e.criteria}
