"""What is tested before a chain runs for the first time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.plan.data import Bound

if TYPE_CHECKING:
    from qscriptgen.plan.data import Plan


@dataclass(frozen=True)
class Tested:
    """An app that a script starts, with its ids by environment as in `Start`."""

    app: str
    ids: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SelfTest:
    """What the self-test of a script looks at.

    ``connections`` are opened, each with whether the script needs it; through ``get`` each app is
    looked at.
    """

    path: str
    apps: tuple[Tested, ...]
    get: str
    connections: tuple[tuple[str, bool], ...]
    bound: Bound


def self_test(plan: Plan) -> SelfTest:
    """The self-test of the script of a plan."""
    apps = [Tested(start.app, start.ids) for start in plan.starts]
    needed = {plan.post: True}
    if plan.alert:
        apps += [Tested(plan.alert.app, plan.alert.ids)] if plan.alert.app else []
        needed[plan.alert.connection] = True
    needed[plan.get] = plan.guarded or plan.waits
    return SelfTest(
        path=f"{plan.path.removesuffix('.qvs')}-self-test.qvs",
        apps=tuple(apps),
        get=plan.get,
        connections=tuple(needed.items()),
        bound=Bound(requests=len(apps), request_timeout_s=plan.request_timeout_s),
    )
