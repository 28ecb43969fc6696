"""Copies of an app in several spaces, and how a script tells the spaces apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from qscriptgen.chain.environments import SPACE_TYPES
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import did_you_mean

if TYPE_CHECKING:
    from qscriptgen.chain import Chain, Space
    from qscriptgen.diagnostics import Finding

_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_RESERVED_LABELS = ("none", "fail", "skip")
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def check_environments(chain: Chain) -> Iterator[Finding]:
    """Problems of spaces and of the ids that belong to them."""
    for earlier, later in combinations(chain.spaces, 2):
        if earlier.label.lower() == later.label.lower():
            yield problem(
                "QC305",
                later.place,
                f"two environments have the label {later.label!r}",
                "give each its own; capital letters do not tell them apart",
            )
        elif _covers(earlier, later):
            yield problem(
                "QC303",
                later.place,
                f"{later.label!r} is never reached: wherever it fits, {earlier.label!r} fits first",
                f"name it before {earlier.label!r} in the ids of the first app, or make"
                f" {earlier.label!r} narrower",
            )
    yield from _ids(chain)
    yield from _no_match(chain)


def check_space(space: Space) -> Iterator[Finding]:
    """Problems of one environment alone."""
    if not _LABEL.fullmatch(space.label) or space.label.lower() in _RESERVED_LABELS:
        yield problem(
            "QC305",
            space.place,
            f"{space.label!r} can't be the label of an environment",
            f"a letter, then letters, digits, _ or -; not {', '.join(_RESERVED_LABELS)}",
        )
    if space.is_whole and not (space.types or space.name or space.id or space.tenant):
        yield problem(
            "QC304",
            space.place,
            f"nothing says how a script knows the environment {space.label!r}",
            "say by which type, name, id or tenant, such as the type shared",
        )
    for word in space.types:
        if word not in SPACE_TYPES:
            yield problem(
                "QC204",
                space.place_of("type"),
                f"type={word!r} is not a type of space",
                did_you_mean(word, SPACE_TYPES),
            )
    if space.tenant is not None and not _HOST.fullmatch(space.tenant):
        yield problem(
            "QC306",
            space.place_of("tenant"),
            f"tenant={space.tenant!r} is not a host name",
            "write it without https:// and path, such as acme.eu.qlikcloud.com",
        )


def _covers(earlier: Space, later: Space) -> bool:
    """Whether the earlier one fits wherever the later one does."""
    if earlier.types and not (later.types and set(later.types) <= set(earlier.types)):
        return False
    return all(
        getattr(earlier, kind) in (None, getattr(later, kind)) for kind in ("name", "id", "tenant")
    )


def _ids(chain: Chain) -> Iterator[Finding]:
    for app in chain.all_apps:
        missing = [s.label for s in chain.spaces if app.spaces and s not in app.spaces]
        if missing:
            yield problem(
                "QC301",
                app.place,
                f"app {app.name!r} has no id for {' and '.join(map(repr, missing))}",
                "add one, the same as another if that copy serves both",
            )
        if isinstance(app.id, dict):
            first: dict[str, str] = {}
            for space, app_id in app.id.items():
                other = first.setdefault(app_id.lower(), space.label)
                if other != space.label:
                    yield problem(
                        "QC302",
                        app.place_of("id", space.label),
                        f"app {app.name!r} has one id under {other!r} and {space.label!r}",
                        "right if that copy is meant to serve both",
                    )


def _no_match(chain: Chain) -> Iterator[Finding]:
    label = chain.no_match if isinstance(chain.no_match, str) else chain.no_match.label
    known = ("fail", "skip", *(space.label for space in chain.spaces))
    if label not in known:
        place = chain.place_of("no_match")
        yield problem(
            "QC204", place, f"no_match={label!r} is not known", did_you_mean(label, known)
        )
