"""Quoting for the script itself: literals, names, TRACE values, comments, messages.

How quotes are embedded:
https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/use-quotes-in-script.htm
Expansion of ``$(`` happens inside quotes too and has no escape:
https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/dollar-sign-expansions.htm
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from qscriptgen.errors import QuotingError
from qscriptgen.quoting.code import Code, refuse_control, refuse_surrogate

VARIABLE = re.compile(r"[^\W\d][\w.~%@#]*|[%@#~][\w.~%@#]*")
"""The names of variables that need no brackets."""

# After a $ that a bracket follows, and each control character by itself.
_BREAKS = re.compile(r"(?<=\$)(?=\()|([\x00-\x1f\x7f-\x9f\u2028\u2029])")


_LIB = "lib://"
_NOT_IN_PATHS = "$()[]'\"`;=*?<>|\\"


def literal(text: str) -> Code:
    """Quote a string in an expression: ``'It''s'``.

    If one quoted token can't hold the text (``$(``, a line end), pieces are joined with ``&`` in
    parentheses. Not for SET, which stores its text unevaluated.

    Raises:
        QuotingError: A lone surrogate.
    """
    refuse_surrogate("string literal", text)
    pieces = [piece for piece in _BREAKS.split(text) if piece] or [""]
    quoted = [f"Chr({ord(p)})" if _BREAKS.fullmatch(p) else _quoted(p) for p in pieces]
    return Code(quoted[0] if len(quoted) == 1 else f"({' & '.join(quoted)})")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> Code:
    """Put a name in brackets: ``[Net sales]``.

    Raises:
        QuotingError: An empty name, a control character, a lone surrogate, or ``$(``, which would
            be expanded.
    """
    _refuse_name("bracketed name", text)
    return Code("[" + text.replace("]", "]]") + "]")


def lib_name(text: str) -> Code:
    """Quote the name of a connection or file, as LIB CONNECT TO takes it: ``':ApiPost'``.

    Raises:
        QuotingError: As for `name`.
    """
    _refuse_name("LIB name", text)
    return Code(_quoted(text))


def _refuse_name(layer: str, text: str) -> None:
    if not text:
        raise QuotingError(layer, text, "it is empty")
    if "$(" in text:
        raise QuotingError(layer, text, "Qlik would expand its $( and a name has no escape for it")
    refuse_surrogate(layer, text)
    refuse_control(layer, text)


def include_path(text: str) -> Code:
    """Write a path for ``$(Must_Include=...)``, which has no quotes: ``lib://:DataFiles/x.qvs``.

    Raises:
        QuotingError: It does not begin with ``lib://``, holds a character that could end it or
            begin something else, or goes up by ``..``.
    """
    refuse_surrogate("path of an include", text)
    refuse_control("path of an include", text)
    scheme, rest = text[: len(_LIB)], text[len(_LIB) :]
    wrong = sorted({*rest} & {*_NOT_IN_PATHS})
    if wrong:
        raise QuotingError("path of an include", text, f"a path cannot hold {' '.join(wrong)}")
    if ".." in rest.split("/"):
        raise QuotingError("path of an include", text, "a path cannot go up by ..")
    if scheme != _LIB or not rest or "//" in rest or rest != rest.strip():
        raise QuotingError("path of an include", text, "it is not a lib:// path of one file")
    return Code(text)


def sub_name(text: str) -> Code:
    """Write the name of a SUB of qscriptgen: ``qsg_nightly.extract``.

    Raises:
        QuotingError: Any other name.
    """
    if not re.fullmatch(r"qsg_[a-z0-9_]+(\.[a-z0-9_]+)?", text):
        raise QuotingError("name of a SUB", text, "it is not a SUB of qscriptgen")
    return Code(text)


def trace_value(text: str) -> Code:
    """Write a value in a TRACE line: letters, digits and ``._:/-``; all others become ``_``.

    Accents are dropped first, and a second slash is ``_``, as two would begin a comment.
    """
    kept = re.sub(r"[^A-Za-z0-9._:/-]", "_", _ascii(text)).replace("//", "/_")
    return Code(kept or "_")


def comment(text: str) -> Code:
    """Write text in a ``//`` comment: ASCII, one line, without what could end it or begin code.

    Apostrophes, quotes, brackets and ``$(`` are replaced as well: other tools that read script
    fail at an unpaired one in a comment.
    """
    kept = re.sub(r"[^ -~]|['\"`\[\]]", "_", _ascii(text))
    kept = kept.replace("$(", "$_").replace("*/", "*_").replace("/*", "_*").replace("//", "/_")
    return Code(re.sub(r" +", " ", kept).strip(" \\") or "_")


def message(text: str) -> Code:
    """Quote the message that fails a reload: what `comment` keeps, so that any log shows it."""
    return Code(_quoted(comment(text).replace(";", ",")))


def failing(text: str) -> Code:
    """Write the text of a bracketed statement that is not valid, which fails and logs the text.

    Scripts fail on purpose this way where Exit Error does not exist:
    https://github.com/ChristofSchwarz/QlikScripts. It is what `message` keeps.
    """
    return Code(comment(text).replace(";", ","))


def trace_text(text: str) -> Code:
    """Write words for people in a TRACE line: what `message` keeps, with blanks and brackets."""
    return Code(comment(text).replace(";", ","))


def _ascii(text: str) -> str:
    """The text with accents dropped: ``Übersicht`` becomes ``Ubersicht``."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def variable_name(text: str) -> Code:
    """Write the bare name of a variable of the app: ``vRows``.

    Raises:
        QuotingError: It can't stand without brackets.
    """
    if not VARIABLE.fullmatch(text):
        raise QuotingError("variable name", text, "it can't stand without brackets")
    return Code(text)


def variable(identifier: str, width: int = 0) -> Code:
    """Write the bare name of one of our variables, as an expression reads it: ``qsg_Tries``.

    With ``width``, blanks after it align what follows.
    """
    return Code(_own(identifier).ljust(width))


def clearing(identifiers: Iterable[str], width: int) -> Code:
    """Write statements that empty our variables, in lines of at most ``width`` characters."""
    lines = [""]
    for identifier in identifiers:
        statement = f"SET {_own(identifier)}=;"
        if lines[-1] and len(lines[-1]) + 1 + len(statement) > width:
            lines.append("")
        lines[-1] += f" {statement}" if lines[-1] else statement
    return Code("\n".join(lines))


def expanded(identifier: str) -> Code:
    """Write the expansion of one of our variables: ``$(qsg_Name)``."""
    return Code(f"$({_own(identifier)})")


def _own(identifier: str) -> str:
    if not re.fullmatch(r"qsg_\w+", identifier, re.ASCII):
        raise QuotingError("variable of ours", identifier, "it does not begin with qsg_")
    return identifier
