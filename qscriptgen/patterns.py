"""Texts that are told by their form: ids of apps, and secrets."""

from __future__ import annotations

import re

APP_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""A GUID, which is what the id of an app is."""

SECRETS = {
    "a JSON web token, such as an API key": re.compile(
        r"eyJ[\w-]{8,}\.[\w-]{8,}\.?[\w-]*", re.ASCII
    ),
    "a bearer token": re.compile(r"\bbearer\s+[\w.~+/=-]{12,}", re.ASCII | re.IGNORECASE),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
}
"""What to call a secret, and how it looks."""

KEEP_IT = "keep it in the REST connection, in a header with Encrypt, and nowhere else"
"""The hint at each of them."""
