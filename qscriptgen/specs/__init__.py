"""Specs as people write them, in Python or YAML: their chains, and what is wrong with them."""

from __future__ import annotations

from qscriptgen.specs.load import check_spec, load_chains
from qscriptgen.specs.schema import spec_schema

__all__ = ["check_spec", "load_chains", "spec_schema"]
