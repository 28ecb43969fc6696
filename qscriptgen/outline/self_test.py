"""What is tested before a chain runs for the first time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.outline.data import Bound
from qscriptgen.outline.environments import Ids
from qscriptgen.outline.wait_only import WaitOnlyOutline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.outline.data import StartOutline


@dataclass(frozen=True)
class TestedApp:
    """An app that a script starts, or waits for, with its ids by environment as in `Start`."""

    app: str
    ids: Ids


@dataclass(frozen=True)
class SelfTest:
    """What the self-test of a script looks at.

    ``connections`` are opened, each with whether the script needs it; through ``get`` each app is
    looked at. ``library`` is the file that is looked for, if the chain names one. ``unwritten`` are
    files that scripts store, which no test can look at without changing them.
    """

    path: str
    apps: tuple[TestedApp, ...]
    get: str
    connections: tuple[tuple[str, bool], ...]
    library: str | None
    unwritten: tuple[str, ...]
    bound: Bound


def self_test(outline: StartOutline | WaitOnlyOutline) -> SelfTest:
    """The self-test of the script of an outline."""
    if isinstance(outline, WaitOnlyOutline):
        apps = [TestedApp(up.app, up.ids) for up in outline.upstreams]
        return _test(outline, apps, {outline.get: True})
    apps = [TestedApp(start.app, start.ids) for start in outline.starts]
    needed = {outline.post: True}
    if outline.alert:
        apps += [TestedApp(outline.alert.app, outline.alert.ids)] if outline.alert.app else []
        needed[outline.alert.connection] = True
    needed[outline.get] = outline.asks
    return _test(outline, apps, needed)


def _stored(outline: StartOutline) -> Iterator[str]:
    """The files of answers, which the started apps store, and the file of the result."""
    yield from dict.fromkeys(start.answer.file for start in outline.starts if start.answer)
    if outline.controller and outline.controller.result:
        yield outline.controller.result


def _test(
    outline: StartOutline | WaitOnlyOutline, apps: list[TestedApp], needed: dict[str, bool]
) -> SelfTest:
    return SelfTest(
        path=f"{outline.path.removesuffix('.qvs')}-self-test.qvs",
        apps=tuple(apps),
        get=outline.get,
        connections=tuple(needed.items()),
        library=outline.library,
        unwritten=() if isinstance(outline, WaitOnlyOutline) else tuple(_stored(outline)),
        bound=Bound(requests=len(apps), request_timeout_s=outline.request_timeout_s),
    )
