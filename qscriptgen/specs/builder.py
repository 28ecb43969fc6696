"""From plain values to the parts of a chain, each with its place."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import ValidationError

from qscriptgen.chain import Answer, App, Space
from qscriptgen.chain.origin import Placed, WrittenOrigin
from qscriptgen.checks.options import WORDS
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, Place, did_you_mean, find_nearest, list_words
from qscriptgen.documents import KeyPath, Places, Plain, format_key_path
from qscriptgen.documents.validation_errors import (
    IN_YAML,
    code_of,
    hint_in_yaml,
    hint_of_code,
    join_messages,
)
from qscriptgen.specs import yaml_forms

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails


_QUOTE = "put a name that looks like a number in quotes"
_LINES = "write one item to a line, with - in the same column before each: - Extract"
_SEVERAL: Mapping[str, str] = MappingProxyType(
    {" - ": _LINES, ">>": _LINES, ",": "write a list: [Extract, Sales]"}
)
"""Signs of several names in one text, and how several names are written."""

_HINTS: Mapping[tuple[type, str], str] = MappingProxyType(
    {
        (App, "id"): "an id is a GUID, such as 0a1b2c3d-0000-4000-8000-000000000001; if it looks"
        " like a number, put it in quotes",
        (Answer, "variables"): "write it in brackets, such as [vRows]",
    }
)


class Nothing(Enum):
    """The result for a value that had to be refused."""

    NOTHING = "nothing"


NOTHING: Final = Nothing.NOTHING
Made = Any | Literal[Nothing.NOTHING]


@dataclass
class Builder:
    """Makes the parts of the chains of one document.

    What is wrong becomes a finding and is left out, so that the rest is checked too.
    """

    places: Places
    findings: list[Finding] = field(default_factory=list)
    parts: dict[type, dict[str, Made]] = field(
        default_factory=lambda: {kind: {} for kind in yaml_forms.NAMED}
    )

    def refuse(
        self, key_path: KeyPath, reason: str, hint: str = "", *, code: str = "QC003"
    ) -> None:
        """Say what is wrong with a value; the reason is put after its key path."""
        subject = format_key_path(key_path) or "a spec"
        self.findings.append(
            problem(code, self.places.value(key_path), f"{subject} {reason}", hint)
        )

    def refuse_key(self, key_path: KeyPath, reason: str, hint: str) -> None:
        """Say what is wrong with a key."""
        place = self.places.key(key_path)
        self.findings.append(problem("QC003", place, f"{format_key_path(key_path)} {reason}", hint))

    def refuse_unknown_keys(
        self, given: Mapping[str, Plain], known: Iterable[str], key_path: KeyPath
    ) -> set[str | None]:
        """Refuse the keys that are not known; return those that were probably meant."""
        unknown = [key for key in given if key not in known]
        for key in unknown:
            self.refuse_key((*key_path, key), "is not known", did_you_mean(key, known))
        return {find_nearest(key, known) for key in unknown}

    def find(self, kind: type, name: str, key_path: KeyPath, *, is_key: bool = False) -> Made:
        """Find the app or space of this name."""
        known = self.parts[kind]
        if name in known:
            return known[name]
        what = kind.__name__.lower()
        place = self.places.key(key_path) if is_key else self.places.value(key_path)
        advice = did_you_mean(name, known) if known else f"write it under {what}s:"
        several = next((kind for sign, kind in _SEVERAL.items() if sign in name), None)
        advice = several if several and kind is App else advice
        self.findings.append(problem("QC008", place, f"there is no {what} {name!r}", advice))
        return NOTHING

    def make_value(self, value: Plain, annotation: Any, key_path: KeyPath) -> Made:
        """Make the value that a model takes; what is not known here is left to the model."""
        kinds = yaml_forms.alternatives_of(annotation)
        models = yaml_forms.models_in(kinds)
        keyed, listed = yaml_forms.mapping_kind(kinds), yaml_forms.list_kind(kinds)
        if isinstance(value, dict) and models:
            model = self._choose_model(models, value, key_path)
            return self.make_from_options(model, value, key_path) if model else NOTHING
        if isinstance(value, dict) and keyed:
            return self._make_mapping(value, keyed, key_path)
        if isinstance(value, list) and listed:
            return self._make_list(value, listed, key_path)
        if _is_taken_as_it_is(value, kinds):
            return value
        named = next((kind for kind in yaml_forms.NAMED if kind in kinds), None)
        if named:
            return self._find_named(named, value, key_path)
        short = next(filter(yaml_forms.short_key, models), None)
        return self.make_from_short(short, value, key_path) if short else value

    def make_from_short(
        self, model: type, value: Plain, key_path: KeyPath, **given: object
    ) -> Made:
        """Make a part from a value that stands for its first option that is not given yet."""
        key = next(key for key in yaml_forms.options_of(model) if key not in given)
        before = len(self.findings)
        made = self.make_value(value, yaml_forms.options_of(model)[key].annotation, key_path)
        arguments = {**given, yaml_forms.argument_for(model, key): made}
        return self.make(model, arguments, key_path, dict.fromkeys(arguments, key_path), before)

    def make_from_options(
        self, model: type, given: Mapping[str, Plain], key_path: KeyPath, **known: object
    ) -> Made:
        """Make a part from options; ``known`` are arguments that have been made already."""
        before = len(self.findings)
        options = {key: o for key, o in yaml_forms.options_of(model).items() if key not in known}
        misspelt = self.refuse_unknown_keys(given, options, key_path)
        arguments = {**known, **self.make_arguments(model, options, given, key_path)}
        missing = [
            key
            for key, option in options.items()
            if option.is_required() and yaml_forms.argument_for(model, key) not in arguments
        ]
        for key in missing:
            if key not in given and key not in misspelt:
                self.refuse(key_path, f"needs {key}")
        if missing:
            return NOTHING
        key_paths = {yaml_forms.argument_for(model, key): (*key_path, key) for key in options}
        return self.make(model, arguments, key_path, key_paths, before)

    def make_arguments(
        self,
        model: type,
        options: Mapping[str, FieldInfo],
        given: Mapping[str, Plain],
        key_path: KeyPath,
    ) -> dict[str, object]:
        """Make the arguments that the given keys stand for."""
        made = {
            yaml_forms.argument_for(model, key): self.make_value(
                given[key], option.annotation, (*key_path, key)
            )
            for key, option in options.items()
            if key in given
        }
        return {name: value for name, value in made.items() if value is not NOTHING}

    def make(
        self,
        model: type,
        arguments: Mapping[str, object],
        key_path: KeyPath,
        key_paths: Mapping[str, KeyPath],
        before: int,
    ) -> Made:
        """Make a part from its arguments.

        ``key_paths`` says where each argument stands, and ``before`` how many findings there were
        before any of it was read.
        """
        if NOTHING in arguments.values():
            return NOTHING
        try:
            made = model(**arguments)
        except ValidationError as error:
            bad = self._refuse_arguments(error, model, key_path, key_paths)
            rest = {name: value for name, value in arguments.items() if name not in bad}
            needed = {name for name in bad if _is_required(model, name)}
            again = len(rest) < len(arguments) and not needed
            return self.make(model, rest, key_path, key_paths, before) if again else NOTHING
        if isinstance(made, Placed):
            options = dict(self._place_options(arguments, key_path, key_paths))
            made.written_at(
                WrittenOrigin(
                    self.places.value(key_path), options, is_whole=len(self.findings) == before
                )
            )
        return made

    def _place_options(
        self, arguments: Mapping[str, object], key_path: KeyPath, key_paths: Mapping[str, KeyPath]
    ) -> Iterator[tuple[tuple[str, ...], Place]]:
        """Say where each argument stands, and each entry of a mapping."""
        for name, value in arguments.items():
            own = key_paths.get(name, key_path)
            yield (name,), self.places.value(own)
            for key in value if isinstance(value, Mapping) else ():
                entry = key.label if isinstance(key, Space) else str(key)
                yield (name, entry), self.places.key((*own, entry))

    def _choose_model(
        self, models: tuple[type, ...], given: Mapping[str, Plain], key_path: KeyPath
    ) -> type | None:
        """Choose the model that has most of the keys; None if several have equally many."""
        known = {model: set(given) & set(yaml_forms.options_of(model)) for model in models}
        most = max(map(len, known.values()))
        best = [model for model, keys in known.items() if len(keys) == most]
        if len(best) == 1 or (most and all(known[model] == known[best[0]] for model in best)):
            return best[0]
        key_paths = [f"{{{next(iter(yaml_forms.options_of(model)))}: ...}}" for model in best]
        reason = "can't be more than one thing at once" if most else "does not say what it is"
        self.refuse(key_path, reason, f"write {' or '.join(key_paths)}")
        return None

    def place_at_key(self, made: Made, key_path: KeyPath) -> None:
        """Give a part the place of its key instead of that of its value."""
        if isinstance(made, Placed) and isinstance(made.origin, WrittenOrigin):
            made.written_at(replace(made.origin, place=self.places.key(key_path)))

    def _find_named(self, kind: type, value: Plain, key_path: KeyPath) -> Made:
        if isinstance(value, str):
            return self.find(kind, value, key_path)
        article = "an" if kind is App else "a"
        self.refuse(key_path, f"must be the name of {article} {kind.__name__.lower()}", _QUOTE)
        return NOTHING

    def _make_list(self, value: list[Plain], kind: Any, key_path: KeyPath) -> tuple[object, ...]:
        item, *_ = typing.get_args(kind)
        made = [self.make_value(one, item, (*key_path, at)) for at, one in enumerate(value)]
        return tuple(each for each in made if each is not NOTHING)

    def _make_mapping(self, value: Mapping[str, Plain], kind: Any, key_path: KeyPath) -> Made:
        """Make the values of a mapping with keys of the user's own."""
        key_kind, value_kind = typing.get_args(kind)
        found: dict[object, object] = {}
        for key, one in value.items():
            own = (*key_path, key)
            name = self.find(Space, key, own, is_key=True) if key_kind is Space else key
            made = self.make_value(one, value_kind, own)
            if NOTHING not in (name, made):
                found[name] = made
        return found if found or not value else NOTHING

    def _refuse_arguments(
        self,
        error: ValidationError,
        model: type,
        key_path: KeyPath,
        key_paths: Mapping[str, KeyPath],
    ) -> set[str]:
        """Add a finding for each argument that is refused; return the names of these arguments."""
        details_at: dict[KeyPath, list[ErrorDetails]] = {}
        bad = set()
        for detail in error.errors(include_url=False):
            name, *inside = detail["loc"] or ("",)
            bad.add(str(name))
            whole = (*key_paths.get(str(name), key_path), *inside)
            details_at.setdefault(self.places.reduce(whole), []).append(detail)
        for at, details in details_at.items():
            plain = [detail for detail in details if detail["type"] in IN_YAML] or details
            subject = format_key_path(at) or "a spec"
            code = code_of(plain[0]["type"])
            advice = _hint(model, plain[0])
            message = subject + join_messages(plain)
            self.findings.append(problem(code, self.places.value(at), message, advice))
        return bad


def _is_taken_as_it_is(value: Plain, kinds: tuple[Any, ...]) -> bool:
    """Whether the value is taken as it is; 1 is not text, and a number is not true."""
    return type(value) in kinds or (
        isinstance(value, str) and any(typing.get_origin(kind) is Literal for kind in kinds)
    )


def _is_required(model: type, name: str) -> bool:
    option = yaml_forms.options_of(model).get(name)
    return option is None or option.is_required()


def _hint(model: type, detail: ErrorDetails) -> str:
    """Say what an option takes."""
    name = str(detail["loc"][0]) if detail["loc"] else ""
    option = yaml_forms.options_of(model).get(name)
    if option and timedelta in yaml_forms.alternatives_of(option.annotation):
        return hint_of_code("QC202")
    words = WORDS.get((model.__name__, name))
    if words:
        return f"write one of {list_words(words)}"
    return _HINTS.get((model, name)) or hint_in_yaml(detail)
