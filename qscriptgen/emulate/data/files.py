"""The files that an app reaches, by the paths that its script writes."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qscriptgen.emulate.grid import Grid

_OWN = "lib://:"


class Files(MutableMapping[str, "str | Grid"]):
    """Files by path, as an app in a space finds them: ``lib://:`` is the space itself.

    A text is that of a text file, a grid what a QVD holds.
    Source: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptRegularStatements/CONNECT.htm

    Args:
        kept: All files of the tenant; one that is given as ``lib://:`` is in every space.
        space: The name of the app's space, empty for a personal one.
    """

    def __init__(self, kept: dict[str, str | Grid], space: str) -> None:
        self._kept = kept
        self._own = f"lib://{space}:" if space else "lib://"

    def _path(self, path: str) -> str:
        own = path[: len(_OWN)].lower() == _OWN and path not in self._kept
        return self._own + path[len(_OWN) :] if own else path

    def __getitem__(self, path: str) -> str | Grid:
        return self._kept[self._path(path)]

    def __setitem__(self, path: str, content: str | Grid) -> None:
        self._kept[self._path(path)] = content

    def __delitem__(self, path: str) -> None:
        del self._kept[self._path(path)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)
