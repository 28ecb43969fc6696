"""From scripts to files: what is on the disk, what would change, and the writing itself.

``compare`` reads, ``diff``, ``summary`` and ``json_record`` only phrase, ``apply`` writes.
``add`` writes what is not there yet.
"""

from qscriptgen.write.additions import add
from qscriptgen.write.changes import Act, Change, ChangeKind, compare
from qscriptgen.write.differences import diff
from qscriptgen.write.form import Form
from qscriptgen.write.summaries import json_record, summary
from qscriptgen.write.writer import apply

__all__ = [
    "Act",
    "Change",
    "ChangeKind",
    "Form",
    "add",
    "apply",
    "compare",
    "diff",
    "json_record",
    "summary",
]
