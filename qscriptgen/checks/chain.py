"""All problems of a chain in one run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qscriptgen.checks.alert import check_alert
from qscriptgen.checks.answers import check_answers, check_answers_together
from qscriptgen.checks.bounds import check_bounds
from qscriptgen.checks.controller import check_controller
from qscriptgen.checks.due import check_due
from qscriptgen.checks.environments import check_environments, check_space
from qscriptgen.checks.forms import check_libraries, check_library
from qscriptgen.checks.names import check_names
from qscriptgen.checks.options import check_options
from qscriptgen.checks.order import check_order
from qscriptgen.checks.problem import problem
from qscriptgen.checks.variables import check_reads, check_variables
from qscriptgen.checks.wait_only import check_wait_only
from qscriptgen.diagnostics import sort_findings
from qscriptgen.outline import slug

if TYPE_CHECKING:
    from qscriptgen.chain import Chain
    from qscriptgen.diagnostics import Finding


def check(chain: Chain) -> tuple[Finding, ...]:
    """Every problem of a chain, in the order of their places; only errors keep it from rendering.

    Whether the scripts stay within the limits of a reload is checked once the options are right.
    """
    found = [
        *check_parts(chain),
        *check_environments(chain),
        *(
            check_controller(chain)
            if chain.controller and not chain.wait_only
            else check_order(chain)
        ),
        *check_reads(chain),
        *check_answers_together(chain),
        *check_due(chain),
        *check_wait_only(chain),
    ]
    if not chain.plain and not any(finding.code.startswith("QC2") for finding in found):
        found += check_bounds(chain)
    return sort_findings(found)


def check_parts(chain: Chain) -> tuple[Finding, ...]:
    """The problems of a chain that are there whatever else is: it may lack some of its parts."""
    return sort_findings(
        [
            *check_names(chain),
            *check_variables(chain),
            *check_options(chain),
            *(finding for space in chain.spaces for finding in check_space(space)),
            *check_alert(chain),
            *check_library(chain),
            *check_answers(chain),
        ]
    )


def check_all(chains: Sequence[Chain]) -> tuple[Finding, ...]:
    """The problems of each chain, and of chains that would have one folder or library."""
    found = [finding for chain in chains for finding in check(chain)]
    found += check_libraries(chains)
    folders: dict[str, Chain] = {}
    for chain in chains:
        other = folders.setdefault(slug(chain.name), chain)
        if other is not chain:
            found.append(
                problem(
                    "QC402",
                    chain.place,
                    f"chains {other.name!r} and {chain.name!r} would have one folder,"
                    f" {slug(chain.name)}",
                    "rename one of them",
                )
            )
    return sort_findings(found)


def has_errors(findings: Sequence[Finding]) -> bool:
    """Whether any of them keeps a chain from being rendered."""
    return any(finding.severity == "error" for finding in findings)
