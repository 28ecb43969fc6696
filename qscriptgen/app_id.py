"""The form of the id of an app."""

from __future__ import annotations

import re

APP_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""A GUID, which is what the id of an app is."""
