"""The forms in which a chain can be delivered: where its library lies, and what fits which form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qscriptgen.checks.problem import problem
from qscriptgen.errors import QuotingError
from qscriptgen.outline import outline_chain, outline_library
from qscriptgen.quoting import include_path

if TYPE_CHECKING:
    from qscriptgen.chain import Chain
    from qscriptgen.diagnostics import Finding

_EXAMPLE = "lib://Ops:DataFiles/nightly.qvs"
_HINT = f"lib://, a space, a colon, a connection, a file: {_EXAMPLE}"


def check_library(chain: Chain) -> Iterator[Finding]:
    """Whether an include can name the library; what its path may hold is documented nowhere.

    Source: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/SystemVariables/Include.htm
    """
    if chain.library is None:
        return
    why = ""
    try:
        include_path(chain.library)
    except QuotingError as error:
        why = error.reason
    name = chain.library.rpartition("/")[2]
    if not why and (not name.endswith(".qvs") or name == ".qvs" or ":" in name):
        why = "it must end with the name of a .qvs file"
    if why:
        yield problem(
            "QC901",
            chain.place_of("library"),
            f"no script can include the library {chain.library!r}: {why}",
            _HINT,
        )


def check_libraries(chains: Sequence[Chain]) -> Iterator[Finding]:
    """Whether each library has a place of its own; chains in one folder are reported elsewhere."""
    known: dict[str, Chain] = {}
    for chain in chains:
        if chain.plain:
            continue
        library = outline_library(chain)
        other = known.setdefault(library.place.casefold(), chain)
        if other is not chain and (chain.library or other.library):
            named = chain if chain.library else other
            yield problem(
                "QC902",
                named.place_of("library"),
                f"chains {other.name!r} and {chain.name!r} would have one library, {library.place};"
                " each replaces the other",
                "give each chain a library of its own, or leave it out: then it has one",
            )


def check_form(chain: Chain, form: str) -> Iterator[Finding]:
    """Why a chain without errors does not come in a form, if it does not."""
    if form == "snippet":
        return
    if chain.plain:
        yield problem(
            "QC208",
            chain.place_of("plain"),
            f"plain script has no {form} form",
            "leave out plain, or take the snippet form",
        )
        return
    library = outline_library(chain)
    for outline in outline_chain(chain):
        if form == "include" and outline.path.casefold() == library.path.casefold():
            yield problem(
                "QC402",
                chain.place,
                f"the library and the script of app {outline.app!r} would have one file,"
                f" {library.path}",
                f"give the chain a library of another name, such as {_EXAMPLE}",
            )
