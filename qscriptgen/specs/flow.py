"""The flow of a chain in YAML: ``flow:`` is one after another, a list in it side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType

from qscriptgen.chain import App, Expr, Fork, Step, when
from qscriptgen.chain.flow import Group, Part
from qscriptgen.chain.origin import Written
from qscriptgen.diagnostics import meant
from qscriptgen.documents import Plain, Way
from qscriptgen.specs.builder import Builder

_FORMS = "write the name of an app, {app: ...} with options, {flow: ...} or {when: ...}"
_BRANCHES = "write branches: - {if: vRows > 0, then: Sales}, and last - {otherwise: Report}"

_LAST = ("else", "default")
_NOBODY = App("an app that is not known", id="00000000-0000-0000-0000-000000000000")

Keys = Mapping[str, Plain]


@dataclass(frozen=True)
class FlowReader:
    """Makes the flow of a chain; what is wrong in it is left out, and known to the builder."""

    builder: Builder

    def sequence(self, value: Plain, way: Way) -> Part | None:
        """One after another; None where nothing is left."""
        if not isinstance(value, list):
            return self.part(value, way)
        if not value:
            self.builder.refuse(way, "is empty", "list at least one app")
        parts = self._parts(value, way)
        return reduce(lambda before, after: before >> after, parts) if parts else None

    def part(self, value: Plain, way: Way) -> Part | None:
        """An app, apps side by side, a reload with options, a sequence or a fork."""
        if isinstance(value, list):
            if not value:
                self.builder.refuse(way, "is empty", "only a branch of a fork may be")
            parts = self._parts(value, way)
            return Group(tuple(parts)) if parts else None
        if isinstance(value, dict):
            kinds = [kind for kind in _KINDS if kind in value]
            if len(kinds) == 1:
                return _KINDS[kinds[0]](self, value, way)
            advice = _FORMS if kinds else self._meant(value)
            self.builder.refuse(way, f"holds {' and '.join(kinds) or 'no app'}", advice)
            return None
        if not isinstance(value, str):
            quote = "" if value is None else "; put a name that looks like a number in quotes"
            self.builder.refuse(way, "must be the name of an app", _FORMS + quote)
            return None
        made = self.builder.short(Step, value, way)
        return made if isinstance(made, Step) else None

    def _meant(self, value: Keys) -> str:
        """How what was probably meant is written."""
        if {"if", "then", "otherwise"} & set(value):
            return f"put the branches of a fork below when: {_BRANCHES}"
        app = next((key for key in value if key in self.builder.named[App]), None)
        if app is not None:
            return f"write app: {app}, and its options below it in the same column"
        near = next(filter(None, (meant(key, _KINDS) for key in value)), None)
        return f"did you mean {near!r}?" if near else _FORMS

    def reload(self, value: Keys, way: Way) -> Part | None:
        """A reload of an app, with options; those are judged even if there is no such app."""
        own = (*way, "app")
        app = self.builder.value(value["app"], App, own)
        given = {key: option for key, option in value.items() if key != "app"}
        made = self.builder.build(Step, given, way, app=app if isinstance(app, App) else _NOBODY)
        return made if isinstance(made, Step) else None

    def nested(self, value: Keys, way: Way) -> Part | None:
        """One after another, inside what stands side by side."""
        self.builder.keys(value, ("flow",), way)
        return self.sequence(value["flow"], (*way, "flow"))

    def fork(self, value: Keys, way: Way) -> Part | None:
        """Branches of which the first whose condition holds is taken."""
        self.builder.keys(value, ("when",), way)
        given, way = value["when"], (*way, "when")
        branches = [given] if isinstance(given, dict) else given
        if not isinstance(branches, list) or not branches:
            self.builder.refuse(way, "needs branches", _BRANCHES)
            return None
        made: Fork | None = None
        for at, branch in enumerate(branches):
            own = (*way, at) if branches is given else way
            if not isinstance(branch, dict):
                self.builder.refuse(own, "is not a branch", _BRANCHES)
            elif "otherwise" in branch:
                made = self._otherwise(made, branch, own, is_last=at == len(branches) - 1)
            else:
                made = self._branch(made, branch, own)
        if made:
            made.written_at(Written(self.builder.places.value(way)))
        return made

    def _branch(self, fork: Fork | None, branch: Keys, way: Way) -> Fork | None:
        last = [key for key in branch if key.lower() in _LAST]
        for key in last:
            self.builder.key((*way, key), "is not known", _as_last(branch[key]))
            self._started(branch[key], (*way, key))
        rest = {key: value for key, value in branch.items() if key not in last}
        if not rest:
            return fork
        misspelt = self.builder.keys(rest, ("if", "then"), way)
        for key in ("if", "then"):
            if key not in branch and key not in misspelt:
                self.builder.refuse(way, f"needs {key}", _BRANCHES)
        condition = self.builder.value(branch["if"], Expr, (*way, "if")) if "if" in branch else None
        then = self._started(branch.get("then", []), (*way, "then"))
        if not isinstance(condition, Expr):
            return fork
        return fork.when(condition, *then) if fork else when(condition, *then)

    def _otherwise(
        self, fork: Fork | None, branch: Keys, way: Way, *, is_last: bool
    ) -> Fork | None:
        self.builder.keys(branch, ("otherwise",), way)
        default = self._started(branch["otherwise"], (*way, "otherwise"))
        if not fork or not is_last:
            self.builder.refuse(way, "must be the last of several branches", _BRANCHES)
            return fork
        return fork.otherwise(*default)

    def _started(self, value: Plain, way: Way) -> list[Part]:
        """What a branch starts; an empty list starts nothing."""
        if isinstance(value, list):
            return self._parts(value, way)
        part = self.part(value, way)
        return [part] if part else []

    def _parts(self, values: list[Plain], way: Way) -> list[Part]:
        found = (self.part(value, (*way, at)) for at, value in enumerate(values))
        return [part for part in found if part]


def _as_last(started: Plain) -> str:
    """How the last branch is written."""
    app = started if isinstance(started, str) else "Sales"
    return f"write - otherwise: {app} as the last branch"


_KINDS: Mapping[str, Callable[[FlowReader, Keys, Way], Part | None]] = MappingProxyType(
    {"app": FlowReader.reload, "flow": FlowReader.nested, "when": FlowReader.fork}
)
