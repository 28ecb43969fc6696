"""From the text of a script to the bytes of a file, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True)
class FileFormat:
    """The line ends of a file, and whether it begins with a byte-order mark."""

    newline: Literal["lf", "crlf"] = "lf"
    bom: bool = False

    def encode(self, text: str) -> bytes:
        """Encode a script in this format; ``text`` is LF only, without a byte-order mark."""
        lines = text.replace("\n", "\r\n") if self.newline == "crlf" else text
        return lines.encode("utf-8-sig" if self.bom else "utf-8")


DEFAULT_FORMAT: Final = FileFormat()


def decode(data: bytes) -> str:
    """Decode a file of any format: LF only and without a byte-order mark.

    Raises:
        UnicodeDecodeError: The file is not UTF-8.
    """
    return data.decode("utf-8-sig").replace("\r\n", "\n")
