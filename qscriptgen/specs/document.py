"""One YAML document: its spaces and apps, what holds for all its chains, and the chains."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from qscriptgen.chain import App, Chain, Space
from qscriptgen.chain.flow import Group
from qscriptgen.chain.origin import Written
from qscriptgen.checks import check_all, check_parts
from qscriptgen.checks.environments import check_space
from qscriptgen.checks.names import check_names
from qscriptgen.diagnostics import Finding, Place
from qscriptgen.documents import Document, Plain, Way
from qscriptgen.specs import forms
from qscriptgen.specs.builder import Builder, Made
from qscriptgen.specs.flow import FlowReader

SECTIONS = ("spaces", "apps", "chains", "chain", "flow")
"""The keys of a document besides the options of its chains."""

OWN = "x-"
"""How keys at the top begin that are left to the user, for what is shared by aliases."""


@dataclass
class Read:
    """What came of a document: its chains, and what is wrong in it.

    ``damaged`` are chains without the parts that are wrong.
    """

    whole: Place
    findings: list[Finding]
    chains: list[Chain] = field(default_factory=list)
    damaged: list[Chain] = field(default_factory=list)
    apps: list[App] = field(default_factory=list)
    spaces: list[Space] = field(default_factory=list)

    def problems(self) -> Iterator[Finding]:
        """All that is wrong: of damaged chains, what can be said about each part alone."""
        yield from self.findings
        yield from check_all(self.chains)
        for chain in self.damaged:
            yield from check_parts(chain)
        for space in self.spaces:
            yield from check_space(space)
        if self.apps:
            everything = Chain("all apps", Group(tuple(self.apps)))
            everything.written_at(Written(self.whole))
            yield from check_names(everything)


def read_document(document: Document) -> Read:
    """The chains of a document, and all that is not part of a chain."""
    builder = Builder(document.places, list(document.findings))
    read = Read(document.places.whole, builder.findings)
    given = document.value
    if not isinstance(given, dict):
        builder.refuse((), "must hold keys with values", "begin with apps:, chain: and flow:")
        return read
    reader = _Reader(builder)
    reader.sections(given)
    reader.named(Space, given.get("spaces"), reader.space)
    reader.named(App, given.get("apps"), reader.app)
    shared = reader.options(given, ())
    is_whole = not builder.findings
    for name, value, way in reader.chains(given):
        before = len(builder.findings)
        chain = reader.chain(name, value, way, shared)
        if chain:
            is_intact = is_whole and len(builder.findings) == before
            if not is_intact and isinstance(chain.origin, Written):
                chain.written_at(replace(chain.origin, is_whole=False))
            (read.chains if is_intact else read.damaged).append(chain)
    read.apps += [app for app in builder.named[App].values() if isinstance(app, App)]
    read.spaces += [space for space in builder.named[Space].values() if isinstance(space, Space)]
    return read


@dataclass(frozen=True)
class _Options:
    """The options that a chain was given, and where each stands."""

    arguments: Mapping[str, object]
    ways: Mapping[str, Way]


@dataclass(frozen=True)
class _Reader:
    """Reads the sections of one document."""

    builder: Builder

    def sections(self, given: Mapping[str, Plain]) -> None:
        """Refuse keys that are not known, and sections that do not go together."""
        ours = {key: value for key, value in given.items() if not key.startswith(OWN)}
        self.builder.keys(ours, (*SECTIONS, *forms.chain_options()), ())
        for one, other in (("chains", "chain"), ("chains", "flow")):
            if one in given and other in given:
                self.builder.refuse((other,), f"does not go with {one}", f"put it below {one}")

    def named(self, kind: type, given: Plain, make: Callable[[str, Plain, Way], Made]) -> None:
        """Make every app or space, to be found by its name."""
        section = f"{kind.__name__.lower()}s"
        if given is None:
            return
        if not isinstance(given, dict):
            self.builder.refuse((section,), "must hold a name for each, with its value")
            return
        for name, value in given.items():
            way = (section, name)
            made = make(name, value, way)
            if isinstance(value, dict):
                self.builder.at_key(made, way)
            self.builder.named[kind][name] = made

    def space(self, label: str, value: Plain, way: Way) -> Made:
        """An environment: keys with values, or its type."""
        if isinstance(value, dict) or value is None:
            return self.builder.build(Space, value or {}, way, label=label)
        return self.builder.short(Space, value, way, label=label)

    def app(self, name: str, value: Plain, way: Way) -> Made:
        """An app: its id, an id for each space, or its options."""
        if isinstance(value, dict) and self._holds_options(value):
            return self.builder.build(App, value, way, name=name)
        return self.builder.short(App, value, way, name=name)

    def _holds_options(self, value: Mapping[str, Plain]) -> bool:
        keys = set(value)
        if isinstance(value.get("id"), dict):
            return True
        if not keys or keys <= set(self.builder.named[Space]):
            return False
        return "id" in keys or keys <= set(forms.options(App))

    def options(self, given: Mapping[str, Plain], way: Way) -> _Options:
        """The options of a chain among the given keys."""
        options = forms.chain_options()
        arguments = self.builder.arguments(Chain, options, given, way)
        return _Options(arguments, {key: (*way, key) for key in arguments})

    def chains(self, given: Mapping[str, Plain]) -> Iterator[tuple[Plain, Plain, Way]]:
        """Name, value and way of each chain."""
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

    def chain(self, name: Plain, value: Plain, way: Way, shared: _Options) -> Chain | None:
        """A chain: its flow, or keys with values; what is not given is as for all chains."""
        before = len(self.builder.findings)
        ways = {**shared.ways, "name": way or ("chain",), "flow": way}
        given = {"flow": value}
        own = _Options({}, {})
        if isinstance(value, dict):
            given = value
            ways["flow"] = (*way, "flow")
            if way:
                self.builder.keys(given, ("flow", *forms.chain_options()), way)
                own = self.options(given, way)
        if given.get("flow") is None:
            self.builder.refuse(way, "needs flow", "list its apps: flow: [Extract, Sales]")
            return None
        flow = FlowReader(self.builder).sequence(given["flow"], ways["flow"])
        if flow is None:
            return None
        arguments = {"name": name, "flow": flow, **shared.arguments, **own.arguments}
        made = self.builder.make(Chain, arguments, way, {**ways, **own.ways}, before)
        self.builder.at_key(made, ways["name"])
        return made if isinstance(made, Chain) else None
