"""Files that scripts store and read by their paths."""

from __future__ import annotations

import re

EXAMPLE = "write lib://, a folder connection, a slash and a file that ends with .qvd or .csv"
# What Qlik does not take in a name, $( because it would be expanded:
# https://github.com/countnazgul/qlik-internal-codes, code 2004.
_NEVER = ("$(", "*", "?", '"', "<", ">", "|", "\\")
# A folder connection, in front of it the name of its space or nothing, and a file: Store in
# https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptRegularStatements/Store.htm
_PATH = re.compile(r"lib://(?:[^/:]*:)?[^/:]+/(?:[^/:]+/)*[^/:]+\.(?:qvd|csv)", re.IGNORECASE)


def path_problem(path: str) -> str | None:
    """What is wrong with the path of a file that is stored; None where nothing is."""
    odd = next((text for text in _NEVER if text in path), None)
    if odd:
        return f"holds {odd}"
    return None if _PATH.fullmatch(path) else "is not a .qvd or .csv file in a lib:// folder"


def comparable_path(path: str) -> str:
    """The path as it is compared with others: ``lib://:`` is the space of the app itself."""
    return path.lower().replace("lib://:", "lib://", 1)
