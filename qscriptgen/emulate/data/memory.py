"""Everything that is in an app while its script runs: variables, tables, and rules for names."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qscriptgen.script.evaluation.wildcards import matches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qscriptgen.script.evaluation import Value


MOST_ROWS = 1_000_000
"""How many rows a table may have here, so that no script fills all memory."""


@dataclass
class Table:
    """A loaded table; every row has a value for each of the fields, in their order."""

    name: str
    fields: list[str]
    rows: list[tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class NamingRule:
    """What a statement said about the fields loaded behind it that fit a mask of ``*`` and ``?``.

    ``kind`` is QUALIFY, NULLASVALUE or MAP. ``word`` is the mapping table for MAP, ``on`` for the
    others, and empty where the rule is that there is none any more.
    """

    kind: str
    mask: str
    word: str


@dataclass(frozen=True, slots=True)
class Naming:
    """The rules in force, oldest first, and the names that ALIAS gives to fields."""

    rules: tuple[NamingRule, ...] = ()
    alias: tuple[tuple[str, str], ...] = ()

    def rule(self, kind: str, name: str) -> str:
        """The word of the last rule of a kind for a field, empty if there is none."""
        found = (r.word for r in reversed(self.rules) if r.kind == kind and matches(name, r.mask))
        return next(found, "")

    def with_rule(self, rule: NamingRule) -> Naming:
        """These with one more rule, and without those that it covers, so that loops add none.

        A rule that there is none is only kept where there is one that it makes an exception to.
        """
        kept = [old for old in self.rules if old.kind != rule.kind or not _covers(rule, old)]
        if rule.word or any(old.kind == rule.kind and old.word for old in kept):
            kept.append(rule)
        return replace(self, rules=tuple(kept))


def _covers(rule: NamingRule, old: NamingRule) -> bool:
    return rule.mask in ("*", old.mask)


@dataclass
class Memory:
    """The data of an app; tables are in load order.

    ``forms`` has for each field the numbers that it holds, each as it was first written.
    """

    variables: dict[str, Value] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    mappings: dict[str, list[tuple[Value, Value]]] = field(default_factory=dict)
    naming: Naming = Naming()
    forms: dict[str, dict[float, Value]] = field(default_factory=dict)

    def table(self, name: str, *, exact: bool = True) -> Table | None:
        """The table of a name, None if there is none; letter case counts if ``exact``."""
        found = self.tables.get(name)
        if found is not None or exact:
            return found
        folded = name.casefold()
        return next((t for t in self.tables.values() if t.name.casefold() == folded), None)

    def holds(self, name: str) -> bool:
        """Whether any table has a field of this name."""
        return any(name in table.fields for table in self.tables.values())

    def forget(self, names: Sequence[str]) -> None:
        """Forget the numbers that fields had in a table which is gone, and in no other.

        Source: Drop table in https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/Script_regular_statements.md
        """
        for name in names:
            known = self.forms.pop(name, None)
            if known and self.holds(name):
                left = set(self._numbers(name))
                self.forms[name] = {n: form for n, form in known.items() if n in left}

    def _numbers(self, name: str) -> Iterator[float]:
        for table in self.tables.values():
            if name in table.fields:
                place = table.fields.index(name)
                found = (row[place].number for row in table.rows)
                yield from (number for number in found if number is not None)

    def copy(self) -> Memory:
        """The same data, which nothing that is done to this memory changes any more."""
        return Memory(
            dict(self.variables),
            {name: replace_lists(table) for name, table in self.tables.items()},
            {name: list(pairs) for name, pairs in self.mappings.items()},
            self.naming,
            {name: dict(forms) for name, forms in self.forms.items()},
        )

    def saved(self) -> Memory:
        """What an app keeps when its script ends: a copy without mapping tables and rules.

        Sources: Mapping in https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/script_prefix.md
        and Qualify in https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/Script_regular_statements.md
        """
        kept = self.copy()
        kept.mappings.clear()
        kept.naming = Naming()
        return kept


def replace_lists(table: Table) -> Table:
    """The same table with lists of its own."""
    return replace(table, fields=list(table.fields), rows=list(table.rows))
