"""A host for statements about data: it runs them one by one, and SELECTs give what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from qscriptgen.emulate.data.circumstances import Circumstances
from qscriptgen.emulate.data.host import Host
from qscriptgen.emulate.data.loading import load
from qscriptgen.emulate.data.memory import Memory
from qscriptgen.emulate.data.scope import ReloadScope
from qscriptgen.emulate.data.statements import STATEMENTS
from qscriptgen.emulate.errors import GENERAL, ScriptFault
from qscriptgen.emulate.grid import Grid
from qscriptgen.emulate.world import World
from qscriptgen.script import parse_statements
from qscriptgen.script.evaluation import EvaluationError, Settings, Value, evaluate
from qscriptgen.script.evaluation.values import number, text, value_text
from qscriptgen.script.parts import Load
from tests.support.typing import as_type

NOON = datetime(2026, 1, 5, 12)


@dataclass
class DataHost:
    memory: Memory = field(default_factory=Memory)
    world: World = field(default_factory=World)
    circumstances: Circumstances = field(default_factory=Circumstances)
    files: dict[str, str | Grid] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    answer: Grid | None = None
    before: Memory | None = None

    def __post_init__(self):
        self.scope = ReloadScope(self.memory, self.circumstances, self.world, lambda: NOON)

    @property
    def partial(self):
        return self.circumstances.partial

    def evaluate(self, node):
        try:
            return evaluate(node, self.scope, self.settings)
        except EvaluationError as error:
            raise ScriptFault(GENERAL, error.message) from None

    def text(self, value):
        return value_text(value, self.settings.decimal_sep) or ""

    def run(self, script):
        stack = []
        for statement in parse_statements(script):
            self.before = self.memory.copy()
            if statement.kind in ("LOAD", "SQL", "SELECT"):
                stack.append(statement)
                if statement.kind != "LOAD":
                    loads = stack[:-1] or stack
                    stack = []
                    load(loads, self.answer, self)
                elif as_type(Load, statement.parts).source:
                    loads, stack = stack, []
                    load(loads, None, self)
            elif statement.kind != "EMPTY":
                STATEMENTS[statement.kind](statement, self)
        return self

    def shown(self):
        """The tables, with texts in the place of values and None for NULL."""
        return {
            name: (table.fields, [tuple(map(value_text, row)) for row in table.rows])
            for name, table in self.memory.tables.items()
        }


def host(world="", partial=False, variables=None, answer=None, files=None, **settings):
    answers = dict(part.split("=") for part in world.split(",") if part)
    made: Host = DataHost(
        world=World(answers),
        circumstances=Circumstances(partial=partial),
        files=dict(files or {}),
        settings=Settings(answers=answers, **settings),
        answer=answer,
    )
    for name, value in (variables or {}).items():
        made.memory.variables[name] = text(value)
    return made


def value(plain) -> Value:
    """None is NULL; numbers and texts are themselves."""
    if plain is None:
        return Value()
    return text(plain) if isinstance(plain, str) else number(plain)


def grid(fields, *rows):
    """Fields are written with blanks between them."""
    return Grid(tuple(fields.split()), [tuple(map(value, row)) for row in rows])


def table(fields, *rows):
    """What `DataHost.shown` gives for a table; every value is a text or None."""
    return fields.split(), [tuple(row) for row in rows]
