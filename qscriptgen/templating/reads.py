"""What the templates can name of the variables that an app reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qscriptgen.templating.words import names_in_words

if TYPE_CHECKING:
    from qscriptgen.outline import ReadsOutline

_AS_OUTLINED = ("chain", "app", "spec", "place")


def reads_context(outline: ReadsOutline) -> dict[str, Any]:
    """The names for the script that gives defaults."""
    return {
        "form": "snippet",
        **{name: getattr(outline, name) for name in _AS_OUTLINED},
        "named": names_in_words([name for name, _ in outline.defaults]),
        "defaults": outline.defaults,
    }
