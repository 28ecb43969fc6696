"""Chains in which apps wait for those before them, and no app starts another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from qscriptgen.duration import seconds
from qscriptgen.outline.connections import connection_name
from qscriptgen.outline.data import Bound
from qscriptgen.outline.environments import (
    Environment,
    Ids,
    ids_by_environment,
    no_match_word,
    outline_environments,
)
from qscriptgen.outline.paths import slug

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain, Step


@dataclass(frozen=True)
class Upstream:
    """An app that is waited for.

    ``ids`` are as those of `qscriptgen.outline.Start`; ``failure`` and ``timeout`` are ``fail`` or
    ``continue``.
    """

    app: str
    ids: Ids
    failure: str
    timeout: str


@dataclass(frozen=True)
class WaitOnlyOutline:
    """The script with which one app begins: it waits for others, and starts nothing.

    With ``newer_s``, a reload that has ended longer ago than that before the script began is
    waited for as if it were still to come.
    """

    chain: str
    app: str
    path: str
    spec: str
    upstreams: tuple[Upstream, ...]
    environments: tuple[Environment, ...]
    no_match: str
    get: str
    in_partial: str
    limit_s: int
    poll_s: int
    newer_s: int | None
    request_timeout_s: int
    target: str = "cloud"
    library: str | None = None
    place: str = "start"
    plain: ClassVar[bool] = False
    alert: ClassVar[None] = None
    controller: ClassVar[None] = None

    @property
    def by_space(self) -> bool:
        """Whether the space decides which copies are waited for."""
        return bool(self.environments)

    @property
    def looks(self) -> int:
        """How often at most each app is looked at: at once, and after every pause."""
        return -(-self.limit_s // self.poll_s) + 1


def outline_wait_only(chain: Chain) -> tuple[WaitOnlyOutline, ...]:
    """The outline of each app that others come before, in the order of the spec."""
    environments = outline_environments(chain)
    before: dict[App, dict[App, Step]] = {}
    for edge in chain.edges:
        sources = before.setdefault(edge.target.app, {})
        sources.setdefault(edge.source, edge.target)
    return tuple(
        _outline(chain, app, before[app], environments) for app in chain.apps if app in before
    )


def wait_only_bound(outline: WaitOnlyOutline) -> Bound:
    """The bound of such a script: all apps are looked at in each round."""
    return Bound(
        sleep_s=(outline.looks - 1) * outline.poll_s,
        requests=outline.looks * len(outline.upstreams),
        request_timeout_s=outline.request_timeout_s,
    )


def _outline(
    chain: Chain, app: App, sources: dict[App, Step], environments: tuple[Environment, ...]
) -> WaitOnlyOutline:
    wait = chain.wait_only
    assert wait is not None, "only such a chain has these outlines"
    upstreams = tuple(_upstream(chain, source, step) for source, step in sources.items())
    return WaitOnlyOutline(
        chain=chain.name,
        app=app.name,
        path=f"{slug(chain.name)}/{slug(app.name)}-start.qvs",
        spec=chain.spec,
        upstreams=upstreams,
        environments=environments if any(up.ids[0][0] for up in upstreams) else (),
        no_match=no_match_word(chain),
        get=connection_name(chain, chain.connections.get),
        in_partial=chain.in_partial,
        limit_s=seconds(wait.limit) or 0,
        poll_s=seconds(wait.poll) or 0,
        newer_s=None if wait.newer_than is None else seconds(wait.newer_than),
        request_timeout_s=seconds(chain.connections.request_timeout) or 0,
        target=chain.target,
        library=chain.library,
    )


def _upstream(chain: Chain, source: App, step: Step) -> Upstream:
    """The policy is that of the step that waits."""
    policy = step.policy or chain.policy
    return Upstream(
        app=source.name,
        ids=ids_by_environment(source),
        failure=policy.failure,
        timeout=policy.timeout,
    )
