"""One YAML document: its spaces and apps, the options of all its chains, and the chains."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from qscriptgen.chain import App, Chain, Space
from qscriptgen.chain.flow import Group
from qscriptgen.chain.origin import WrittenOrigin
from qscriptgen.checks import check_all, check_parts
from qscriptgen.checks.environments import check_space
from qscriptgen.checks.names import check_names
from qscriptgen.checks.variables import check_variables
from qscriptgen.diagnostics import Finding, Place
from qscriptgen.documents import Document, KeyPath, Plain
from qscriptgen.specs import yaml_forms
from qscriptgen.specs.builder import Builder, Made
from qscriptgen.specs.flow import FlowReader

SECTIONS = ("spaces", "apps", "chains", "chain", "flow")
"""The keys of a document besides the options of its chains."""

PRIVATE_PREFIX = "x-"
"""The prefix of keys at the top level that are left to the user, for values shared by aliases."""


@dataclass
class ParsedDocument:
    """The chains of a document, and what is wrong in it.

    ``damaged`` are chains that lack the parts that are wrong.
    """

    whole: Place
    findings: list[Finding]
    chains: list[Chain] = field(default_factory=list)
    damaged: list[Chain] = field(default_factory=list)
    apps: list[App] = field(default_factory=list)
    spaces: list[Space] = field(default_factory=list)

    def find_problems(self) -> Iterator[Finding]:
        """Find all that is wrong; of damaged chains, check each part alone."""
        yield from self.findings
        yield from check_all(self.chains)
        for chain in self.damaged:
            yield from check_parts(chain)
        for space in self.spaces:
            yield from check_space(space)
        if self.apps:
            everything = Chain("all apps", Group(tuple(self.apps)))
            everything.written_at(WrittenOrigin(self.whole))
            yield from check_names(everything)
            yield from check_variables(everything)


def read_document(document: Document) -> ParsedDocument:
    """Read the chains of a document, and find everything that is not part of a chain."""
    builder = Builder(document.places, list(document.findings))
    parsed = ParsedDocument(document.places.whole, builder.findings)
    given = document.value
    if not isinstance(given, dict):
        builder.refuse((), "must hold keys with values", "begin with apps:, chain: and flow:")
        return parsed
    reader = _DocumentReader(builder)
    reader.check_sections(given)
    reader.make_named(Space, given.get("spaces"), reader.make_space)
    reader.make_named(App, given.get("apps"), reader.make_app)
    shared = reader.make_options(given, ())
    is_whole = not builder.findings
    for name, value, key_path in reader.split_chains(given):
        before = len(builder.findings)
        chain = reader.make_chain(name, value, key_path, shared)
        if chain:
            is_intact = is_whole and len(builder.findings) == before
            if not is_intact and isinstance(chain.origin, WrittenOrigin):
                chain.written_at(replace(chain.origin, is_whole=False))
            (parsed.chains if is_intact else parsed.damaged).append(chain)
    parsed.apps += [app for app in builder.parts[App].values() if isinstance(app, App)]
    parsed.spaces += [space for space in builder.parts[Space].values() if isinstance(space, Space)]
    return parsed


@dataclass(frozen=True)
class _ChainOptions:
    """The options of a chain, and where each stands."""

    arguments: Mapping[str, object]
    key_paths: Mapping[str, KeyPath]


@dataclass(frozen=True)
class _DocumentReader:
    """Reads the sections of one document."""

    builder: Builder

    def check_sections(self, given: Mapping[str, Plain]) -> None:
        """Refuse keys that are not known, and sections that do not go together."""
        ours = {key: value for key, value in given.items() if not key.startswith(PRIVATE_PREFIX)}
        self.builder.refuse_unknown_keys(ours, (*SECTIONS, *yaml_forms.options_of_chain()), ())
        for one, other in (("chains", "chain"), ("chains", "flow")):
            if one in given and other in given:
                self.builder.refuse((other,), f"does not go with {one}", f"put it below {one}")

    def make_named(
        self, kind: type, given: Plain, make: Callable[[str, Plain, KeyPath], Made]
    ) -> None:
        """Make every app or space, so that it is found by its name."""
        section = f"{kind.__name__.lower()}s"
        if given is None:
            return
        if not isinstance(given, dict):
            self.builder.refuse((section,), "must hold a name for each, with its value")
            return
        for name, value in given.items():
            key_path = (section, name)
            made = make(name, value, key_path)
            if isinstance(value, dict):
                self.builder.place_at_key(made, key_path)
            self.builder.parts[kind][name] = made

    def make_space(self, label: str, value: Plain, key_path: KeyPath) -> Made:
        """Make an environment from keys with values, or from its type."""
        if isinstance(value, dict) or value is None:
            return self.builder.make_from_options(Space, value or {}, key_path, label=label)
        return self.builder.make_from_short(Space, value, key_path, label=label)

    def make_app(self, name: str, value: Plain, key_path: KeyPath) -> Made:
        """Make an app from its id, an id for each space, or its options."""
        if isinstance(value, dict) and self._holds_options(value):
            return self.builder.make_from_options(App, value, key_path, name=name)
        return self.builder.make_from_short(App, value, key_path, name=name)

    def _holds_options(self, value: Mapping[str, Plain]) -> bool:
        keys = set(value)
        if isinstance(value.get("id"), dict):
            return True
        if not keys or keys <= set(self.builder.parts[Space]):
            return False
        return "id" in keys or keys <= set(yaml_forms.options_of(App))

    def make_options(self, given: Mapping[str, Plain], key_path: KeyPath) -> _ChainOptions:
        """Make the options of a chain that are among the given keys."""
        options = yaml_forms.options_of_chain()
        arguments = self.builder.make_arguments(Chain, options, given, key_path)
        return _ChainOptions(arguments, {key: (*key_path, key) for key in arguments})

    def split_chains(self, given: Mapping[str, Plain]) -> Iterator[tuple[Plain, Plain, KeyPath]]:
        """Yield the name, the value and the key path of each chain."""
        if "chain" in given or ("flow" in given and "chains" not in given):
            if "chain" not in given:
                self.builder.refuse((), "needs chain", "give the chain a name: chain: nightly")
            flow = {key: given[key] for key in ("flow",) if key in given}
            yield given.get("chain", "chain"), flow, ()
        several = given.get("chains")
        if isinstance(several, dict):
            yield from ((name, value, ("chains", name)) for name, value in several.items())
        elif several is not None:
            self.builder.refuse(("chains",), "must hold a name for each chain, with its flow")

    def make_chain(
        self, name: Plain, value: Plain, key_path: KeyPath, shared: _ChainOptions
    ) -> Chain | None:
        """Make a chain from its flow, or from keys with values; shared options are its defaults."""
        before = len(self.builder.findings)
        key_paths = {**shared.key_paths, "name": key_path or ("chain",), "flow": key_path}
        given = {"flow": value}
        own = _ChainOptions({}, {})
        if isinstance(value, dict):
            given = value
            key_paths["flow"] = (*key_path, "flow")
            if key_path:
                self.builder.refuse_unknown_keys(
                    given, ("flow", *yaml_forms.options_of_chain()), key_path
                )
                own = self.make_options(given, key_path)
        if given.get("flow") is None:
            self.builder.refuse(key_path, "needs flow", "list its apps: flow: [Extract, Sales]")
            return None
        flow = FlowReader(self.builder).read_sequence(given["flow"], key_paths["flow"])
        if flow is None:
            return None
        arguments = {"name": name, "flow": flow, **shared.arguments, **own.arguments}
        made = self.builder.make(Chain, arguments, key_path, {**key_paths, **own.key_paths}, before)
        self.builder.place_at_key(made, key_paths["name"])
        return made if isinstance(made, Chain) else None
