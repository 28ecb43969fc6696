"""QL60: values that break the script when ``$()`` expands them, and URLs that start a comment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.groups import group_variables
from qscriptgen.lint.analyses.includes import has_included_code
from qscriptgen.lint.analyses.taint import tainted_variables
from qscriptgen.lint.analyses.variables import assignments_of, indirectly_set, variable_names_of
from qscriptgen.lint.expressions import callee
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.script import find_expansions
from qscriptgen.script.expression import (
    BinaryChain,
    Call,
    Expansion,
    Literal,
    Numeral,
    Parenthesized,
)
from qscriptgen.script.keywords import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script.expression import Node
    from qscriptgen.script.parts import Assign
    from qscriptgen.script.source import Span

_RAW = frozenset(("SET", "TRACE", "REM", "SQL", "SELECT", "INCLUDE", "EXPANSION", "STORE", "DROP"))
_ONE = re.compile(r"\$\(\s*([\w.%@~]+)\s*\)")


@rule("QL601", "quote-in-expansion", "warning")
def quote_in_expansion(script: LintedScript) -> Iterator[Violation]:
    """``'$(v)'`` expands a value between apostrophes that can contain an apostrophe.

    Why: expansion ignores quotes, so the first apostrophe of the value ends the text, and the rest
    is read as script: an error at best. Each variable is reported at its first place.

    Bad:
        LET vName = Peek('name', 0, 'Apps');
        LET vLine = 'app ' & '$(vName)';

    Good:
        LET vName = Peek('name', 0, 'Apps');
        LET vLine = 'app ' & vName;
    """
    uses = tuple(_expanded_in_texts(script))
    if not uses:
        return
    is_tainted = tainted_variables(script, {name for _, _, name in uses})
    reported: set[str] = set()
    for number, span, name in uses:
        if name not in reported and (is_tainted(number, name) or name in _ERRORS):
            reported.add(name)
            spelling = (
                variable_names_of(script).get(name)
                or script.text[span[0] + 2 : span[1] - 1].strip()
            )
            hint = f"write {spelling} without '$()', or double its apostrophes with Replace before"
            yield Violation(
                span, f"{spelling} can contain an apostrophe, which would end this text", hint
            )


_ERRORS = words("scripterrordetails scripterrorlist")


def _expanded_in_texts(script: LintedScript) -> Iterator[tuple[int, Span, str]]:
    """Every variable that is expanded inside a text in apostrophes."""
    for number, statement in enumerate(script.statements):
        if statement.kind in _RAW:
            continue
        for token in statement.tokens:
            if token.kind != "string" or "$(" not in token.text:
                continue
            for dollar in find_expansions(token.text):
                if dollar.kind == "variable" and not dollar.depth:
                    start, end = dollar.span
                    span = (token.start + start, token.start + end)
                    yield number, span, dollar.name.strip().lower()


_MOMENTS = words(
    """now today utc localtime gmt converttolocaltime reloadtime timestamp date time timestamp#
    date# time# makedate maketime maketimestamp addmonths addyears daystart dayend weekstart weekend
    monthstart monthend quarterstart quarterend yearstart yearend filetime qvdcreatetime dayname"""
)
_FORMATTED = words("timestamp date time")


@rule("QL602", "expanded-moment", "warning")
def expanded_moment(script: LintedScript) -> Iterator[Violation]:
    """``$(v)`` of a date or time stands in an expression without quotes.

    Why: it expands to the formatted text, so 11/23/2025 becomes two divisions, and 2025-11-23 two
    subtractions. The variable itself is the intended number.

    Bad:
        LET vStart = Now(1);
        LET vTook = Now(1) - $(vStart);

    Good:
        LET vStart = Num(Now(1));
        LET vTook = Num(Now(1)) - vStart;
    """
    if any("date" in name or "timestamp" in name for name in _bare_formats(script)):
        return
    hint = "write {0} without $(), or set it with Num()"
    yield from _expanded(
        script, _is_moment, "{0} is a date or time, and its text is not a number", hint
    )


def _bare_formats(script: LintedScript) -> Iterator[str]:
    """The date and time formats that the script sets without separators."""
    for name in ("dateformat", "timestampformat", "timeformat"):
        for _, parts in assignments_of(script).get(name, ()):
            if parts.value and re.fullmatch(
                r"'?\w*'?", script.text[parts.value[0] : parts.value[1]]
            ):
                yield name


def _is_moment(node: Node) -> bool:
    """Whether the value of an expression is a date or time with separators."""
    while isinstance(node, Parenthesized):
        node = node.inner
    if not isinstance(node, Call) or callee(node) not in _MOMENTS:
        return False
    pattern = node.args[1] if len(node.args) > 1 and callee(node) in _FORMATTED else None
    if pattern is None:
        return True
    return isinstance(pattern, Literal) and bool(re.search(r"\w[^\w']+\w", pattern.value))


@rule("QL603", "expanded-decimal", "warning")
def expanded_decimal(script: LintedScript) -> Iterator[Violation]:
    """``$(v)`` of a number with decimals stands in an expression, and DecimalSep is a comma.

    Why: it expands to 3,5, and a comma separates arguments; numbers in script have a point.
    Source: https://help.qlik.com/en-US/cloud-services, dollar-sign-expansion-using-variable.htm

    Bad:
        SET DecimalSep=',';
        LET vHours = 7 / 2;
        LET vSeconds = Round($(vHours) * 3600);

    Good:
        SET DecimalSep=',';
        LET vHours = 7 / 2;
        LET vSeconds = Round(vHours * 3600);
    """
    commas = [
        parts.value for _, parts in assignments_of(script).get("decimalsep", ()) if parts.value
    ]
    if commas and all(script.text[low:high].strip("'\"") == "," for low, high in commas):
        yield from _expanded(script, _has_decimals, "{0} expands with a decimal comma", _BARE)


_BARE = "write {0} without $(), or $(#{0})"


@rule("QL605", "expanded-local-decimal", "info")
def expanded_local_decimal(script: LintedScript) -> Iterator[Violation]:
    """``$(v)`` of a number with decimals stands in an expression, and nothing sets DecimalSep.

    Why: in an app that sets it to a comma, as the main tab of many apps does, it expands to 0,25,
    and a comma separates arguments. Without ``$()`` it works in every app.
    Source: https://help.qlik.com/en-US/cloud-services, dollar-sign-expansion-using-variable.htm

    Bad:
        LET vShare = 1 / 4;
        LET vPart = $(vShare) * 2;

    Good:
        LET vShare = 1 / 4;
        LET vPart = vShare * 2;
    """
    known = "decimalsep" in assignments_of(script) or "decimalsep" in group_variables(script.group)
    if not known and not has_included_code(script):
        message = "{0} may expand with a decimal comma, as this script sets no DecimalSep"
        yield from _expanded(script, _has_decimals, message, _BARE)


def _has_decimals(node: Node) -> bool:
    """Whether the value of an expression may have decimals."""
    while isinstance(node, Parenthesized):
        node = node.inner
    if isinstance(node, Numeral):
        return "." in node.text
    if isinstance(node, Call):
        inner = node.args[0] if node.args else None
        if callee(node) == "num" and len(node.args) == 1:
            return isinstance(inner, Call) and callee(inner) in ("now", "utc", "localtime")
        return callee(node) == "rand"
    return isinstance(node, BinaryChain) and any(
        operator == "/" or (operator in "+-*" and _has_decimals(operand))
        for operator, operand in node.rest
    )


def _expanded(
    script: LintedScript, what: Callable[[Node], bool], message: str, hint: str
) -> Iterator[Violation]:
    """Expansions that are operands, of variables that are only set to one kind of value."""
    matches: dict[str, bool] = {}
    for _, node in script.nodes:
        one = _ONE.fullmatch(node.text) if isinstance(node, Expansion) else None
        if one is None:
            continue
        low = one[1].lower()
        if low not in matches:
            matches[low] = low not in indirectly_set(script) and _always(
                assignments_of(script).get(low, ()), what
            )
        if matches[low]:
            name = variable_names_of(script).get(low, one[1])
            yield Violation(node.span, message.format(name), hint.format(name))


def _always(places: tuple[tuple[int, Assign], ...], what: Callable[[Node], bool]) -> bool:
    filled = [parts for _, parts in places if parts.value is not None]
    filled = [p for p in filled if not (isinstance(p.expression, Call) and _null(p.expression))]
    return bool(filled) and all(p.expression is not None and what(p.expression) for p in filled)


def _null(call: Call) -> bool:
    return callee(call) == "null"


_SCHEME = re.compile(r"(?:https?|ftp|sftp|wss?|lib|script|file|abfss?|s3)\s*:$", re.IGNORECASE)


@rule("QL604", "unquoted-slashes", "warning")
def unquoted_slashes(script: LintedScript) -> Iterator[Violation]:
    """A URL is not in quotes, so its ``//`` starts a comment.

    Why: the rest of the line is a comment, including the ``;``, so the next statement becomes part
    of this one.

    Bad:
        SET vUrl = https://acme.eu.qlikcloud.com;
        TRACE done;

    Good:
        SET vUrl = 'https://acme.eu.qlikcloud.com';
        TRACE done;
    """
    for statement in script.statements:
        for token in statement.tokens:
            if token.kind == "comment" and token.text.startswith("//"):
                before = script.text[max(statement.span[0], token.start - 8) : token.start]
                if _SCHEME.search(before):
                    word = token.text.rstrip(";")[:30]
                    message = f"'{word}' is a comment, as this URL is not in quotes"
                    yield Violation((token.start, token.start + 2), message, "put quotes around it")
