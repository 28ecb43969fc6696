"""Functions of JSON texts.

Sources:
https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/StringFunctions/JsonGet.htm
https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/StringFunctions/IsJson.htm
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qscriptgen.script.evaluation.errors import NotEmulated
from qscriptgen.script.evaluation.functions.adapters import FunctionTable, strict
from qscriptgen.script.evaluation.values import NULL, boolean, number, text

if TYPE_CHECKING:
    from qscriptgen.script.evaluation.context import Context
    from qscriptgen.script.evaluation.values import Value

_TYPES: dict[str, tuple[type, ...]] = {
    "value": (object,),
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_MOST_DIGITS = 309
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


class _Absent(Exception):
    """The part does not exist, or the text is not JSON."""


def _json_get(values: Sequence[Value], context: Context) -> Value:
    source = context.text(values[0])
    try:
        part = _follow(_parse(source), context.text(values[1]))
    except _Absent:
        return NULL
    if isinstance(part, (dict, list)):
        written = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
        if written not in source:
            raise NotEmulated("the layout of a part of a JSON text")
        return text(written)
    if isinstance(part, str):
        return text(part if context.answer("json-string") == "bare" else json.dumps(part))
    if isinstance(part, bool) or part is None:
        raise NotEmulated("JsonGet of true, false and null")
    return number(part)


def _parse(source: str) -> Any:
    try:
        return json.loads(source, parse_int=_integer, parse_constant=_refuse)
    except ValueError:
        raise _Absent from None
    except RecursionError:
        raise NotEmulated("JSON nested too deeply") from None


def _integer(digits: str) -> float:
    return int(digits) if len(digits) < _MOST_DIGITS else float(digits)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _follow(value: Any, path: str) -> Any:
    """The part that a JSON Pointer names; see https://datatracker.ietf.org/doc/html/rfc6901."""
    if path and not path.startswith("/"):
        raise _Absent
    for step in path.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and _INDEX.fullmatch(key) and int(key) < len(value):
            value = value[int(key)]
        else:
            raise _Absent
    return value


def _is_json(values: Sequence[Value], context: Context) -> Value:
    wanted = context.text(values[1]).lower() if len(values) > 1 else "value"
    if wanted not in _TYPES:
        return boolean(False)
    try:
        value = _parse(context.text(values[0]))
    except _Absent:
        return boolean(False)
    fits = isinstance(value, _TYPES[wanted])
    return boolean(fits and not (wanted == "number" and isinstance(value, bool)))


JSON: FunctionTable = {"isjson": strict(_is_json), "jsonget": strict(_json_get)}
