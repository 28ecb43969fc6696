"""The list of reloads: its query, its order, its pages (https://qlik.dev/apis/rest/reloads)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from qscriptgen.emulate.tenant.answers import bad_request
from qscriptgen.emulate.tenant.cursors import Key, PageCursor, read_cursor
from qscriptgen.emulate.tenant.filters import Matches, parse_filter
from qscriptgen.emulate.tenant.reload import ReloadRecord

if TYPE_CHECKING:
    from qscriptgen.emulate.world import World

_PARAMETERS = frozenset({"appId", "filter", "limit", "log", "next", "partial", "prev", "sort"})
_BOOLEANS: Mapping[str, bool] = MappingProxyType({"true": True, "false": False})
_LIMITS = frozenset(map(str, range(1, 101)))
_DEFAULT_LIMIT, _DEFAULT_SORT = "10", "-creationTime"


def _by_time(time: Callable[[ReloadRecord], float | None]) -> Callable[[ReloadRecord], Key]:
    # What has not come yet comes after all that has.
    def key(record: ReloadRecord) -> Key:
        at = time(record)
        return (1, 0.0, record.serial) if at is None else (0, at, record.serial)

    return key


_KEYS: Mapping[str, Callable[[ReloadRecord], Key]] = MappingProxyType(
    {
        "creationTime": _by_time(lambda record: record.created),
        "startTime": _by_time(lambda record: record.started),
        "endTime": _by_time(lambda record: record.ended),
        "status": lambda record: (0, record.status, record.serial),
    }
)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the list; ``cursor`` is None on the first page."""

    app_id: str
    matches: Matches
    limit: int
    log: bool
    field: str
    ascending: bool
    cursor: PageCursor | None
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """Some reloads, and the cursors of the pages beside it."""

    records: Sequence[ReloadRecord]
    next: str = ""
    prev: str = ""


def read_parameters(query: str, world: World) -> dict[str, str]:
    """The parameters of a URL.

    What is not documented is refused or left out, as the doubt ``unknown-parameter`` says.

    Raises:
        Refusal: 400, as one is unknown, there twice, or wrongly encoded.
    """
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict")
    except ValueError:
        raise bad_request("The query can't be read.") from None
    known = [(name, value) for name, value in pairs if name in _PARAMETERS]
    if len(known) < len(pairs) and world.answer("unknown-parameter") == "refused":
        name = next(name for name, _ in pairs if name not in _PARAMETERS)
        raise bad_request(f"{name} is not a parameter of the list.")
    parameters = dict(known)
    if len(parameters) != len(known):
        raise bad_request("A parameter is there twice.")
    return parameters


def read_query(parameters: Mapping[str, str]) -> Query:
    """What the parameters ask for. A ``+`` of ``sort`` must be encoded: bare it is a blank.

    Raises:
        Refusal: 400, as a value is not allowed, or both cursors are there.
    """
    if "next" in parameters and "prev" in parameters:
        raise bad_request("next and prev are both there.")
    sort = parameters.get("sort", _DEFAULT_SORT)
    field = sort[sort[:1] in ("+", "-") :]
    if field not in _KEYS:
        raise bad_request("sort is not a field of the list.")
    forward = "prev" not in parameters
    text = parameters.get("next", parameters.get("prev"))
    return Query(
        app_id=parameters.get("appId", ""),
        matches=_matches(parameters),
        limit=_limit(parameters.get("limit", _DEFAULT_LIMIT)),
        log=bool(_boolean(parameters, "log")),
        field=field,
        ascending=not sort.startswith("-"),
        cursor=None if text is None else read_cursor(text, field, forward=forward),
        parameters=parameters,
    )


def page_of(records: Sequence[ReloadRecord], query: Query) -> Page:
    """The page that a query asks for, out of all reloads in the order of their creation.

    A page follows the place of a reload, not a number of reloads: what is created meanwhile shifts
    nothing. Only what the page has is looked at, unless a filter or another order asks for more.
    """
    key = _KEYS[query.field]
    ordered = records if query.field == "creationTime" else sorted(records, key=key)

    def walk(start: Key | None, *, forward: bool) -> Iterator[ReloadRecord]:
        return filter(query.matches, _walk(ordered, key, start, up=forward == query.ascending))

    cursor = query.cursor
    if cursor is None:
        found = list(islice(walk(None, forward=True), query.limit))
    else:
        found = list(islice(walk(cursor.key, forward=cursor.forward), query.limit))
        found = found if cursor.forward else found[::-1]
    if not found:
        return Page(())
    first, last = key(found[0]), key(found[-1])
    after = next(walk(last, forward=True), None)
    before = next(walk(first, forward=False), None)
    return Page(
        found,
        PageCursor(query.field, last).write() if after else "",
        PageCursor(query.field, first).write() if before else "",
    )


def _walk(
    ordered: Sequence[ReloadRecord],
    key: Callable[[ReloadRecord], Key],
    start: Key | None,
    *,
    up: bool,
) -> Iterator[ReloadRecord]:
    """The reloads beyond a place, upwards or downwards."""
    if up:
        begin = 0 if start is None else bisect_right(ordered, start, key=key)
        return (ordered[at] for at in range(begin, len(ordered)))
    begin = len(ordered) if start is None else bisect_left(ordered, start, key=key)
    return (ordered[at] for at in range(begin - 1, -1, -1))


def _matches(parameters: Mapping[str, str]) -> Matches:
    partial = _boolean(parameters, "partial")
    chosen = parse_filter(parameters["filter"]) if "filter" in parameters else None
    if partial is None:
        return chosen or (lambda record: True)
    return lambda record: record.partial is partial and (chosen is None or chosen(record))


def _limit(text: str) -> int:
    if text not in _LIMITS:
        raise bad_request("limit must be an integer from 1 to 100.")
    return int(text)


def _boolean(parameters: Mapping[str, str], name: str) -> bool | None:
    text = parameters.get(name)
    if text is not None and text not in _BOOLEANS:
        raise bad_request(f"{name} must be true or false.")
    return None if text is None else _BOOLEANS[text]
