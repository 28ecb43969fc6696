"""What the texts of a REST statement say, once nothing in them is left to expand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.script.evaluation import NotEmulated

if TYPE_CHECKING:
    from qscriptgen.script.rest import RestStatement, RestText


def plain(text: RestText | None) -> str:
    """The value of a text.

    Raises:
        NotEmulated: There is none, or it still holds an expansion.
    """
    if text is None:
        raise NotEmulated("a REST statement that lacks a name")
    if text.expands:
        raise NotEmulated("$(...) that is left in a REST statement", text.span)
    return text.value


def arguments(rest: RestStatement, keyword: str, count: int) -> list[tuple[str, ...]]:
    """The arguments of every WITH CONNECTION entry of a keyword, in their order.

    Raises:
        NotEmulated: An entry has not ``count`` arguments, or one that is left to expand.
    """
    found = []
    for entry in rest.entries_of(keyword):
        texts = tuple(plain(text) for text in entry.arguments)
        if len(texts) != count:
            raise NotEmulated(f"{keyword} with {len(texts)} texts", entry.span)
        found.append(texts)
    return found
