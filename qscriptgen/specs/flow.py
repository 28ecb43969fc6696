"""The flow of a chain in YAML: ``flow:`` is one after another, a list in it side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType

from qscriptgen.chain import App, Expr, Fork, Step, when
from qscriptgen.chain.flow import Group, Part
from qscriptgen.chain.origin import WrittenOrigin
from qscriptgen.diagnostics import find_nearest
from qscriptgen.documents import KeyPath, Plain
from qscriptgen.specs.builder import Builder

_FORMS = "write the name of an app, {app: ...} with options, {flow: ...} or {when: ...}"
_BRANCHES = "write branches: - {if: vRows > 0, then: Sales}, and last - {otherwise: Report}"

_WRONG_OTHERWISE = ("else", "default")
_UNKNOWN_APP = App("an app that is not known", id="00000000-0000-0000-0000-000000000000")

Keys = Mapping[str, Plain]


@dataclass(frozen=True)
class FlowReader:
    """Reads the flow of a chain; what is wrong in it is left out and becomes a finding."""

    builder: Builder

    def read_sequence(self, value: Plain, key_path: KeyPath) -> Part | None:
        """Read what runs one after another; None if nothing is left."""
        if not isinstance(value, list):
            return self.read_part(value, key_path)
        if not value:
            self.builder.refuse(key_path, "is empty", "list at least one app")
        parts = self._read_parts(value, key_path)
        return reduce(lambda before, after: before >> after, parts) if parts else None

    def read_part(self, value: Plain, key_path: KeyPath) -> Part | None:
        """Read an app, apps side by side, a reload with options, a sequence or a fork."""
        if isinstance(value, list):
            if not value:
                self.builder.refuse(key_path, "is empty", "only a branch of a fork may be")
            parts = self._read_parts(value, key_path)
            return Group(tuple(parts)) if parts else None
        if isinstance(value, dict):
            kinds = [kind for kind in _KINDS if kind in value]
            if len(kinds) == 1:
                return _KINDS[kinds[0]](self, value, key_path)
            advice = _FORMS if kinds else self._suggest(value)
            self.builder.refuse(key_path, f"holds {' and '.join(kinds) or 'no app'}", advice)
            return None
        if not isinstance(value, str):
            quote = "" if value is None else "; put a name that looks like a number in quotes"
            self.builder.refuse(key_path, "must be the name of an app", _FORMS + quote)
            return None
        made = self.builder.make_from_short(Step, value, key_path)
        return made if isinstance(made, Step) else None

    def _suggest(self, value: Keys) -> str:
        """Say how to write what was probably meant."""
        if {"if", "then", "otherwise"} & set(value):
            return f"put the branches of a fork below when: {_BRANCHES}"
        app = next((key for key in value if key in self.builder.parts[App]), None)
        if app is not None:
            return f"write app: {app}, and its options below it in the same column"
        near = next(filter(None, (find_nearest(key, _KINDS) for key in value)), None)
        return f"did you mean {near!r}?" if near else _FORMS

    def read_reload(self, value: Keys, key_path: KeyPath) -> Part | None:
        """Read a reload with its options; these are checked even if there is no such app."""
        own = (*key_path, "app")
        app = self.builder.make_value(value["app"], App, own)
        given = {key: option for key, option in value.items() if key != "app"}
        made = self.builder.make_from_options(
            Step, given, key_path, app=app if isinstance(app, App) else _UNKNOWN_APP
        )
        return made if isinstance(made, Step) else None

    def read_nested(self, value: Keys, key_path: KeyPath) -> Part | None:
        """Read a sequence inside of what runs side by side."""
        self.builder.refuse_unknown_keys(value, ("flow",), key_path)
        return self.read_sequence(value["flow"], (*key_path, "flow"))

    def read_fork(self, value: Keys, key_path: KeyPath) -> Part | None:
        """Read a fork: the first branch whose condition holds is taken."""
        self.builder.refuse_unknown_keys(value, ("when",), key_path)
        given, key_path = value["when"], (*key_path, "when")
        branches = [given] if isinstance(given, dict) else given
        if not isinstance(branches, list) or not branches:
            self.builder.refuse(key_path, "needs branches", _BRANCHES)
            return None
        made: Fork | None = None
        for at, branch in enumerate(branches):
            own = (*key_path, at) if branches is given else key_path
            if not isinstance(branch, dict):
                self.builder.refuse(own, "is not a branch", _BRANCHES)
            elif "otherwise" in branch:
                made = self._read_otherwise(made, branch, own, is_last=at == len(branches) - 1)
            else:
                made = self._read_branch(made, branch, own)
        if made:
            made.written_at(WrittenOrigin(self.builder.places.value(key_path)))
        return made

    def _read_branch(self, fork: Fork | None, branch: Keys, key_path: KeyPath) -> Fork | None:
        last = [key for key in branch if key.lower() in _WRONG_OTHERWISE]
        for key in last:
            self.builder.refuse_key(
                (*key_path, key), "is not known", _write_as_otherwise(branch[key])
            )
            self._read_started(branch[key], (*key_path, key))
        rest = {key: value for key, value in branch.items() if key not in last}
        if not rest:
            return fork
        misspelt = self.builder.refuse_unknown_keys(rest, ("if", "then"), key_path)
        for key in ("if", "then"):
            if key not in branch and key not in misspelt:
                self.builder.refuse(key_path, f"needs {key}", _BRANCHES)
        condition = (
            self.builder.make_value(branch["if"], Expr, (*key_path, "if"))
            if "if" in branch
            else None
        )
        then = self._read_started(branch.get("then", []), (*key_path, "then"))
        if not isinstance(condition, Expr):
            return fork
        return fork.when(condition, *then) if fork else when(condition, *then)

    def _read_otherwise(
        self, fork: Fork | None, branch: Keys, key_path: KeyPath, *, is_last: bool
    ) -> Fork | None:
        self.builder.refuse_unknown_keys(branch, ("otherwise",), key_path)
        default = self._read_started(branch["otherwise"], (*key_path, "otherwise"))
        if not fork or not is_last:
            self.builder.refuse(key_path, "must be the last of several branches", _BRANCHES)
            return fork
        return fork.otherwise(*default)

    def _read_started(self, value: Plain, key_path: KeyPath) -> list[Part]:
        """Read what a branch starts; an empty list starts nothing."""
        if isinstance(value, list):
            return self._read_parts(value, key_path)
        part = self.read_part(value, key_path)
        return [part] if part else []

    def _read_parts(self, values: list[Plain], key_path: KeyPath) -> list[Part]:
        found = (self.read_part(value, (*key_path, at)) for at, value in enumerate(values))
        return [part for part in found if part]


def _write_as_otherwise(started: Plain) -> str:
    """Say how the last branch is written."""
    app = started if isinstance(started, str) else "Sales"
    return f"write - otherwise: {app} as the last branch"


_KINDS: Mapping[str, Callable[[FlowReader, Keys, KeyPath], Part | None]] = MappingProxyType(
    {"app": FlowReader.read_reload, "flow": FlowReader.read_nested, "when": FlowReader.read_fork}
)
