"""The files that an app reaches, by the paths that its script writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from typing import TYPE_CHECKING

from qscriptgen.emulate.errors import GENERAL, ScriptFault

if TYPE_CHECKING:
    from qscriptgen.emulate.grid import Grid

_OWN = "lib://:"


def folder_of(path: str) -> str:
    """The folder connection in a path, without its space: ``lib://Sales:DataFiles/a.qvd``."""
    scheme, _, rest = path.partition("://")
    return rest.partition("/")[0].rpartition(":")[2] if scheme.lower() == "lib" else ""


def _without_folder(path: str) -> bool:
    """Whether a path begins with ``lib://`` and names a connection or a file, but not both."""
    scheme, _, rest = path.partition("://")
    return scheme.lower() == "lib" and not (folder_of(path) and rest.partition("/")[2])


class Files(MutableMapping[str, "str | Grid"]):
    """Files by path, as an app in a space finds them: ``lib://:`` is the space itself.

    A text is that of a text file, a grid what a QVD holds.
    Source: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptRegularStatements/CONNECT.htm

    Args:
        kept: All files of the tenant; one that is given as ``lib://:`` is in every space.
        space: The name of the app's space, empty for a personal one.
        lost: Whether the folder connection of this name is gone when a file is to be written.
    """

    def __init__(
        self, kept: dict[str, str | Grid], space: str, lost: Callable[[str], bool] = lambda _: False
    ) -> None:
        self._kept, self._lost = kept, lost
        self._own = f"lib://{space}:" if space else "lib://"

    def _path(self, path: str) -> str:
        own = path[: len(_OWN)].lower() == _OWN and path not in self._kept
        return self._own + path[len(_OWN) :] if own else path

    def __getitem__(self, path: str) -> str | Grid:
        return self._kept[self._path(path)]

    def __setitem__(self, path: str, content: str | Grid) -> None:
        if _without_folder(path):
            raise ScriptFault(GENERAL, f"'{path}' names no file in a connection")
        folder = folder_of(path)
        if folder and self._lost(folder):
            raise ScriptFault(GENERAL, f"there is no connection '{folder}' to write '{path}' to")
        self._kept[self._path(path)] = content

    def __delitem__(self, path: str) -> None:
        del self._kept[self._path(path)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)
