"""What statements about data need of the session in which they run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from qscriptgen.emulate.data.memory import Memory
    from qscriptgen.emulate.data.scope import ReloadScope
    from qscriptgen.emulate.grid import Grid
    from qscriptgen.emulate.world import World
    from qscriptgen.script.evaluation import Settings, Value
    from qscriptgen.script.expression import Node


class Host(Protocol):
    """A running script: its data, the files that it can reach, and how it evaluates.

    Files have their paths as scripts write them, as ``lib://DataFiles/x.qvd``; a text is that of
    a text file, a grid what a QVD holds.
    """

    @property
    def memory(self) -> Memory:
        """The data of the app."""

    @property
    def scope(self) -> ReloadScope:
        """What expressions see."""

    @property
    def world(self) -> World:
        """The answers to doubts."""

    @property
    def files(self) -> MutableMapping[str, str | Grid]:
        """The files that STORE writes and LOAD reads."""

    @property
    def partial(self) -> bool:
        """Whether this is a partial reload."""

    @property
    def settings(self) -> Settings:
        """How texts and numbers are written, by the variables of the script."""

    def evaluate(self, node: Node) -> Value:
        """The value of an expression.

        Raises:
            ScriptFault: The engine would refuse it.
            NotEmulated: It is not known what the engine would do.
        """

    def text(self, value: Value) -> str:
        """The text of a value, empty for NULL."""
