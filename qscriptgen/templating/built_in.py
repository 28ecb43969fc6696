"""The built-in templates, each compiled once: its code is kept as Python keeps that of modules.

The code lies in ``__pycache__`` beside this module, or where ``PYTHONPYCACHEPREFIX`` says. Where
nothing can be written, a template is compiled by each process that needs it.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
import tempfile
from collections.abc import MutableMapping
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import Environment, FileSystemLoader, Template

_OPTIONS = ("trim_blocks", "lstrip_blocks", "keep_trailing_newline", "autoescape")
"""Options of an environment that decide what code a text becomes."""

_VERSION = "jinja" + "".join(filter(str.isalnum, jinja2.__version__))


def templates_folder() -> Path:
    """In a wheel the templates lie inside the package; in a checkout, beside it."""
    package = Path(__file__).parent.parent
    packaged = package / "templates"
    return packaged if packaged.is_dir() else package.parent / "templates"


class BuiltInLoader(FileSystemLoader):
    """Loads the built-in templates; what it has loaded is not looked for on the disk again."""

    def __init__(self) -> None:
        super().__init__(templates_folder())
        self._codes: dict[str, CodeType] = {}

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """The template of this name, for any environment of `qscriptgen.templating.jinja`."""
        if name not in self._codes:
            source, path, _ = self.get_source(environment, name)
            self._codes[name] = _code(environment, name, path, source)
        return environment.template_class.from_code(environment, self._codes[name], globals or {})


def _code(environment: Environment, name: str, path: str, source: str) -> CodeType:
    """The code of a template: the one that was kept, if it was made of this very text."""
    options = [getattr(environment, option) for option in _OPTIONS]
    digest = hashlib.sha256(f"{options}\n{path}\n{source}".encode()).digest()
    kept = _place_of(name)
    with suppress(OSError, ValueError, EOFError, TypeError):
        content = kept.read_bytes()
        if content.startswith(digest):
            code = marshal.loads(content[len(digest) :])
            if isinstance(code, CodeType):
                return code
    made = environment.compile(source, name, path)
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            _keep(kept, digest + marshal.dumps(made))
    return made


def _place_of(name: str) -> Path:
    """Where the code of a template is kept, for this Python and this Jinja."""
    stem = name.replace("/", "-").removesuffix(".qvs.jinja")
    module = Path(__file__).with_name(f"{stem}.jinja.py")
    return Path(cache_from_source(str(module), optimization=_VERSION))


def _keep(place: Path, content: bytes) -> None:
    """Write a file at once, as another process may read it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    number, new = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        Path(new).replace(place)
    except OSError:
        Path(new).unlink(missing_ok=True)
        raise
