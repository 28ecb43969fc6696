"""From scripts to files: compare them with the disk, show what would change, and write.

``compare`` reads; ``diff``, ``summarize`` and ``make_json_record`` format; ``apply`` writes.
``write_new`` writes files that do not exist yet.
"""

from qscriptgen.write.changes import Action, Change, ChangeKind, compare
from qscriptgen.write.file_format import FileFormat
from qscriptgen.write.new_files import write_new
from qscriptgen.write.summary import make_json_record, summarize
from qscriptgen.write.unified_diff import diff
from qscriptgen.write.writer import apply

__all__ = [
    "Action",
    "Change",
    "ChangeKind",
    "FileFormat",
    "apply",
    "compare",
    "diff",
    "make_json_record",
    "summarize",
    "write_new",
]
