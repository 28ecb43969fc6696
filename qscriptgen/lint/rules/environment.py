"""QL65: which space, tenant and app a script is in, and what it does there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qscriptgen.lint.comparisons import compared, subject_of
from qscriptgen.lint.names import Nearest, near
from qscriptgen.lint.nodes import callee
from qscriptgen.lint.rule import Hit, rule
from qscriptgen.script import Block
from qscriptgen.script.expression import Call, Chain, Literal
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Assign, CallSub

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qscriptgen.lint.comparisons import Comparison
    from qscriptgen.lint.unit import Unit
    from qscriptgen.script import Branch, Statement
    from qscriptgen.script.expression import Node
    from qscriptgen.script.source import Span

_ATTRIBUTES = (
    "tenantId",
    "tenantName",
    "tenantUrl",
    "tenantUrlAlias",
    "tenantRegion",
    "spaceId",
    "spaceName",
    "spaceType",
)
_TYPES = ("shared", "managed", "")
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


@rule("QL651", "unknown-attribute", "error")
def unknown_attribute(unit: Unit) -> Iterator[Hit]:
    """GetSysAttr is asked for an attribute that it does not have.

    Why: the answer is always empty, and no error tells. Letter case counts.
    Source: https://help.qlik.com/en-US/cloud-services, SystemFunctions/GetSysAttr.htm

    Bad:
        LET vType = GetSysAttr('spacetype');

    Good:
        LET vType = GetSysAttr('spaceType');
    """
    known = {name.lower(): name for name in _ATTRIBUTES}
    for _, call in unit.calls:
        arg = call.args[0] if callee(call) == "getsysattr" and len(call.args) == 1 else None
        if isinstance(arg, Literal) and "$(" not in arg.value and arg.value not in _ATTRIBUTES:
            same = known.get(arg.value.lower())
            hint = f"did you mean {same}?" if same else near(arg.value, _ATTRIBUTES)
            hint = hint or f"there are {', '.join(_ATTRIBUTES)}"
            yield Hit(arg.span, f"GetSysAttr has no attribute '{arg.value}'", hint)


def _holds(unit: Unit, attribute: str) -> set[str]:
    """What always holds an attribute: the call itself, and variables set to nothing else."""
    wanted = f"getsysattr:{attribute.lower()}"
    found = {wanted}
    for name, places in unit.assigned.items():
        given = [parts.expression for _, parts in places if parts.value is not None]
        if name in unit.handed or not given:
            continue
        if all(node is not None and _is(node, wanted) for node in given):
            found.add(name)
    return found


def _is(node: Node, wanted: str) -> bool:
    subject = subject_of(node)
    return subject is not None and subject[0] == wanted


@rule("QL652", "impossible-space-type", "error")
def impossible_space_type(unit: Unit) -> Iterator[Hit]:
    """The type of the space is compared with something that it never is.

    Why: it is shared or managed, and empty in a personal space, which has no type.
    Source: https://help.qlik.com/en-US/cloud-services, SystemFunctions/GetSysAttr.htm

    Bad:
        IF GetSysAttr('spaceType') = 'personal' THEN
            TRACE at home;
        END IF

    Good:
        IF GetSysAttr('spaceType') = '' THEN
            TRACE at home;
        END IF
    """
    if unit.open:
        return
    holds = _holds(unit, "spaceType")
    for comparison in unit.comparisons:
        if comparison.subject not in holds or comparison.way == "wildmatch":
            continue
        for value in comparison.values:
            word = value.value
            known = word if comparison.exact else word.lower()
            if known not in _TYPES and not (comparison.recased and word.lower() in _TYPES):
                yield Hit(value.span, f"spaceType is never '{word}'", _type_meant(word))


def _type_meant(word: str) -> str:
    """What to write in place of a type that does not exist."""
    if word.lower() in _PERSONAL:
        return "a personal space has the type ''"
    meant = word.lower() if word.lower() in _TYPES else Nearest(_TYPES[:2]).name(word)
    return f"write '{meant}'" if meant else "it is 'shared', 'managed', or '' in a personal space"


_PERSONAL = ("personal", "private", "own", "user", "none", "null", "-", " ")


@rule("QL653", "personal-space-unhandled", "warning")
def personal_space_unhandled(unit: Unit) -> Iterator[Hit]:
    """A choice between shared and managed space says nothing of a personal one.

    Why: in a personal space the type is empty, so no branch is taken: what the branches set is not
    set there, or still has the value of an earlier reload. The same is said of a variable that is
    set for one type only, and read outside.

    Bad:
        SWITCH GetSysAttr('spaceType')
        CASE 'shared'
            LET vTarget = 'dev';
        CASE 'managed'
            LET vTarget = 'prod';
        END SWITCH

    Good:
        SWITCH GetSysAttr('spaceType')
        CASE 'shared'
            LET vTarget = 'dev';
        CASE 'managed'
            LET vTarget = 'prod';
        DEFAULT
            Exit Error 'no app for this space';
        END SWITCH
    """
    by_number: dict[int, list[Comparison]] = {}
    holds = _holds(unit, "spaceType")
    for comparison in unit.comparisons:
        if comparison.subject in holds:
            by_number.setdefault(comparison.number, []).append(comparison)
    told: set[str] = set()
    for block, heads in _choices(unit) if by_number else ():
        if not _leaves_out(block, [c for head in heads for c in by_number.get(head, ())]):
            continue
        names = _set_in(block)
        if names and not _set_before(unit, names, heads[0]):
            told |= names
            what = "a DEFAULT" if block.opener.kind == "SWITCH" else "an ELSE"
            message = f"this {block.opener.kind} leaves out the personal space, whose type is empty"
            yield Hit(_word(block.opener), message, f"add {what}, or a test for ''")
    if by_number and not (unit.open or unit.unsure_names):
        yield from _only_there(unit, by_number, holds, told)


def _only_there(
    unit: Unit, found: dict[int, list[Comparison]], holds: set[str], told: set[str]
) -> Iterator[Hit]:
    """Variables that are set for some types of space only, and read whatever the type is."""
    kinds = {at: _kinds(unit, at, those, holds) for at, those in found.items()}
    looked = min((at for at, types in kinds.items() if not types), default=len(unit.statements))
    openers: set[int | None] = {None, *_total(unit)}
    for name, places in unit.assigned.items():
        sets = [at for at, parts in places if not _empties(parts)]
        heads = [unit.head_of(at) for at in sets]
        types = [kinds.get(head, frozenset()) if head is not None else () for head in heads]
        if name in told or name in unit.handed or not sets or not all(types) or looked < sets[0]:
            continue
        opener = unit.around(sets[0])
        first = places[0][0] == sets[0] and not openers.intersection(map(unit.around, sets))
        if not first or not _read_freely(unit, name, sets[0]):
            continue
        openers.add(opener)
        named = {kind for some in types for kind in some}
        shown = " and ".join(f"'{kind}'" for kind in _TYPES if kind in named)
        message = f"{unit.variable_names.get(name, name)} is set for {shown} only"
        word = _word(unit.statements[opener or 0])
        hint = "say what holds there: with an ELSE, or with a value before"
        yield Hit(word, f"{message}, and a personal space has the type ''", hint)


def _empties(parts: Assign) -> bool:
    node = parts.expression
    return parts.value is None or (isinstance(node, Call) and callee(node) == "null")


def _read_freely(unit: Unit, name: str, first: int) -> bool:
    """Whether a variable is read outside all blocks, and nobody asks whether it has a value."""
    free = False
    for at, span in unit.mentions.get(name, ()):
        kind = unit.statements[at].kind
        if at < first or (kind in _FIELDS and not unit.text.startswith("$(", span[0])):
            continue
        calls = (callee(node) for node in unit.nodes_of.get(at, ()) if isinstance(node, Call))
        if kind in _TESTING or kind.startswith("EXIT ") or any(call in _ASKS for call in calls):
            return False
        head = unit.head_of(at)
        free |= head is None or unit.statements[head].kind == "SUB"
    return free


_FIELDS = ("LOAD", "SQL", "SELECT")
_TESTING = ("IF", "ELSEIF", "SWITCH", "CASE", "DO", "LOOP")
_ASKS = words("len isnull emptyisnull coalesce alt if match")


def _kinds(unit: Unit, number: int, found: list[Comparison], holds: set[str]) -> frozenset[str]:
    """The types for which a condition may hold, none where it may hold in a personal space."""
    kinds = {text.lower() for comparison in found for text in comparison.texts}
    if not all(comparison.equal for comparison in found) or "" in kinds:
        return frozenset()
    for node in unit.nodes_of.get(number, ()):
        if isinstance(node, Chain) and any(operator == "or" for operator, _ in node.rest):
            sides = (node.first, *(operand for _, operand in node.rest))
            if not all(any(c.subject in holds for c in compared(number, s)) for s in sides):
                return frozenset()
    return frozenset(kinds & set(_TYPES))


def _leaves_out(block: Block, found: list[Comparison]) -> bool:
    """Whether a choice names both kinds of space, and no branch is for an empty type."""
    texts = {text.lower() for comparison in found for text in comparison.texts}
    total = block.branches[-1].head.kind in ("ELSE", "DEFAULT")
    both = texts >= {"shared", "managed"} and "" not in texts
    return both and not total and all(comparison.equal for comparison in found)


def _total(unit: Unit) -> Iterator[int]:
    """The choices with a branch for all that is left."""
    for block, heads in _choices(unit):
        if block.branches[-1].head.kind in ("ELSE", "DEFAULT"):
            yield heads[0]


def _choices(unit: Unit) -> Iterator[tuple[Block, tuple[int, ...]]]:
    for block in unit.script.blocks:
        if block.opener.kind in ("IF", "SWITCH"):
            yield block, tuple(unit.numbers[id(branch.head)] for branch in block.branches)


def _word(statement: Statement) -> Span:
    word = statement.keyword
    return word.start, word.end


def _set_in(block: Block) -> set[str]:
    return {name for branch in block.branches for name, _ in _assigned(branch)}


def _assigned(branch: Branch) -> Iterator[tuple[str, Assign]]:
    for item in branch.body:
        if not isinstance(item, Block) and isinstance(item.parts, Assign):
            yield getattr(item.parts.name, "name", "").lower(), item.parts


def _set_before(unit: Unit, names: set[str], number: int) -> bool:
    """Whether one of the variables has got a value before a statement."""
    return any(
        at < number and parts.value is not None
        for name in names
        for at, parts in unit.assigned.get(name, ())[:1]
    )


@rule("QL654", "same-app-in-branches", "warning")
def same_app_in_branches(unit: Unit) -> Iterator[Hit]:
    """Two branches of a choice between environments have the same id.

    Why: one branch was copied from the other and never changed, so that development starts the app
    of production, or the other way round.

    Bad:
        IF GetSysAttr('spaceType') = 'managed' THEN
            LET vApp = '0a1b2c3d-0000-4000-8000-00000000a001';
        ELSE
            LET vApp = '0a1b2c3d-0000-4000-8000-00000000a001';
        END IF

    Good:
        IF GetSysAttr('spaceType') = 'managed' THEN
            LET vApp = '0a1b2c3d-0000-4000-8000-00000000a001';
        ELSE
            LET vApp = '0a1b2c3d-0000-4000-8000-00000000b001';
        END IF
    """
    for block, _ in _choices(unit):
        yield from _again([[*_set_ids(unit, branch)] for branch in block.branches])
    yield from _same_started(unit)
    yield from _same_in_calls(unit)


_Id = tuple["Span", str, str]  # its place, who gets it, and the id


def _again(branches: Iterable[Sequence[_Id]]) -> Iterator[Hit]:
    """The ids that the same thing gets in an earlier branch, too."""
    seen: set[tuple[str, str]] = set()
    for found in branches:
        for span, who, app in found:
            if (who, app) in seen:
                yield Hit(span, f"{who} the same id as in a branch above")
        seen.update((who, app) for _, who, app in found)


def _set_ids(unit: Unit, branch: Branch) -> Iterator[_Id]:
    """The ids that a branch sets variables to."""
    for name, parts in _assigned(branch):
        low, high = parts.value or (0, 0)
        text = unit.text[low:high].strip("'\"").lower()
        if _ID.fullmatch(text):
            yield (low, high), f"{unit.variable_names.get(name, name)} gets", text


def _same_started(unit: Unit) -> Iterator[Hit]:
    """The same app is started, or handed to a SUB, in two branches of a choice of environments."""
    written = _written_ids(unit)
    environment = _about_environment(unit) if written else set()
    for _, heads in _choices(unit) if environment else ():
        if not environment.isdisjoint(heads):
            yield from _again([written.get(head, []) for head in heads])


def _written_ids(unit: Unit) -> dict[int, list[_Id]]:
    """The ids that stand in a body or a CALL, and what gets each, by the head of the branch."""
    found: dict[int, list[_Id]] = {}
    for sent in unit.sent:
        app, at = sent.app_id or ("", 0)
        head = unit.head_of(sent.request.number)
        if sent.body and head is not None and _ID.fullmatch(app):
            (start, _), written = sent.body.place(at)
            ids = ((start, start + len(app)), "this body has", app.lower())
            found.setdefault(head, []).extend([ids] if written else ())
    for number in unit.of_kind("CALL"):
        parts, head = unit.statements[number].parts, unit.head_of(number)
        if not isinstance(parts, CallSub) or head is None:
            continue
        for node in parts.arguments:
            if isinstance(node, Literal) and _ID.fullmatch(node.value):
                how = f"{getattr(parts.name, 'name', 'this')} is given"
                found.setdefault(head, []).append((node.span, how, node.value.lower()))
    return found


def _about_environment(unit: Unit) -> set[int]:
    """The statements that compare an attribute of the space, the tenant or the user."""
    holds = {name for attribute in _ATTRIBUTES for name in _holds(unit, attribute)}
    return {found.number for found in unit.comparisons if found.subject in holds}


def _same_in_calls(unit: Unit) -> Iterator[Hit]:
    """``If(x, 'id', 'id')``."""
    for _, call in unit.calls:
        texts = [arg for arg in call.args[1:] if isinstance(arg, Literal)]
        if callee(call) != "if" or len(texts) != 2:  # noqa: PLR2004
            continue
        first, second = texts
        if _ID.fullmatch(first.value) and first.value.lower() == second.value.lower():
            yield Hit(second.span, "both results of this If are the same id")


_NAME_CHARACTERS = re.compile(r"[^0-9A-Za-z_-]")


@rule("QL655", "id-compared-with-name", "warning")
def id_compared_with_name(unit: Unit) -> Iterator[Hit]:
    """The id of the space or tenant is compared with what can only be a name.

    Why: an id has no blanks and no marks, so this is never true.

    Bad:
        IF GetSysAttr('spaceId') = 'Finance (production)' THEN
            TRACE production;
        END IF

    Good:
        IF GetSysAttr('spaceName') = 'Finance (production)' THEN
            TRACE production;
        END IF
    """
    for attribute in ("spaceId", "tenantId"):
        holds = _holds(unit, attribute)
        for comparison in unit.comparisons:
            if comparison.subject not in holds or comparison.way == "wildmatch":
                continue
            for value in comparison.values:
                if _NAME_CHARACTERS.search(value.value):
                    hint = f"did you mean {attribute.replace('Id', 'Name')}?"
                    yield Hit(value.span, f"{attribute} is never '{value.value}'", hint)
