"""Which chains come in which form."""

import pytest

from qscriptgen import App, Chain, check, render
from qscriptgen.checks import check_all, check_form
from qscriptgen.errors import SpecError
from tests.support.strategies import apps

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
        "lib://../a.qvs",
        "lib://Ops:DataFiles/../a.qvs",
        "",
        " ",
    ],
)
def test_a_place_that_no_include_can_name_is_refused_once(library):
    codes = [finding.code for finding in check(Chain("c", A >> B, library=library))]
    assert codes == ["QC901"]


def test_dots_in_the_name_of_a_library_are_letters():
    assert check(Chain("c", A >> B, library="lib://Ops:DataFiles/a..b/night..ly.qvs")) == ()


@pytest.mark.parametrize(
    ("library", "other", "codes"),
    [
        (PLACE, PLACE, ["QC902"]),
        (PLACE, PLACE.upper().replace("LIB://", "lib://").replace(".QVS", ".qvs"), ["QC902"]),
        (PLACE, PLACE.replace("Ops", "Dev"), []),
        (None, None, []),
        ("lib://:DataFiles/other-library.qvs", None, ["QC902"]),
        (None, "lib://:DataFiles/one-library.qvs", ["QC902"]),
    ],
)
def test_a_library_is_for_one_chain(library, other, codes):
    chains = [Chain("one", A >> B, library=library), Chain("other", A >> B, library=other)]
    assert [finding.code for finding in check_all(chains)] == codes


def test_chains_with_one_name_have_one_library_too():
    assert [f.code for f in check_all([Chain("One", A >> B), Chain("one", A >> B)])] == ["QC402"]


def test_plain_chains_have_no_library():
    chains = [Chain(name, A >> B, library=PLACE, plain=True) for name in ("one", "other")]
    assert "QC902" not in {finding.code for finding in check_all(chains)}
