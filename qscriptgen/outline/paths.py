"""The file names of scripts."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))}


def slug(name: str) -> str:
    """The name as a file name that every system takes: ``Net sales (EU)`` is ``net-sales-eu``.

    A name without a Latin letter or digit becomes a short hash of itself. Names that Windows keeps
    for devices get a dash.
    """
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    found = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:80].strip("-")
    if not found:
        return "x-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{found}-" if found in _RESERVED else found
