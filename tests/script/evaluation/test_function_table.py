"""The table of the engine's functions."""

from __future__ import annotations

import subprocess
import sys

import pytest

from qscriptgen.script.evaluation.functions import IMPLEMENTED, LAZY
from qscriptgen.script.functions import FUNCTIONS


def test_it_holds_all_functions_and_aggregations() -> None:
    kinds = [signature.kind for signature in FUNCTIONS.values()]
    assert (len(FUNCTIONS), kinds.count("aggregation"), kinds.count("scalar")) == (433, 90, 343)


@pytest.mark.parametrize("name", ["SubField", "subfield", "SUBFIELD"])
def test_letter_case_does_not_count(name: str) -> None:
    assert FUNCTIONS[name].name == "SubField"


def test_an_unknown_function_is_absent() -> None:
    assert "foo" not in FUNCTIONS
    assert FUNCTIONS.get("foo") is None


@pytest.mark.parametrize(
    ("name", "arguments", "taken"),
    [("Null", "0", [0]), ("SubField", "2 to 3", [2, 3]), ("Alt", "at least 1", [1, 2, 3, 4])],
)
def test_counts_of_arguments(name: str, arguments: str, taken: list[int]) -> None:
    signature = FUNCTIONS[name]
    assert signature.arguments == arguments
    assert [count for count in range(5) if signature.takes(count)] == taken


def test_every_implemented_function_is_one_of_them() -> None:
    assert {*IMPLEMENTED, *LAZY} <= set(FUNCTIONS)


def test_the_file_is_not_read_before_it_is_needed() -> None:
    code = (
        "import sys; import qscriptgen.script.evaluation; "
        "from qscriptgen.script.functions import FUNCTIONS; "
        "print('_rows' in vars(FUNCTIONS), {'pydantic', 'jinja2'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "set()"]
