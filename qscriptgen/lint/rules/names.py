"""QL2: functions, subroutines and variables that do not exist."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.groups import (
    app_has_expanded_names,
    app_has_unknown_code,
    group_subroutines,
    group_variables,
)
from qscriptgen.lint.analyses.includes import has_included_code, has_unknown_code, is_library
from qscriptgen.lint.analyses.subroutines import subroutines_of
from qscriptgen.lint.analyses.variables import has_expanded_names, settings_of, variable_names_of
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.lint.suggestions import SYSTEM_VARIABLES, Suggestions
from qscriptgen.script.expression import Call, Name
from qscriptgen.script.functions import FUNCTIONS
from qscriptgen.script.parts import Assign, CallSub, Sub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import DollarExpansion


@rule("QL201", "unknown-function", "error")
def unknown_function(script: LintedScript) -> Iterator[Violation]:
    """A function is called that does not exist.

    Why: the statement fails when it is reached; under ErrorMode 0 the reload goes on without it.

    Bad:
        LET vToday = Todai();

    Good:
        LET vToday = Today();
    """
    suggestions = Suggestions(signature.name for signature in FUNCTIONS.values())
    for _, call in script.calls:
        if call.name.lower() not in FUNCTIONS and not _is_list_or_expansion(call):
            hint = suggestions.hint(call.name)
            yield Violation(_name_span(call), f"there is no function {call.name}", hint)


_LISTS = frozenset(("filelist", "dirlist", "fieldvaluelist"))


def _is_list_or_expansion(call: Call) -> bool:
    """Whether it is one of the lists of FOR EACH, or its name contains an expansion."""
    return call.name.lower() in _LISTS or "$(" in call.name or not call.name


def _name_span(call: Call) -> tuple[int, int]:
    return call.span[0], call.span[0] + len(call.name)


@rule("QL202", "deprecated-function", "warning")
def deprecated_function(script: LintedScript) -> Iterator[Violation]:
    """A function is called that exists only for old scripts.

    Why: the grammar of the engine lists it as deprecated, so it may be removed.

    Bad:
        LET vVersion = QlikViewVersion();

    Good:
        LET vVersion = EngineVersion();
    """
    for _, call in script.calls:
        signature = FUNCTIONS.get(call.name.lower())
        if signature and signature.deprecated:
            hint = "write EngineVersion" if signature.name == "QlikViewVersion" else ""
            yield Violation(_name_span(call), f"{signature.name} is deprecated", hint)


@rule("QL203", "wrong-argument-count", "error")
def wrong_argument_count(script: LintedScript) -> Iterator[Violation]:
    """A function gets more or fewer arguments than it takes.

    Why: the statement fails when it is reached; under ErrorMode 0 the reload goes on without it.

    Bad:
        LET vName = Replace('a-b', '-');

    Good:
        LET vName = Replace('a-b', '-', '');
    """
    for number, call in script.calls:
        signature = FUNCTIONS.get(call.name.lower())
        if signature is None or signature.takes(len(call.args)):
            continue
        text = script.text[call.span[0] : call.span[1]]
        if "$(" in text or script.statements[number].kind == "EXPANSION":
            continue  # an expansion may give several arguments, or none
        if "{" in _QUOTED.sub("", text):
            continue  # set analysis is not script, and where its argument ends is not known
        message = f"{signature.name} takes {signature.arguments} argument"
        message += "" if signature.arguments == "1" else "s"
        yield Violation(_name_span(call), f"{message}, not {len(call.args)}", _COUNT)


_COUNT = "check the arguments; a text with a comma needs quotes"

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\[[^\]]*\]")


def _calls(script: LintedScript) -> Iterator[tuple[CallSub, Name]]:
    """Every CALL with the name of its subroutine."""
    for number in script.of_kind("CALL"):
        parts = script.statements[number].parts
        if isinstance(parts, CallSub) and isinstance(parts.name, Name) and parts.name.name:
            yield parts, parts.name


@rule("QL204", "undefined-sub", "error")
def undefined_sub(script: LintedScript) -> Iterator[Violation]:
    """A subroutine is called that the script does not define.

    Why: the reload fails at the CALL. The rule does not apply where an include or a variable may
    define the subroutine, or in a file of subroutines. Scripts that are linted together may call
    each other's subroutines.

    Bad:
        SUB Start
            TRACE start;
        END SUB
        CALL Strat

    Good:
        SUB Start
            TRACE start;
        END SUB
        CALL Start
    """
    if not _may_be_elsewhere(script):
        together = "define it, or lint this script together with the one that defines it"
        for name, hint in _undefined(script):
            yield Violation(name.span, f"there is no SUB {name.name}", hint or together)


@rule("QL212", "misspelt-call", "info")
def misspelt_call(script: LintedScript) -> Iterator[Violation]:
    """A CALL has nearly the name of a subroutine of the script.

    Why: an include, or a script that includes this one, may define it; but more often the name is
    misspelt.

    Bad:
        $(Must_Include=lib://Data/library.qvs);
        SUB StartReload
            TRACE start;
        END SUB
        CALL StartReolad

    Good:
        $(Must_Include=lib://Data/library.qvs);
        SUB StartReload
            TRACE start;
        END SUB
        CALL StartReload
    """
    if _may_be_elsewhere(script):
        for name, hint in _undefined(script):
            if hint:
                yield Violation(name.span, f"there is no SUB {name.name} in this script", hint)


def _may_be_elsewhere(script: LintedScript) -> bool:
    """Whether a script that is not known may define a subroutine."""
    unknown = is_library(script) or has_unknown_code(script) or has_expanded_names(script)
    return unknown or app_has_unknown_code(script)


def _undefined(script: LintedScript) -> Iterator[tuple[Name, str]]:
    """Each name that is called and not defined, with a hint at a similar name."""
    known = {low: _name_of(subs[0]) for low, subs in subroutines_of(script).items()}
    known = {**group_subroutines(script.group), **known}
    suggestions = Suggestions(known.values())
    seen = set(known)
    for _, name in _calls(script):
        if name.name.lower() not in seen:
            seen.add(name.name.lower())
            yield name, suggestions.hint(name.name)


def _name_of(sub: Sub) -> str:
    return sub.name.name if isinstance(sub.name, Name) else ""


@rule("QL205", "wrong-sub-arguments", "error")
def wrong_sub_arguments(script: LintedScript) -> Iterator[Violation]:
    """A subroutine is called with more arguments than it has parameters.

    Why: there are no parameters for them. Fewer are allowed: the other parameters are then local
    variables without a value.

    Bad:
        SUB Start(vApp)
            TRACE start;
        END SUB
        CALL Start('a', 'b')

    Good:
        SUB Start(vApp)
            TRACE start;
        END SUB
        CALL Start('a')
    """
    known = subroutines_of(script)
    for call, name in _calls(script):
        definitions = known.get(name.name.lower(), [])
        if len(definitions) != 1 or has_included_code(script):
            continue
        most = len(definitions[0].parameters)
        if len(call.arguments) > most:
            message = f"{name.name} has {most} parameter{'' if most == 1 else 's'}"
            yield Violation(name.span, f"{message}, but gets {len(call.arguments)} arguments")


@rule("QL206", "unset-variable", "warning")
def unset_variable(script: LintedScript) -> Iterator[Violation]:
    """``$(v)`` of a variable that nothing in the script sets.

    Why: it expands to nothing, without an error: a condition becomes half an expression, a path
    loses a part. An include, the caller or the app may also set the variable. So in a script with
    an include, in a file of subroutines, and if the variable has arguments, only names that are
    similar to others are reported.

    Bad:
        LET vPath = 'lib://Data';
        STORE Sales INTO [$(vPth)/sales.qvd] (qvd);

    Good:
        LET vPath = 'lib://Data';
        STORE Sales INTO [$(vPath)/sales.qvd] (qvd);
    """
    if has_expanded_names(script) or app_has_expanded_names(script):
        return
    known = {**group_variables(script.group), **variable_names_of(script)}
    suggestions = Suggestions(known.values())
    pairs = _set_from(script)
    often = Counter(dollar.name.strip().lower() for _, dollar in script.expansions)
    maybe_elsewhere = has_unknown_code(script) or is_library(script) or app_has_unknown_code(script)
    seen: set[str] = set()
    for _, dollar in script.expansions:
        name = dollar.name.strip()
        low = name.lower()
        if low in known or low in seen or not _is_variable(dollar):
            continue
        similar = suggestions.name(name)
        # A name that is set from another is a name of its own, unless two letters are swapped.
        distinct = (low, similar.lower()) in pairs and sorted(low) != sorted(similar.lower())
        hint = "" if distinct else suggestions.hint(name)
        # A name that occurs twice is hardly misspelt.
        if (maybe_elsewhere or dollar.kind == "call") and (not hint or often[low] > 1):
            continue
        seen.add(low)
        hint = hint or "set it before, or remove it; it may also be a variable of the app"
        yield Violation(dollar.span, f"nothing in this script sets {name}", hint)


def _is_variable(dollar: DollarExpansion) -> bool:
    """Whether an expansion is that of a variable that the script should set."""
    name = dollar.name.strip()
    plain = dollar.kind in ("variable", "number", "call") and re.fullmatch(r"[\w.%@]+", name)
    return bool(plain) and not SYSTEM_VARIABLES.fullmatch(name.lower())


def _set_from(script: LintedScript) -> set[tuple[str, str]]:
    """Pairs of a variable that is expanded, and the variable that is set from it."""
    found: set[tuple[str, str]] = set()
    for number, dollar in script.expansions:
        parts = script.statements[number].parts
        if isinstance(parts, Assign) and isinstance(parts.name, Name):
            found.add((dollar.name.strip().lower(), parts.name.name.lower()))
    return found


@rule("QL209", "number-as-variable", "info")
def number_as_variable(script: LintedScript) -> Iterator[Violation]:
    """The name of a variable is a number.

    Why: this is nearly always a typing error before the ``=``; a later Sleep or CALL with this
    number may read the variable.

    Bad:
        SET 5000=1;

    Good:
        SET vPause=5000;
    """
    for setting in settings_of(script):
        if not setting.clears and re.fullmatch(r"\d+", setting.name.name):
            yield Violation(
                setting.name.span, f"the name of this variable is a number: {setting.name.name}"
            )
