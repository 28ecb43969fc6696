"""The forms of secrets, which must not stand in a spec or a script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

SECRET_PATTERNS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "a JSON web token, such as an API key": re.compile(
            r"eyJ[\w-]{8,}\.[\w-]{8,}\.?[\w-]*", re.ASCII
        ),
        "a bearer token": re.compile(r"\bbearer\s+[\w.~+/=-]{12,}", re.ASCII | re.IGNORECASE),
        "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    }
)
"""The name of each kind of secret, and its pattern."""

SECRET_HINT = "keep it in the REST connection, in a header with Encrypt, and nowhere else"
"""The hint of a finding about a secret."""
