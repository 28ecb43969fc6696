"""Functions about the reload, the app and the tenant.

Sources:
https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/SystemFunctions/system-functions.htm
https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/SystemFunctions/GetSysAttr.htm
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qscriptgen.script.evaluation.date_formats import write_timestamp
from qscriptgen.script.evaluation.errors import NotEmulated
from qscriptgen.script.evaluation.functions.adapters import Function, FunctionTable, strict
from qscriptgen.script.evaluation.timestamps import serial_number
from qscriptgen.script.evaluation.values import NULL, boolean, dual, text

if TYPE_CHECKING:
    from qscriptgen.script.evaluation.context import Context
    from qscriptgen.script.evaluation.values import Value

ATTRIBUTES = (
    "tenantId",
    "tenantName",
    "tenantUrl",
    "tenantUrlAlias",
    "tenantRegion",
    "spaceId",
    "spaceName",
    "spaceType",
)
"""The attributes of GetSysAttr."""

SYSTEM_VALUES = (
    "ComputerName",
    "DocumentName",
    "DocumentPath",
    "DocumentTitle",
    "EngineVersion",
    "OSUser",
    "ProductVersion",
)
"""Functions without arguments; the scope says which of them have a value."""


def _get_sys_attr(values: Sequence[Value], context: Context) -> Value:
    """The names of attributes are case-sensitive."""
    name = context.text(values[0])
    if name not in ATTRIBUTES:
        raise NotEmulated(f"the system attribute '{name}'")
    found = context.scope.attribute(name)
    return NULL if not found and context.answer("sysattr-empty") == "null" else text(found)


def _system_value(function: str) -> Function:
    def run(values: Sequence[Value], context: Context) -> Value:
        found = context.scope.system(function)
        if found is None:
            raise NotEmulated(f"the function {function}, whose value is not known,")
        return text(found)

    return run


def _reload_time(values: Sequence[Value], context: Context) -> Value:
    when = context.scope.last_reload()
    if when is None:
        return NULL
    written = write_timestamp(
        serial_number(when), context.settings.timestamp_format, context.settings
    )
    return dual(written or "", serial_number(when))


SYSTEM: FunctionTable = {
    **{name.lower(): _system_value(name) for name in SYSTEM_VALUES},
    "getsysattr": strict(_get_sys_attr),
    "ispartialreload": lambda values, context: boolean(context.scope.partial),
    "reloadtime": _reload_time,
}
