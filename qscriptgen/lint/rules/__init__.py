"""All rules, family by family; a family is a file, and its rules share the first digit."""

from __future__ import annotations

from qscriptgen.lint.rule import Rule
from qscriptgen.lint.rules import (
    branches,
    cleanup,
    comments,
    connections,
    environment,
    errors,
    failures,
    fields,
    files,
    ids,
    names,
    polling,
    quoting,
    request_texts,
    requests,
    rest_syntax,
    secrets,
    spelling,
    starts,
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
    request_texts,
    rest_syntax,
    requests,
    starts,
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
