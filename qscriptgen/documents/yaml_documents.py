"""From YAML text to plain values, each with its place (https://yaml.org/spec/1.2.2/)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, Place
from qscriptgen.documents.places import KeyPath, Places
from qscriptgen.errors import QscriptgenError, SpecError
from qscriptgen.quoting.code import is_surrogate

if TYPE_CHECKING:
    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import Node

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

_CORE = "tag:yaml.org,2002:"
_MERGE = _CORE + "merge"
_TEXT = frozenset([_CORE + "str", _CORE + "timestamp"])
_TYPED = frozenset([_CORE + "null", _CORE + "bool", _CORE + "int", _CORE + "float"])
# Aliases can make a short text stand for more values than fit into memory.
_MOST_VALUES = 100_000
_QUOTE = "put Qlik code in quotes, and any text with a colon, a bracket or a quote"
_ALIGN = "keys that belong together begin in the same column"
_HINTS = {
    "mapping values are not allowed": f"{_QUOTE}; {_ALIGN}",
    "'\\t' that cannot start": "indent with blanks, not with tabs",
    "cannot start any token": f"{_QUOTE}, and any text that begins with this character",
    "expected ','": f"close each bracket; {_QUOTE}",
    "sequence entries are not allowed": "begin a list in a line of its own, or write it [A, B]",
    "unknown escape": "put it in single quotes, where a backslash is just a backslash",
    "expected <block end>": f"{_ALIGN}, and so do the dashes of a list; {_QUOTE}",
    "expected the node content": _QUOTE,
    "scanning a quoted scalar": "close the quote, and write each quote inside it twice",
    "could not find expected ':'": f"write a colon and a blank after each key; {_ALIGN}",
    "expected alphabetic": "put a text that begins with & or * in quotes",
    "undefined alias": "put a text that begins with * in quotes, or define its &name first",
}
"""Part of a message of the YAML parser, and the hint for it."""


@dataclass(frozen=True)
class Document:
    """One YAML document."""

    value: Plain
    places: Places
    findings: tuple[Finding, ...]


def read_text(path: Path, code: str) -> str:
    """Read the text of a UTF-8 file, without a byte-order mark.

    Raises:
        SpecError: It can't be read; with a finding of this code.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
    except UnicodeDecodeError as error:
        reason = f"it is not UTF-8: {error.reason}"
    raise SpecError([problem(code, Place(str(path)), reason)])


def read_documents(path: str, text: str, code: str) -> Iterator[Document]:
    """Read every document of a YAML text that is not empty.

    A date is taken as text, and so is every key.

    Args:
        path: The file, as messages show it.
        text: Its text.
        code: The code of everything that is wrong with it.

    Raises:
        SpecError: The text is not YAML.
        QscriptgenError: ruamel.yaml is not installed.
    """
    yaml = _load_yaml(path)
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    try:
        roots = list(yaml.compose_all(text))
    except MarkedYAMLError as error:
        at_end = error.problem_mark and error.problem_mark.index >= len(text)
        # What is never closed is reported at the end of the file; its beginning helps more.
        mark = (at_end and error.context_mark) or error.problem_mark
        place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
        reasons = (error.problem, error.context if at_end else None)
        raise _unreadable(code, place, ", ".join(filter(None, reasons))) from error
    except YAMLError as error:
        raise _unreadable(code, Place(path), str(error).splitlines()[0]) from error
    except RecursionError as error:
        raise _unreadable(code, Place(path), "it nests too deeply") from error
    for root in roots:
        reader = _NodeReader(path, code, yaml.constructor.construct_object)
        value = reader.read_value(root, (), frozenset())
        if value is not None or reader.findings:
            places = Places(reader.place_of(root), reader.values, reader.keys)
            yield Document(value, places, tuple(reader.findings))


def _load_yaml(path: str) -> YAML:
    """Load the parser: an extra, which files in Python do not need."""
    try:
        from ruamel.yaml import YAML  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise QscriptgenError(
            f"{path}: YAML needs ruamel.yaml; install it with: pip install 'qscriptgen[yaml]'"
        ) from error
    return YAML(typ="safe", pure=True)


def _unreadable(code: str, place: Place, reason: str) -> SpecError:
    hint = next((hint for part, hint in _HINTS.items() if part in reason), "")
    return SpecError([problem(code, place, f"YAML can't read this: {reason}", hint)])


@dataclass
class _NodeReader:
    """Reads the nodes of one document."""

    path: str
    code: str
    scalar: Callable[[Node], Plain]
    values: dict[KeyPath, Place] = field(default_factory=dict)
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def place_of(self, node: Node) -> Place:
        return Place(self.path, node.start_mark.line + 1, node.start_mark.column + 1)

    def refuse(self, node: Node, reason: str, hint: str = "") -> None:
        self.findings.append(problem(self.code, self.place_of(node), reason, hint))

    def read_value(self, node: Node, key_path: KeyPath, inside: frozenset[int]) -> Plain:
        """Read the plain value of a node; what is wrong in it becomes a finding and None."""
        self.values[key_path] = self.place_of(node)
        if len(self.values) > _MOST_VALUES:
            raise _unreadable(
                self.code, self.place_of(node), f"there are more than {_MOST_VALUES:,} values"
            )
        if id(node) in inside:
            self.refuse(node, "this contains itself")
            return None
        inside |= {id(node)}
        if isinstance(node.value, str):
            return self._read_scalar(node)
        if node.tag == _CORE + "map":
            return self._read_mapping(node, key_path, inside)
        if node.tag == _CORE + "seq":
            return [self.read_value(n, (*key_path, i), inside) for i, n in enumerate(node.value)]
        self.refuse(node, f"the tag {node.tag} has no meaning here")
        return None

    def _read_text(self, node: Node) -> str:
        text = str(node.value)
        if any(map(is_surrogate, text)):
            self.refuse(node, "this text holds half of a surrogate pair")
        return text

    def _read_scalar(self, node: Node) -> Plain:
        if node.tag in _TEXT:
            return self._read_text(node)
        if node.tag in _TYPED:
            try:
                return self.scalar(node)
            except (ValueError, KeyError):
                self.refuse(node, f"{node.value!r} does not match its tag {node.tag}")
                return None
        self.refuse(node, f"the tag {node.tag} has no meaning here")
        return None

    def _read_mapping(self, node: Node, key_path: KeyPath, inside: frozenset[int]) -> Plain:
        found: dict[str, Plain] = {}
        for key, value in node.value:
            if not isinstance(key.value, str):
                self.refuse(key, "a key must be text")
            elif key.tag == _MERGE:
                self.refuse(key, "<< is not read here", "repeat the keys, or use an alias")
            elif key.value in found:
                self.refuse(key, f"{key.value!r} is given twice")
            else:
                own = (*key_path, key.value)
                self.keys[own] = self.place_of(key)
                found[self._read_text(key)] = self.read_value(value, own, inside)
                if value.start_mark.index == value.end_mark.index:
                    # An empty value has no place of its own, so its key stands for it.
                    self.values[own] = self.keys[own]
        return found
