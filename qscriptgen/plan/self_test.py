"""What is tested before a chain runs for the first time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.plan.data import Bound
from qscriptgen.plan.pull import Pull

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.plan.data import Plan


@dataclass(frozen=True)
class Tested:
    """An app that a script starts, or waits for, with its ids by environment as in `Start`."""

    app: str
    ids: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SelfTest:
    """What the self-test of a script looks at.

    ``connections`` are opened, each with whether the script needs it; through ``get`` each app is
    looked at. ``library`` is the file that is looked for, if the chain names one. ``unwritten`` are
    files that scripts store, at which no test can look without a harm.
    """

    path: str
    apps: tuple[Tested, ...]
    get: str
    connections: tuple[tuple[str, bool], ...]
    library: str | None
    unwritten: tuple[str, ...]
    bound: Bound


def self_test(plan: Plan | Pull) -> SelfTest:
    """The self-test of the script of a plan."""
    if isinstance(plan, Pull):
        apps = [Tested(up.app, up.ids) for up in plan.upstreams]
        return _test(plan, apps, {plan.get: True})
    apps = [Tested(start.app, start.ids) for start in plan.starts]
    needed = {plan.post: True}
    if plan.alert:
        apps += [Tested(plan.alert.app, plan.alert.ids)] if plan.alert.app else []
        needed[plan.alert.connection] = True
    needed[plan.get] = plan.asks
    return _test(plan, apps, needed)


def _stored(plan: Plan) -> Iterator[str]:
    """The files of answers, which the apps store that are started, and that of the result."""
    yield from dict.fromkeys(start.answer.file for start in plan.starts if start.answer)
    if plan.sequence and plan.sequence.result:
        yield plan.sequence.result


def _test(plan: Plan | Pull, apps: list[Tested], needed: dict[str, bool]) -> SelfTest:
    return SelfTest(
        path=f"{plan.path.removesuffix('.qvs')}-self-test.qvs",
        apps=tuple(apps),
        get=plan.get,
        connections=tuple(needed.items()),
        library=plan.library,
        unwritten=() if isinstance(plan, Pull) else tuple(_stored(plan)),
        bound=Bound(requests=len(apps), request_timeout_s=plan.request_timeout_s),
    )
