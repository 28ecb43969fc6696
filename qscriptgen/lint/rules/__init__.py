"""All rules, family by family; a family is a file, and its rules share the first digit."""

from __future__ import annotations

from qscriptgen.lint.rule import Rule
from qscriptgen.lint.rules import (
    branches,
    cleanup,
    comments,
    connections,
    entries,
    environment,
    errors,
    failures,
    fields,
    files,
    ids,
    names,
    polling,
    quoting,
    requests,
    rest,
    secrets,
    spelling,
    statuses,
    structure,
    values,
)

_FAMILIES = (
    comments,
    structure,
    files,
    branches,
    names,
    cleanup,
    spelling,
    fields,
    values,
    rest,
    entries,
    requests,
    secrets,
    connections,
    polling,
    statuses,
    errors,
    failures,
    quoting,
    environment,
    ids,
)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (item for family in _FAMILIES for item in vars(family).values() if isinstance(item, Rule)),
        key=lambda found: found.code,
    )
)
"""Every rule, in the order of the codes."""
