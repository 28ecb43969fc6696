"""Whether a text is JSON, also where parts of it are not known."""

from __future__ import annotations

import json

from qscriptgen.lint.analyses.history import UNKNOWN


def with_placeholders(value: str) -> tuple[str, bool]:
    """A partial text with placeholders, and whether one of them stands outside quotes."""
    if UNKNOWN not in value:
        return value, False
    found, quoted, loose, escaped = [], False, False, False
    for sign in value:
        if sign == UNKNOWN:
            loose = loose or not quoted
            found.append("x" if quoted else "0")
        else:
            quoted ^= sign == '"' and not escaped
            found.append(sign)
        escaped = quoted and sign == "\\" and not escaped
    return "".join(found), loose


def json_error(value: str) -> tuple[int, str] | None:
    """Where a text stops being JSON, and why; None where it is JSON."""
    try:
        json.loads(value, parse_constant=_reject_constant, parse_int=float, strict=False)
    except json.JSONDecodeError as error:
        return min(error.pos, len(value)), error.msg
    except (ValueError, RecursionError) as error:
        return 0, str(error) if isinstance(error, ValueError) else "too deep"
    return None


def _reject_constant(word: str) -> object:
    raise ValueError(f"{word} is not JSON")
