"""Which Python files are the user's own, and which are qscriptgen or another package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def is_users_own(file: str, folder: Path) -> bool:
    """Whether a file lies below the folder of the spec and is not an installed package."""
    path = Path(file).resolve()
    is_installed = "site-packages" in path.parts or path.is_relative_to(_PACKAGE)
    return path.is_relative_to(folder) and not is_installed


def is_ours(file: str) -> bool:
    """Whether a file is part of qscriptgen."""
    return Path(file).is_relative_to(_PACKAGE)
