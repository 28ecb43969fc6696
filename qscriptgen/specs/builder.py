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
from qscriptgen.chain.origin import Placed, Written
from qscriptgen.checks.options import WORDS
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, Place, did_you_mean, listed, meant
from qscriptgen.documents import Places, Plain, Way
from qscriptgen.documents.refusals import hint, is_plain, said, where
from qscriptgen.running import CODES, HINTS
from qscriptgen.specs import forms

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails


_QUOTE = "put a name that looks like a number in quotes"
_LINES = "write one item to a line, with - in the same column before each: - Extract"
_SEVERAL: Mapping[str, str] = MappingProxyType(
    {" - ": _LINES, ">>": _LINES, ",": "write a list: [Extract, Sales]"}
)
"""What a text that should be one name shows, and how several are written."""

_HINTS: Mapping[tuple[type, str], str] = MappingProxyType(
    {
        (App, "id"): "an id is a GUID, such as 0a1b2c3d-0000-4000-8000-000000000001; if it looks"
        " like a number, put it in quotes",
        (Answer, "variables"): "write it in brackets, such as [vRows]",
    }
)


class Nothing(Enum):
    """What comes of a value that had to be refused."""

    NOTHING = "nothing"


NOTHING: Final = Nothing.NOTHING
Made = Any | Literal[Nothing.NOTHING]


@dataclass
class Builder:
    """Makes the parts of the chains of one document.

    What is wrong becomes a finding and is left out, so that the rest can be judged too.
    """

    places: Places
    findings: list[Finding] = field(default_factory=list)
    named: dict[type, dict[str, Made]] = field(
        default_factory=lambda: {kind: {} for kind in forms.NAMED}
    )

    def refuse(self, way: Way, reason: str, hint: str = "", *, code: str = "QC003") -> None:
        """Say what is wrong with a value; the reason goes behind the way to it."""
        subject = where(way) or "a spec"
        self.findings.append(problem(code, self.places.value(way), f"{subject} {reason}", hint))

    def key(self, way: Way, reason: str, hint: str) -> None:
        """Say what is wrong with a key."""
        place = self.places.key(way)
        self.findings.append(problem("QC003", place, f"{where(way)} {reason}", hint))

    def keys(self, given: Mapping[str, Plain], known: Iterable[str], way: Way) -> set[str | None]:
        """Refuse the keys that are not known; those that were probably meant are given back."""
        odd = [key for key in given if key not in known]
        for key in odd:
            self.key((*way, key), "is not known", did_you_mean(key, known))
        return {meant(key, known) for key in odd}

    def find(self, kind: type, name: str, way: Way, *, is_key: bool = False) -> Made:
        """The app or space of this name."""
        known = self.named[kind]
        if name in known:
            return known[name]
        what = kind.__name__.lower()
        place = self.places.key(way) if is_key else self.places.value(way)
        advice = did_you_mean(name, known) if known else f"write it under {what}s:"
        several = next((kind for sign, kind in _SEVERAL.items() if sign in name), None)
        advice = several if several and kind is App else advice
        self.findings.append(problem("QC008", place, f"there is no {what} {name!r}", advice))
        return NOTHING

    def value(self, value: Plain, annotation: Any, way: Way) -> Made:
        """The value as a model takes it; what is none of ours is left for the model to judge."""
        kinds = forms.alternatives(annotation)
        models = forms.models(kinds)
        keyed, listed = forms.keyed(kinds), forms.listed(kinds)
        if isinstance(value, dict) and models:
            model = self._fitting(models, value, way)
            return self.build(model, value, way) if model else NOTHING
        if isinstance(value, dict) and keyed:
            return self._mapping(value, keyed, way)
        if isinstance(value, list) and listed:
            return self._list(value, listed, way)
        if _is_plain_kind(value, kinds):
            return value
        named = next((kind for kind in forms.NAMED if kind in kinds), None)
        if named:
            return self._name(named, value, way)
        short = next(filter(forms.short, models), None)
        return self.short(short, value, way) if short else value

    def short(self, model: type, value: Plain, way: Way, **given: object) -> Made:
        """The part for a value that stands for the first option that is not given yet."""
        key = next(key for key in forms.options(model) if key not in given)
        before = len(self.findings)
        made = self.value(value, forms.options(model)[key].annotation, way)
        arguments = {**given, forms.argument(model, key): made}
        return self.make(model, arguments, way, dict.fromkeys(arguments, way), before)

    def build(self, model: type, given: Mapping[str, Plain], way: Way, **known: object) -> Made:
        """The part of these options; ``known`` are arguments that have been made already."""
        before = len(self.findings)
        options = {key: o for key, o in forms.options(model).items() if key not in known}
        misspelt = self.keys(given, options, way)
        arguments = {**known, **self.arguments(model, options, given, way)}
        missing = [
            key
            for key, option in options.items()
            if option.is_required() and forms.argument(model, key) not in arguments
        ]
        for key in missing:
            if key not in given and key not in misspelt:
                self.refuse(way, f"needs {key}")
        if missing:
            return NOTHING
        ways = {forms.argument(model, key): (*way, key) for key in options}
        return self.make(model, arguments, way, ways, before)

    def arguments(
        self, model: type, options: Mapping[str, FieldInfo], given: Mapping[str, Plain], way: Way
    ) -> dict[str, object]:
        """The arguments that the given keys stand for."""
        made = {
            forms.argument(model, key): self.value(given[key], option.annotation, (*way, key))
            for key, option in options.items()
            if key in given
        }
        return {name: value for name, value in made.items() if value is not NOTHING}

    def make(
        self,
        model: type,
        arguments: Mapping[str, object],
        way: Way,
        ways: Mapping[str, Way],
        before: int,
    ) -> Made:
        """The part itself.

        ``ways`` says where each argument stands, and ``before`` how many findings there were before
        anything of it was read.
        """
        if NOTHING in arguments.values():
            return NOTHING
        try:
            made = model(**arguments)
        except ValidationError as error:
            bad = self._refuse_all(error, model, way, ways)
            rest = {name: value for name, value in arguments.items() if name not in bad}
            needed = {name for name in bad if _is_required(model, name)}
            again = len(rest) < len(arguments) and not needed
            return self.make(model, rest, way, ways, before) if again else NOTHING
        if isinstance(made, Placed):
            options = dict(self._options(arguments, way, ways))
            made.written_at(
                Written(self.places.value(way), options, is_whole=len(self.findings) == before)
            )
        return made

    def _options(
        self, arguments: Mapping[str, object], way: Way, ways: Mapping[str, Way]
    ) -> Iterator[tuple[tuple[str, ...], Place]]:
        """Where each argument stands, and each entry of those that have keys of the user's own."""
        for name, value in arguments.items():
            own = ways.get(name, way)
            yield (name,), self.places.value(own)
            for key in value if isinstance(value, Mapping) else ():
                entry = key.label if isinstance(key, Space) else str(key)
                yield (name, entry), self.places.key((*own, entry))

    def _fitting(
        self, models: tuple[type, ...], given: Mapping[str, Plain], way: Way
    ) -> type | None:
        """Of several models the one that knows most of the keys; none where that is left open."""
        known = {model: set(given) & set(forms.options(model)) for model in models}
        most = max(map(len, known.values()))
        best = [model for model, keys in known.items() if len(keys) == most]
        if len(best) == 1 or (most and all(known[model] == known[best[0]] for model in best)):
            return best[0]
        ways = [f"{{{next(iter(forms.options(model)))}: ...}}" for model in best]
        reason = "can't be more than one thing at once" if most else "does not say what it is"
        self.refuse(way, reason, f"write {' or '.join(ways)}")
        return None

    def at_key(self, made: Made, way: Way) -> None:
        """Say that a part begins with its key, not with its value."""
        if isinstance(made, Placed) and isinstance(made.origin, Written):
            made.written_at(replace(made.origin, place=self.places.key(way)))

    def _name(self, kind: type, value: Plain, way: Way) -> Made:
        if isinstance(value, str):
            return self.find(kind, value, way)
        article = "an" if kind is App else "a"
        self.refuse(way, f"must be the name of {article} {kind.__name__.lower()}", _QUOTE)
        return NOTHING

    def _list(self, value: list[Plain], kind: Any, way: Way) -> tuple[object, ...]:
        item, *_ = typing.get_args(kind)
        made = [self.value(one, item, (*way, at)) for at, one in enumerate(value)]
        return tuple(each for each in made if each is not NOTHING)

    def _mapping(self, value: Mapping[str, Plain], kind: Any, way: Way) -> Made:
        """Values below keys of the user's own."""
        key_kind, value_kind = typing.get_args(kind)
        found: dict[object, object] = {}
        for key, one in value.items():
            own = (*way, key)
            name = self.find(Space, key, own, is_key=True) if key_kind is Space else key
            made = self.value(one, value_kind, own)
            if NOTHING not in (name, made):
                found[name] = made
        return found if found or not value else NOTHING

    def _refuse_all(
        self, error: ValidationError, model: type, way: Way, ways: Mapping[str, Way]
    ) -> set[str]:
        """A finding for each argument that is refused; the kinds of a union are alternatives."""
        told: dict[Way, list[ErrorDetails]] = {}
        bad = set()
        for detail in error.errors(include_url=False):
            name, *inside = detail["loc"] or ("",)
            bad.add(str(name))
            whole = (*ways.get(str(name), way), *inside)
            told.setdefault(self.places.known(whole), []).append(detail)
        for at, details in told.items():
            simple = [detail for detail in details if is_plain(detail)] or details
            texts = dict.fromkeys(map(said, simple))
            subject = where(at) or "a spec"
            code = CODES.get(simple[0]["type"], "QC003")
            advice = _hint(model, simple[0])
            message = subject + ", or".join(texts)
            self.findings.append(problem(code, self.places.value(at), message, advice))
        return bad


def _is_plain_kind(value: Plain, kinds: tuple[Any, ...]) -> bool:
    """Whether the value is taken as it is; 1 is not text, and a number is not a truth value."""
    return type(value) in kinds or (
        isinstance(value, str) and any(typing.get_origin(kind) is Literal for kind in kinds)
    )


def _is_required(model: type, name: str) -> bool:
    option = forms.options(model).get(name)
    return option is None or option.is_required()


def _hint(model: type, detail: ErrorDetails) -> str:
    """What an option takes, where something else stands for it."""
    name = str(detail["loc"][0]) if detail["loc"] else ""
    option = forms.options(model).get(name)
    if option and timedelta in forms.alternatives(option.annotation):
        return HINTS["QC202"]
    words = WORDS.get((model.__name__, name))
    if words:
        return f"write one of {listed(words)}"
    return _HINTS.get((model, name)) or hint(detail)
