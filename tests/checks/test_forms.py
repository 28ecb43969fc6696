"""Which chains come in which form."""

import pytest
from strategies import apps

from qscriptgen import App, Chain, check, render
from qscriptgen.checks import check_form
from qscriptgen.errors import SpecError

A, B, C = apps(3)
PLACE = "lib://Ops:DataFiles/qlik/nightly.qvs"


def test_every_chain_comes_as_snippets():
    for plain in (True, False):
        assert list(check_form(Chain("c", A >> B, plain=plain), "snippet")) == []


def test_plain_script_has_no_include_form():
    with pytest.raises(SpecError, match="plain script has no include form"):
        render(Chain("c", A >> B, plain=True), form="include")


@pytest.mark.parametrize(
    ("library", "app", "fits"),
    [
        (None, "C library", False),
        (None, "Library", True),
        (PLACE, "Nightly", False),
        (PLACE, "C library", True),
        ("lib://:DataFiles/NIGHTLY.qvs", "nightly", False),
    ],
)
def test_library_and_script_are_two_files(library, app, fits):
    chain = Chain("c", App(app, id=A.id) >> B, library=library)
    assert check(chain) == ()
    found = list(check_form(chain, "include"))
    assert [finding.code for finding in found] == ([] if fits else ["QC402"])


@pytest.mark.parametrize(
    "library",
    [
        "nightly.qvs",
        "lib://",
        "lib://.qvs",
        "lib://Ops:.qvs",
        "lib://Ops:DataFiles/nightly",
        "lib://Ops:DataFiles/$(v).qvs",
        "lib://Ops:DataFiles/a);TRACE x.qvs",
        "lib://Ops://a.qvs",
        "lib://Ops:DataFiles/a.qvs ",
        "lib://Ops:DataFiles/a\n.qvs",
        "LIB://Ops:DataFiles/a.qvs",
        "",
    ],
)
def test_a_place_that_no_include_can_name_is_refused(library):
    codes = {finding.code for finding in check(Chain("c", A >> B, library=library))}
    assert "QC901" in codes
