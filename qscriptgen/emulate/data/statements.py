"""The statements about data other than LOAD and SELECT, by their kind."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from qscriptgen.emulate.data.changing import CHANGING
from qscriptgen.emulate.data.naming import NAMING, Run
from qscriptgen.emulate.data.stores import store

if TYPE_CHECKING:
    from qscriptgen.emulate.data.host import Host
    from qscriptgen.script import Statement


def _nothing(statement: Statement, host: Host) -> None:
    """Comments and tags are about data, and change none; names that do not exist are ignored.

    Source: Comment field, Comment table, Tag and Untag in
    https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/Script_regular_statements.md
    """


STATEMENTS: Mapping[str, Run] = MappingProxyType(
    {
        **NAMING,
        **CHANGING,
        "STORE": store,
        **dict.fromkeys(("COMMENT", "TAG", "UNTAG"), _nothing),
    }
)
"""What each does to the data of a running script; kinds that are missing are not emulated.

Each raises ScriptFault where the engine would, and NotEmulated where it is not known what it does.
"""
