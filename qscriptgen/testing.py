"""Snapshots of scripts as plain .qvs files, for syrupy (extra ``testing``)."""

from __future__ import annotations

from typing import Any

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.types import SerializableData, SerializedData


class QvsSnapshotExtension(SingleFileSnapshotExtension):
    """Keeps each snapshot as a .qvs file, to be reviewed like the script it is."""

    file_extension = "qvs"
    _write_mode = WriteMode.TEXT

    def serialize(self, data: SerializableData, **options: Any) -> SerializedData:
        """Return the text itself.

        Raises:
            TypeError: The data is not text.
            ValueError: It holds CR, which a text file returns as LF: it would never be equal.
        """
        if not isinstance(data, str):
            raise TypeError(f"a script is text, not {type(data).__name__}: compare script.text")
        if "\r" in data:
            raise ValueError("a snapshot holds LF text: set line ends when writing, not before")
        return data
