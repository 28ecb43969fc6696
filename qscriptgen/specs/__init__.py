"""Specs as people write them, in Python or YAML: their chains, and what is wrong with them."""

from __future__ import annotations

from qscriptgen.specs.load import check_spec, load_chains
from qscriptgen.specs.schema import build_spec_schema

__all__ = ["build_spec_schema", "check_spec", "load_chains"]
