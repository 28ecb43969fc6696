"""Where the library of a chain lies, and what each of its scripts is called in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.outline.paths import slug

if TYPE_CHECKING:
    from qscriptgen.chain import Chain
    from qscriptgen.outline.kinds import AnyOutline

FORMAT = 1
"""Raised whenever the lines in the apps and a library of another format do not fit each other."""


@dataclass(frozen=True)
class Library:
    """One file with the scripts of a chain, each a SUB.

    ``path`` is where it is written, ``place`` where the apps find it, ``prefix`` what the names of
    its SUBs begin with: a dot follows it in the SUB of a script, and none in a shared SUB.
    """

    chain: str
    spec: str
    path: str
    place: str
    prefix: str

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.place.rpartition("/")[2]

    def sub(self, outline: AnyOutline) -> str:
        """The SUB that holds the script of an outline."""
        return f"{self.prefix}.{_stem(outline).replace('-', '_')}"

    def entry(self, outline: AnyOutline) -> str:
        """What the library says it holds, and the lines of the app ask for."""
        return f"|{slug(self.chain)}/{_stem(outline)} {FORMAT}|"


def outline_library(chain: Chain) -> Library:
    """The library of a chain; without a place of its own it is in the space of each app."""
    folder = slug(chain.name)
    place = chain.library or f"lib://:DataFiles/{folder}-library.qvs"
    return Library(
        chain=chain.name,
        spec=chain.spec,
        path=f"{folder}/{place.rpartition('/')[2]}",
        place=place,
        prefix=f"qsg_{folder.replace('-', '_')}",
    )


def _stem(outline: AnyOutline) -> str:
    return outline.path.rpartition("/")[2].removesuffix(".qvs")
