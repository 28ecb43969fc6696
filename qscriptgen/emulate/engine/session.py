"""What the statements of one running script share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qscriptgen.emulate.data import Memory, ReloadScope, check_name
from qscriptgen.emulate.engine.log import ScriptLog
from qscriptgen.emulate.errors import GENERAL, ScriptFault
from qscriptgen.emulate.world import World
from qscriptgen.script import parse_expression
from qscriptgen.script.evaluation import EvaluationError, NotEmulated, Settings, Value
from qscriptgen.script.evaluation.context import Context
from qscriptgen.script.evaluation.evaluate import evaluate_in
from qscriptgen.script.evaluation.values import dual, number, number_text, value_text

if TYPE_CHECKING:
    from qscriptgen.emulate.clock import Clock
    from qscriptgen.emulate.connector import Connection
    from qscriptgen.emulate.data import Circumstances
    from qscriptgen.emulate.exchange import Answer
    from qscriptgen.emulate.grid import Grid
    from qscriptgen.script import RestStatement
    from qscriptgen.script.expression import Node


class OutOfBudget(Exception):
    """A script has run more statements than it may: most likely a loop without an end."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"line {line}")


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(";"))


_SETTINGS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "DecimalSep": ("decimal_sep", str),
    "ThousandSep": ("thousand_sep", str),
    "DateFormat": ("date_format", str),
    "TimeFormat": ("time_format", str),
    "TimestampFormat": ("timestamp_format", str),
    "FirstWeekDay": ("first_week_day", int),
    "MonthNames": ("month_names", _names),
    "LongMonthNames": ("long_month_names", _names),
    "DayNames": ("day_names", _names),
    "LongDayNames": ("long_day_names", _names),
}
"""Number interpretation variables, and the fields of `Settings` that they set."""

_READ_ONLY = frozenset(("ScriptError", "ScriptErrorCount", "ScriptErrorList"))
NO_ERROR = dual("", 0)
_TEXTS = {
    1: "General Error",
    2: "Syntax Error",
    5: "Custom Database Error",
    8: "File Not Found",
    10: "Table Not Found",
    11: "Field Not Found",
    12: "File Has Wrong Format",
}
"""What ScriptError reads as (help, ErrorVariables/ScriptError.htm)."""


@dataclass
class Session:
    """The state of a script while it runs, and what it can reach.

    Args:
        memory: Variables, tables and naming rules.
        circumstances: What it is told from outside.
        world: Answers to what is not known.
        clock: The time.
        connect: The connection that a name finds, None if there is none.
        files: What it can read and has stored, by path.
        budget: How many statements may run.
    """

    memory: Memory
    circumstances: Circumstances
    world: World
    clock: Clock
    connect: Callable[[str], Connection | None] = lambda _: None
    files: MutableMapping[str, str | Grid] = field(default_factory=dict)
    budget: int = 1_000_000
    log: ScriptLog = field(init=False)
    traces: list[str] = field(default_factory=list)
    connection: Connection | None = None
    failed_connection: str = ""
    settings: Settings = field(init=False)
    scope: ReloadScope = field(init=False)
    context: Context = field(init=False)
    lookup: VariableLookup = field(init=False)
    has_error: bool = False
    strips_comments: bool = True
    slept_s: float = 0.0
    last_answer: tuple[tuple[RestStatement, Answer, Settings], Grid | None] | None = None
    script_only: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.log = ScriptLog(self.clock.start)
        start, advances = self.clock.moment(), self.world.answer("now-advances") == "yes"
        now = self.clock.moment if advances else lambda: start
        self.scope = ReloadScope(self.memory, self.circumstances, self.world, now)
        self.lookup = VariableLookup(self)
        variables = self.memory.variables
        for name in ("ErrorMode", "ScriptErrorList"):
            variables.pop(name, None)
        if self.world.answer("errormode-readable") == "yes":
            variables["ErrorMode"] = number(1)
        variables["ScriptError"] = NO_ERROR
        variables["ScriptErrorCount"] = number(0)
        self.read_settings()

    @property
    def partial(self) -> bool:
        """Whether this is a partial reload."""
        return self.circumstances.partial

    @property
    def error_mode(self) -> int:
        """ErrorMode as it stands, 1 where it has no value.

        Source: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ErrorVariables/ErrorMode.htm
        """
        value = self.memory.variables.get("ErrorMode")
        if value is None:
            return 1
        mode = self.context.number(value)
        if mode not in (0, 1, 2):
            raise NotEmulated(f"ErrorMode '{self.text(value)}'")
        return int(mode)

    def note(self, line: int, text: str) -> None:
        """Append a line to the log; ``line`` is that of the script, 0 where there is none."""
        self.log.add(self.clock.now, line, text)

    def text(self, value: Value) -> str:
        """The text of a value, empty for NULL."""
        if value.text is not None:
            return value.text
        return value_text(value, self.settings.decimal_sep) or ""

    def evaluate(self, node: Node) -> Value:
        """What an expression gives.

        Raises:
            ScriptFault: The engine would not evaluate it.
            NotEmulated: Its meaning is not known here.
        """
        try:
            return evaluate_in(node, self.context)
        except EvaluationError as error:
            raise ScriptFault(GENERAL, error.message) from None

    def holds(self, node: Node) -> bool:
        """Whether a condition is true; NULL is not."""
        return bool(self.context.truth(self.evaluate(node)))

    def assign(self, name: str, value: Value) -> None:
        """Set a variable."""
        if name in _READ_ONLY:
            raise NotEmulated(f"an assignment to {name}")
        variables = self.memory.variables
        if name not in variables:
            check_name(name)
            if self._script_only():
                self.script_only.add(name)
        variables[name] = value
        if name in _SETTINGS or name == "StripComments":
            self.read_settings()

    def saved(self) -> Memory:
        """What the app keeps of it.

        Source: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/SystemVariables/ScriptOnlyVariables.htm
        """
        kept = self.memory.saved()
        for name in self.script_only:
            kept.variables.pop(name, None)
        errors = self.scope.variable("ScriptErrorList")
        if errors is not None:
            kept.variables["ScriptErrorList"] = errors
        return kept

    def _script_only(self) -> bool:
        value = self.memory.variables.get("ScriptOnlyVariables")
        return value is not None and self.context.number(value) == 1

    def fail(self, fault: ScriptFault) -> None:
        """Note an error where a script can see it.

        Source: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ErrorVariables/ScriptErrorList.htm
        """
        variables = self.memory.variables
        self.has_error = True
        variables["ScriptError"] = dual(_TEXTS.get(fault.code, "General Error"), fault.code)
        count = self.context.number(variables.get("ScriptErrorCount", number(0))) or 0
        variables["ScriptErrorCount"] = number(count + 1)
        self.scope.errors.append(fault.text)

    def succeed(self) -> None:
        """Note that a statement worked."""
        if self.has_error:
            self.has_error = False
            self.memory.variables["ScriptError"] = NO_ERROR

    def read_settings(self) -> None:
        """Take over the variables that say how numbers are read and written."""
        found = {}
        for name, (key, convert) in _SETTINGS.items():
            value = self.memory.variables.get(name)
            if value is not None:
                written = value_text(value) or ""
                try:
                    found[key] = convert(written)
                except ValueError:
                    raise NotEmulated(f"{name} '{written}'") from None
        self.settings = Settings(**found, answers=self.world.answers)
        self.context = Context(self.scope, self.settings)
        strip = self.memory.variables.get("StripComments")
        self.strips_comments = strip is None or self.context.number(strip) != 0


class VariableLookup:
    """Gives an expansion the variables of a running script."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def value(self, name: str) -> str | None:
        """The text of a variable, None if it was never set."""
        found = self._session.scope.variable(name)
        return None if found is None else self._session.text(found)

    def number(self, name: str) -> str:
        """The number of a variable with a decimal point, ``0`` if it has none."""
        found = self._session.scope.variable(name)
        value = None if found is None else self._session.context.number(found)
        return "0" if value is None else number_text(value)

    def evaluate(self, expression: str) -> str:
        """The text of what an expression gives."""
        node, problems = parse_expression(expression)
        if problems:
            raise ScriptFault(GENERAL, problems[0].message)
        return self._session.text(self._session.evaluate(node))
