"""Control flow: one function for each kind of statement, which says where to go on.

Source: https://github.com/qlik-oss/core-website,
docs/services/qix-engine/script_reference/script_control.md
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qscriptgen.emulate.engine.expansion import read
from qscriptgen.emulate.engine.machine import POSITION_SET, Act, Machine
from qscriptgen.emulate.errors import GENERAL, SYNTAX, ScriptFault
from qscriptgen.script import parts
from qscriptgen.script.evaluation import NULL, NotEmulated
from qscriptgen.script.evaluation.operators import equal
from qscriptgen.script.evaluation.values import number
from qscriptgen.script.expression import Call, Name, Node, Numeral
from qscriptgen.script.keywords import NO_NAMES

if TYPE_CHECKING:
    from qscriptgen.emulate.engine.program import ProgramStep
    from qscriptgen.emulate.engine.session import Session
    from qscriptgen.script import Statement
    from qscriptgen.script.evaluation import Value


def plain(name: Node) -> str:
    """A name that no expansion is part of any more.

    Raises:
        ScriptFault: It is a keyword that the grammar leaves out of names
            (https://github.com/ptarmiganlabs/QvsView.qs, bnf/getBaseBNF_result.json).
    """
    if not isinstance(name, Name):
        raise NotEmulated("a value where a name must stand")
    if not name.quote and name.name.lower() in NO_NAMES:
        raise ScriptFault(SYNTAX, f"'{name.name}' can't be a name")
    return name.name


def _nothing(machine: Machine, step: ProgramStep, at: int) -> int:
    step.read(machine.session)
    return at + 1


def _jump(machine: Machine, step: ProgramStep, at: int) -> int:
    return step.target


def _if(machine: Machine, step: ProgramStep, at: int) -> int:
    subject = step.read(machine.session).parts
    assert isinstance(subject, parts.Subject), "the reader gives IF a condition"
    return at + 1 if machine.session.holds(subject.expression) else step.target


def _switch(machine: Machine, step: ProgramStep, at: int) -> int:
    """The first CASE with an equal value, else DEFAULT, else the end."""
    session = machine.session
    subject = step.read(session).parts
    assert isinstance(subject, parts.Subject), "the reader gives SWITCH an expression"
    if any(target < 0 for _, target in step.cases):
        raise NotEmulated("a statement between SWITCH and its first CASE")
    value = session.evaluate(subject.expression)
    default = step.target
    for case, target in step.cases:
        if case is None:
            default = target
        elif _matches(case.read(session), value, session):
            return target
    return default


def _matches(case: Statement, value: Value, session: Session) -> bool:
    found = case.parts
    assert isinstance(found, parts.Case), "the reader gives CASE its values"
    return any(equal(value, session.evaluate(node), session.context) for node in found.values)


def _for(machine: Machine, step: ProgramStep, at: int) -> int:
    """TO and STEP are evaluated once, on entry."""
    session = machine.session
    head = step.read(session).parts
    assert isinstance(head, parts.For), "the reader gives FOR its bounds"
    bounds = [head.first, head.last, *([head.step] if head.step else [])]
    values = [session.context.number(session.evaluate(bound)) for bound in bounds]
    if any(value is None for value in values):
        raise ScriptFault(GENERAL, "the bounds of FOR are not numbers")
    first, last, by = [value or 0.0 for value in values] + [1.0] * (3 - len(values))
    if by == 0:
        raise NotEmulated("FOR with STEP 0")
    machine.frame.loops[at] = (plain(head.variable), last, by)
    return _round(machine, at, first, step.target)


def _round(machine: Machine, at: int, value: float, behind: int) -> int:
    """Begin another round of a FOR, or leave it."""
    session = machine.session
    variable, last, by = machine.frame.loops[at]
    goes_on = value <= last if by > 0 else value >= last
    if goes_on or session.world.answer("for-counter") == "beyond":
        session.assign(variable, number(value))
    return at + 1 if goes_on else behind


def _for_each(machine: Machine, step: ProgramStep, at: int) -> int:
    session = machine.session
    head = step.read(session).parts
    assert isinstance(head, parts.ForEach), "the reader gives FOR EACH its items"
    items = [value for node in head.items for value in _items(node, session)]
    machine.frame.items[at] = (plain(head.variable), iter(items))
    return _item(machine, at, step.target)


def _items(node: Node, session: Session) -> list[Value]:
    """The values that an item of FOR EACH stands for."""
    if isinstance(node, Call) and node.name.lower() in ("filelist", "dirlist"):
        raise NotEmulated(node.name)
    if isinstance(node, Call) and node.name.lower() == "fieldvaluelist":
        name = session.text(session.evaluate(node.args[0]))
        return list(session.scope.values(name) or ())
    return [session.evaluate(node)]


def _item(machine: Machine, at: int, behind: int) -> int:
    variable, items = machine.frame.items[at]
    value = next(items, None)
    if value is None:
        return behind
    machine.session.assign(variable, value)
    return at + 1


def _next(machine: Machine, step: ProgramStep, at: int) -> int:
    """The counter is an ordinary variable: what the body did to it counts."""
    step.read(machine.session)
    if step.target in machine.frame.items:
        return _item(machine, step.target, at + 1)
    variable, _, by = machine.frame.loops[step.target]
    value = machine.session.scope.variable(variable)
    count = machine.session.context.number(value or NULL)
    if count is None:
        raise ScriptFault(GENERAL, f"the counter '{variable}' of FOR is not a number")
    return _round(machine, step.target, count + by, at + 1)


def _do(machine: Machine, step: ProgramStep, at: int) -> int:
    return at + 1 if _goes_on(machine, step) else step.target


def _loop(machine: Machine, step: ProgramStep, at: int) -> int:
    return step.target if _goes_on(machine, step) else at + 1


def _goes_on(machine: Machine, step: ProgramStep) -> bool:
    """Whether a loop goes on; its condition is expanded once, and evaluated each time."""
    session = machine.session
    known = machine.conditions.get(step)
    if known is None or session.world.answer("loop-condition") == "each":
        machine.conditions[step] = known = step.read(session)
    condition = known.parts
    assert isinstance(condition, parts.Condition), "the reader gives loops their condition"
    if condition.expression is None:
        return True
    return session.holds(condition.expression) == (condition.word == "WHILE")


def _sub(machine: Machine, step: ProgramStep, at: int) -> int:
    session = machine.session
    head = step.read(session).parts
    assert isinstance(head, parts.Sub), "the reader gives SUB its head"
    if machine.in_sub and session.world.answer("sub-in-sub") == "no":
        raise ScriptFault(SYNTAX, "a SUB can't be defined inside another")
    parameters = tuple(plain(name) for name in head.parameters)
    machine.subs[plain(head.name)] = (machine.frame.steps, at + 1, parameters)
    return step.target


def _call(machine: Machine, step: ProgramStep, at: int) -> int:
    """Arguments are copied in, and those that are variables are copied back.

    More parameters than arguments are NULL at first, and local.
    """
    session = machine.session
    call = step.read(session).parts
    assert isinstance(call, parts.CallSub), "the reader gives CALL its arguments"
    name = plain(call.name)
    if name not in machine.subs:
        if any(name.lower() == known.lower() for known in machine.subs):
            raise NotEmulated(f"a call of '{name}', which is defined in another letter case,")
        raise ScriptFault(GENERAL, f"there is no SUB '{name}'")
    steps, entry, parameters = machine.subs[name]
    if len(call.arguments) > len(parameters):
        raise NotEmulated(f"more arguments than '{name}' has parameters")
    values = [_argument(node, session) for node in call.arguments]
    values += [NULL] * (len(parameters) - len(values))
    back = {
        parameter: node.name
        for parameter, node in zip(parameters, call.arguments, strict=False)
        if isinstance(node, Name)
    }
    machine.frame.at = at + 1
    machine.enter(steps, entry, dict(zip(parameters, values, strict=True)), back)
    return POSITION_SET


def _argument(node: Node, session: Session) -> Value:
    """The value of an argument; a bare variable may be unset."""
    if isinstance(node, Name):
        return session.scope.variable(node.name) or NULL
    if isinstance(node, Numeral):
        number_as_name(node, session)
    return session.evaluate(node)


def number_as_name(node: Numeral, session: Session) -> None:
    """Make the variable that a bare number may be taken for the name of."""
    if session.world.answer("number-is-variable") == "yes":
        session.assign(node.text, number(node.value))


def _end_sub(machine: Machine, step: ProgramStep, at: int) -> int:
    step.read(machine.session)
    machine.leave_sub()
    return POSITION_SET


def _exit(machine: Machine, step: ProgramStep, at: int) -> int:
    session = machine.session
    leave = step.read(session).parts
    assert isinstance(leave, parts.Exit), "the reader says what EXIT leaves"
    if leave.condition is not None and session.holds(leave.condition) != (leave.word == "WHEN"):
        return at + 1
    if leave.what == "SCRIPT":
        machine.end()
        return POSITION_SET
    if leave.what == "SUB":
        machine.leave_sub()
        return POSITION_SET
    if leave.what == "ERROR":
        return _exit_error(machine, step, leave.message)
    if step.target < 0:
        raise NotEmulated(f"EXIT {leave.what} outside of a loop")
    return step.target


def _exit_error(machine: Machine, step: ProgramStep, message: Node | None) -> int:
    session = machine.session
    if session.world.answer("exit-error-known") == "no":
        raise ScriptFault(SYNTAX, "Unknown statement: Exit Error")
    fault = ScriptFault(GENERAL, session.text(session.evaluate(message)) if message else "")
    if session.error_mode == 0 and session.world.answer("exit-error-under-0") == "no":
        raise fault
    session.fail(fault)
    machine.stop(fault, step, deliberate=True)
    return POSITION_SET


def _expansion(machine: Machine, step: ProgramStep, at: int) -> int:
    """A variable that holds statements: https://github.com/ChristofSchwarz/QlikScripts."""
    assert step.template is not None, "an expansion has one"
    text = step.template.fill(machine.session.lookup)
    found = read(text)
    if len(found) == 1 and found[0].kind == "UNKNOWN":
        raise machine.unknown(step)
    return machine.insert_after(text, at)


CONTROL: Mapping[str, Act] = {
    "JUMP": _jump,
    "IF": _if,
    "ELSEIF": _if,
    **dict.fromkeys(("ELSE", "END IF", "END", "END SWITCH", "DEFAULT"), _nothing),
    "SWITCH": _switch,
    "FOR": _for,
    "FOR EACH": _for_each,
    "NEXT": _next,
    "DO": _do,
    "LOOP": _loop,
    "SUB": _sub,
    "END SUB": _end_sub,
    "CALL": _call,
    **dict.fromkeys(
        ("EXIT SCRIPT", "EXIT FOR", "EXIT DO", "EXIT SUB", "EXIT ERROR", "EXIT"), _exit
    ),
    "EXPANSION": _expansion,
}
"""What each kind of statement does to the flow."""
