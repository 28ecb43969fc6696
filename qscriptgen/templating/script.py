"""One rendered script."""

from __future__ import annotations

from dataclasses import dataclass

from qscriptgen.templating.stamp import Kind


@dataclass(frozen=True)
class Script:
    """The script of one app of one chain, or its library, whose app is empty.

    ``path`` is relative, with forward slashes: ``<chain>/<app>.qvs``. ``text`` is LF only and ends
    with a line end; ``checksum`` is the one in its first line. ``place`` says where
    in the script of the app it belongs: at its ``start`` or its ``end``.
    """

    chain: str
    app: str
    path: str
    text: str
    checksum: str
    kind: Kind = "script"
    place: str = "end"

    @property
    def id(self) -> str:
        """``chain/app`` as it reads in a file name: a good id for a parametrised test."""
        return self.path.removesuffix(".qvs")
