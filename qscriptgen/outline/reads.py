"""The scripts that give an app defaults for the variables that it reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.outline.paths import slug

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain


@dataclass(frozen=True)
class ReadsOutline:
    """A script for the start of an app: the values of its variables if a reload passes none."""

    chain: str
    app: str
    path: str
    spec: str
    defaults: tuple[tuple[str, str], ...]
    target: str = "cloud"
    place: str = "start"


def outline_reads(chain: Chain, app: App) -> Iterator[ReadsOutline]:
    """The script for the variables that an app reads; none where it reads none.

    Where apps wait for others, the script that waits is the one called ``<app>-start.qvs``.
    """
    if app.reads:
        kind = "reads" if chain.wait_only else "start"
        path = f"{slug(chain.name)}/{slug(app.name)}-{kind}.qvs"
        defaults = tuple(app.reads.items())
        yield ReadsOutline(chain.name, app.name, path, chain.spec, defaults, chain.target)
