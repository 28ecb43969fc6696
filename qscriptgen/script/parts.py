"""What statements are made of, one record for each sort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from qscriptgen.script.expression import Expansion, Name, Node
    from qscriptgen.script.source import Span

Word = Literal["", "WHILE", "UNTIL", "WHEN", "UNLESS"]


@dataclass(frozen=True, slots=True)
class Assign:
    """LET, SET and an assignment without either.

    ``value`` is where the text behind the ``=`` stands, without the white space around it; None
    where there is no ``=`` or nothing behind it. ``expression`` is None for SET.
    """

    name: Name | Expansion
    value: Span | None = None
    expression: Node | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The expression of IF, ELSEIF, SWITCH and SLEEP."""

    expression: Node


@dataclass(frozen=True, slots=True)
class Condition:
    """When DO and LOOP go on or stop; without a condition the word is empty."""

    word: Word
    expression: Node | None


@dataclass(frozen=True, slots=True)
class For:
    """The counter of a FOR with its bounds; all but the counter are read once."""

    variable: Name | Expansion
    first: Node
    last: Node
    step: Node | None = None


@dataclass(frozen=True, slots=True)
class ForEach:
    """The variable of a FOR EACH and the items it takes; a mask is a `Call`, as FileList is."""

    variable: Name | Expansion
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Next:
    """The variable that NEXT repeats, if it does."""

    variable: Name | Expansion | None


@dataclass(frozen=True, slots=True)
class Case:
    """The values of a CASE."""

    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Sub:
    """The head of a subroutine."""

    name: Name | Expansion
    parameters: tuple[Name | Expansion, ...] = ()


@dataclass(frozen=True, slots=True)
class CallSub:
    """A call; where its name is an `Expansion`, that may bring the arguments too."""

    name: Name | Expansion
    arguments: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Exit:
    """What an EXIT leaves (SCRIPT, FOR, DO, SUB, ERROR), and when; ``message`` is for ERROR."""

    what: str
    word: Word = ""
    condition: Node | None = None
    message: Node | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a LOAD; ``*`` is a bare `Name`."""

    span: Span
    expression: Node
    alias: Name | Expansion | None = None


@dataclass(frozen=True, slots=True)
class From:
    """Where the rows of a LOAD come from.

    ``kind`` is RESIDENT, FROM, INLINE, AUTOGENERATE, FROM_FIELD or EXTENSION. ``value`` is the
    table, path, data or count, an `Expansion` where a variable brings it, `Missing` for FROM_FIELD
    (whose parenthesis is its span) and where nothing stands. ``span`` covers all,
    ``format`` the parenthesis behind a path, ``text`` what stands between keyword and format.
    """

    kind: str
    span: Span
    text: Span
    value: Node
    format: Span | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One key of ORDER BY; the direction is ASC, DESC or empty."""

    expression: Node
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """A LOAD; one without a source takes its rows from the statement below it.

    ``open`` says that a bare ``$(...)`` may bring clauses that are not seen here.
    """

    fields: tuple[Field, ...]
    distinct: bool = False
    source: From | None = None
    where: Node | None = None
    while_: Node | None = None
    group_by: tuple[Node, ...] = ()
    order_by: tuple[Order, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """What a DROP drops: TABLE, FIELD, VARIABLE or MAPPING TABLE, and of which tables."""

    what: str
    names: tuple[Node, ...]
    tables: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Store:
    """What a STORE writes: the fields (none means all), the tables, the path and its format.

    ``names`` are the names that the fields get in the file, None where they keep their own.
    """

    fields: tuple[Node, ...]
    tables: tuple[Node, ...]
    path: Node
    format: Span | None = None
    names: tuple[Name | Expansion | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Connect:
    """What a CONNECT connects to; ``word`` is LIB, ODBC, OLEDB, CUSTOM or empty."""

    word: str
    target: Node


@dataclass(frozen=True, slots=True)
class Include:
    """A file whose text stands in for the statement; ``must`` says that it has to be there."""

    must: bool
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Raw:
    """Text that is taken as it is, without the keyword and the white space around it.

    For SELECT it starts with the word SELECT, so that it can be read as that of SQL is.
    """

    span: Span


Parts = (
    Assign
    | Subject
    | Condition
    | For
    | ForEach
    | Next
    | Case
    | Sub
    | CallSub
    | Exit
    | Load
    | Drop
    | Store
    | Connect
    | Include
    | Raw
)
