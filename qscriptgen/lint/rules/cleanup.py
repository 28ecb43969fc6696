"""QL2: variables, tables and connections that are left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.apps import apps_of
from qscriptgen.lint.analyses.blocks import branch_around
from qscriptgen.lint.analyses.control_flow import control_flow, region_of
from qscriptgen.lint.analyses.groups import (
    app_has_unknown_code,
    group_subroutines,
    set_for_includers,
)
from qscriptgen.lint.analyses.includes import is_library
from qscriptgen.lint.analyses.requests import requests_of
from qscriptgen.lint.analyses.subroutines import effects_of_calls, subroutine_name, subroutines_of
from qscriptgen.lint.analyses.variables import (
    VariableSetting,
    references_of,
    settings_of,
    variable_names_of,
)
from qscriptgen.lint.expressions import roots, walk
from qscriptgen.lint.model import analysis
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.lint.suggestions import SYSTEM_VARIABLES
from qscriptgen.script.expression import Call, Literal, Name
from qscriptgen.script.parts import Drop

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from qscriptgen.lint.model import LintedScript


@rule("QL207", "variable-left-behind", "warning")
def variable_left_behind(script: LintedScript) -> Iterator[Violation]:
    """A variable with the prefix ``qsg_`` is not emptied on every path to the end.

    Why: the variables of a script stay in the app, and these are only for the script. A path on
    which the reload fails on purpose does not count, as nothing of it is saved.

    Bad:
        LET qsg_App = 'x';
        TRACE $(qsg_App);

    Good:
        LET qsg_App = 'x';
        TRACE $(qsg_App);
        SET qsg_App=;
    """
    sets, clears = _generated_variables(script)
    bits = {name: 1 << at for at, name in enumerate(sets)}
    every = (1 << len(bits)) - 1
    emptied = dict.fromkeys(script.of_kind("INCLUDE", "EXPANSION"), every)
    for name in sets.keys() & clears.keys():
        for setting in clears[name]:
            emptied[setting.number] = emptied.get(setting.number, 0) | bits[name]
    emptied |= effects_of_calls(script, emptied, every)
    kept = control_flow(script).survivors(emptied, every)
    to_empty = _to_empty(script, _set_outside_subroutines(script, sets))
    cleaning = _cleaning_subroutines(script, sets, clears)
    for name, places in sets.items():
        reported: set[int | None] = set()
        for setting in reversed(places):
            number, sub = setting.number, region_of(script, setting.number).sub
            applies = name in to_empty if sub is None else sub in cleaning
            if applies and sub not in reported and kept.get(number, 0) & bits[name]:
                reported.add(sub)
                spelling = variable_names_of(script)[name]
                message = f"{script.statements[number].kind} sets {spelling}"
                message += ", and not every path to the end empties it"
                where = to_empty.get(name) if sub is None else None
                where = f"in {where}, which includes this" if where else "after its last use"
                yield Violation(setting.name.span, message, f"SET {spelling}=; {where}")


def _generated_variables(
    script: LintedScript,
) -> tuple[dict[str, list[VariableSetting]], dict[str, list[VariableSetting]]]:
    """Where each variable with the prefix is set, and where it is emptied."""
    sets: dict[str, list[VariableSetting]] = {}
    clears: dict[str, list[VariableSetting]] = {}
    for setting in settings_of(script):
        low = setting.name.name.lower()
        if low.startswith("qsg_"):
            (clears if setting.clears else sets).setdefault(low, []).append(setting)
    return sets, clears


def _set_outside_subroutines(
    script: LintedScript, sets: Mapping[str, Sequence[VariableSetting]]
) -> list[str]:
    """The variables that are set outside all subroutines."""
    return [
        name
        for name, places in sets.items()
        if any(region_of(script, setting.number).sub is None for setting in places)
    ]


def _to_empty(script: LintedScript, wanted: Collection[str]) -> Mapping[str, str]:
    """The variables that the script has to empty, or an app that includes it, with its path."""
    if not is_library(script):
        return dict.fromkeys(wanted, "")
    if set_for_includers(script) or app_has_unknown_code(script):
        return {}
    found: dict[str, str] = {}
    apps = apps_of(script.group)
    emptied = [(other, _emptied(other)) for other in script.group.scripts]
    emptied = [(other, names) for other, names in emptied if not names.isdisjoint(wanted)]
    for app in apps.including_apps(script):
        left = _left_by(app, script, sorted(wanted))
        for other, names in emptied if left else ():
            if other is not app and apps.may_share_app(app, other):
                left = left.difference(names)
        found |= dict.fromkeys(sorted(left), app.path)
    return found


@analysis
def _emptied(script: LintedScript) -> frozenset[str]:
    """The variables that a script empties."""
    return frozenset(setting.name.name.lower() for setting in settings_of(script) if setting.clears)


def _left_by(app: LintedScript, library: LintedScript, names: Sequence[str]) -> frozenset[str]:
    """The variables that some path through an app leaves as a library has set them."""
    bits = {name: 1 << at for at, name in enumerate(names)}
    every = (1 << len(bits)) - 1
    emptied: dict[int, int] = {}
    for setting in settings_of(app):
        if setting.clears:
            bit = bits.get(setting.name.name.lower(), 0)
            emptied[setting.number] = emptied.get(setting.number, 0) | bit
    others, own = group_subroutines(app.group), subroutines_of(app)
    for at, what in effects_of_calls(app, emptied, every).items():
        name = subroutine_name(app, at)
        if name in own or name not in others:
            emptied[at] = what
    kept = control_flow(app).survivors(emptied, every)
    left = 0
    for number, other in apps_of(app.group).includes(app):
        if other is library and region_of(app, number).sub is None:
            left |= kept.get(number, 0)
    return frozenset(name for name, bit in bits.items() if left & bit)


def _cleaning_subroutines(
    script: LintedScript,
    sets: Mapping[str, list[VariableSetting]],
    clears: Mapping[str, list[VariableSetting]],
) -> frozenset[int]:
    """The subroutines that empty some of what they set; others leave that to their callers."""
    found: dict[int, int] = {}
    for name in sets.keys() & clears.keys():
        set_in = {region_of(script, setting.number).sub for setting in sets[name]}
        for sub in set_in & {region_of(script, setting.number).sub for setting in clears[name]}:
            if sub is not None:
                found[sub] = found.get(sub, 0) + 1
    return frozenset(sub for sub, count in found.items() if count >= _SOME)


@rule("QL208", "table-left-behind", "warning")
def table_left_behind(script: LintedScript) -> Iterator[Violation]:
    """A table with the prefix ``qsg_`` is not dropped on every path to the end.

    Why: it would become part of the data model of the app, and the rows of the next table with the
    same fields would be added to it. A path on which the reload fails on purpose does not count.

    Bad:
        qsg_Answer:
        LOAD 1 AS qsg_id AUTOGENERATE 1;

    Good:
        qsg_Answer:
        LOAD 1 AS qsg_id AUTOGENERATE 1;
        DROP TABLE qsg_Answer;
    """
    made = {}
    for number in script.of_kind("LOAD", "SQL", "SELECT"):
        label = script.statements[number].label
        if isinstance(label, Name) and label.name.lower().startswith("qsg_"):
            made[number] = label
    names = dict.fromkeys(label.name.lower() for label in made.values())
    bits = {name: 1 << at for at, name in enumerate(names)}
    every = (1 << len(bits)) - 1
    dropped = dict.fromkeys(script.of_kind("CALL", "INCLUDE", "EXPANSION"), every)
    for number, name in _drops(script):
        for place in (number, _condition_of(script, number, name)):
            dropped[place] = dropped.get(place, 0) | bits.get(name, 0)
    kept = control_flow(script).survivors(dropped, every)
    for number, label in made.items():
        if kept.get(number, 0) & bits[label.name.lower()] and region_of(script, number).sub is None:
            message = f"not every path to the end drops table {label.name}"
            yield Violation(label.span, message, f"DROP TABLE {label.name}; after its last use")


def _drops(script: LintedScript) -> Iterator[tuple[int, str]]:
    """The statements that drop tables, with the names of the tables."""
    for number in script.of_kind("DROP", "RENAME"):
        parts = script.statements[number].parts
        if isinstance(parts, Drop) and parts.what == "TABLE":
            for node in parts.names:
                if isinstance(node, Name):
                    yield number, node.name.lower()


def _condition_of(script: LintedScript, number: int, name: str) -> int:
    """The IF around a DROP that tests whether the table is there, else the DROP itself."""
    head = branch_around(script, number)
    if head is None or script.statements[head].kind != "IF":
        return number
    calls = [
        node
        for root in roots(script.statements[head])
        for node in walk(root)
        if isinstance(node, Call) and node.name.lower() in ("tablenumber", "noofrows", "nooftables")
    ]
    named = {arg.value.lower() for call in calls for arg in call.args if isinstance(arg, Literal)}
    return head if name in named else number


@rule("QL210", "forgotten-variable", "info")
def forgotten_variable(script: LintedScript) -> Iterator[Violation]:
    """A script empties all of its variables but one.

    Why: the script seems to clean up, and the last variable stays in the app, with the value of
    this reload. A variable that the script reads before it sets it is meant to stay.

    Bad:
        LET vA = 1;
        LET vB = 2;
        LET vC = 3;
        TRACE $(vA) $(vB) $(vC);
        SET vA=; SET vB=;

    Good:
        LET vA = 1;
        LET vB = 2;
        LET vC = 3;
        TRACE $(vA) $(vB) $(vC);
        SET vA=; SET vB=; SET vC=;
    """
    first: dict[str, VariableSetting] = {}
    emptied = set()
    for setting in settings_of(script):
        low = setting.name.name.lower()
        if region_of(script, setting.number).sub is not None or SYSTEM_VARIABLES.fullmatch(low):
            continue
        if setting.clears:
            emptied.add(low)
        else:
            first.setdefault(low, setting)
    left = [name for name in first if name not in emptied]
    helpers = emptied & first.keys()
    if len(left) != 1 or len(helpers) < _SOME or left[0].startswith("qsg_"):
        return
    (forgotten,) = (first[name] for name in left)
    if _read_before(script, forgotten):
        return
    # Where all helpers have a prefix, a variable without it is meant to stay.
    common = {name.partition("_")[0] if "_" in name else "" for name in helpers}
    if "" in common or len(common) > 1 or left[0].partition("_")[0] in common:
        name = forgotten.name.name
        yield Violation(
            forgotten.name.span, f"all variables except {name} are emptied", f"SET {name}=;"
        )


def _read_before(script: LintedScript, setting: VariableSetting) -> bool:
    """Whether the script reads a variable before it sets it, with the value of the last reload."""
    reads = references_of(script).get(setting.name.name.lower(), ())
    return any(
        number <= setting.number
        and span != setting.name.span
        and region_of(script, number).sub is None
        for number, span in reads
    )


_SOME = 2


@rule("QL211", "connection-left-active", "info")
def connection_left_active(script: LintedScript) -> Iterator[Violation]:
    """A connection that started a reload stays active to the end.

    Why: a later SELECT without its own LIB CONNECT would be sent through it, as a POST.
    Source: https://help.qlik.com/en-US/cloud-services, ScriptRegularStatements/DISCONNECT.htm

    Bad:
        LIB CONNECT TO ':ApiPost';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (BODY "{""appId"":""0a1b2c3d-0000-4000-8000-000000000001""}");
        DROP TABLE Answer;

    Good:
        LIB CONNECT TO ':ApiPost';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (BODY "{""appId"":""0a1b2c3d-0000-4000-8000-000000000001""}");
        DROP TABLE Answer;
        DISCONNECT;
    """
    opened = script.of_kind("CONNECT")
    starts = [
        request
        for request in requests_of(script)
        if request.starts_reload and opened[:1] < [request.number]
    ]
    if not starts or not opened:
        return
    closes = script.of_kind("CONNECT", "DISCONNECT", "CALL", "INCLUDE", "EXPANSION")
    kept = control_flow(script).survivors(dict.fromkeys(closes, 1), 1)
    for request in starts[-1:]:
        if kept.get(request.number, 0):
            word = request.statement.keyword.text
            message = f"the connection of this {word} stays active"
            yield Violation(request.keyword_span, message, "DISCONNECT; after the last request")
