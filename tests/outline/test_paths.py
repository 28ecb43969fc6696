"""File names that every system takes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from qscriptgen import Chain
from qscriptgen.outline import outline_chain, slug
from tests.support.strategies import apps, texts

WINDOWS_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{p}{n}" for p in ("com", "lpt") for n in range(10)
}


@given(texts())
def test_a_slug_is_a_safe_file_name(name):
    found = slug(name)
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,79}[a-z0-9])?-?", found)
    assert found not in WINDOWS_DEVICES
    assert slug(found) == found


@given(texts())
def test_a_slug_does_not_depend_on_case(name):
    if name.isascii():
        assert slug(name.upper()) == slug(name.lower())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sales", "sales"),
        ("Net sales (EU)", "net-sales-eu"),
        ("  a -- b  ", "a-b"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows", "c-windows"),
        ("\u00dcbersicht", "ubersicht"),
        ("\u24d0\uff22", "ab"),
        ("x" * 200, "x" * 80),
        ("x" * 79 + " y", "x" * 79),
        ("con", "con-"),
        ("COM1", "com1-"),
        ("nul.txt", "nul-txt"),
    ],
)
def test_slugs(name, expected):
    assert slug(name) == expected


def test_a_name_without_a_latin_letter_has_a_slug_of_its_own():
    names = ["\u58f2\u4e0a", "\u4ed5\u5165", "\U0001f986", "---", ""]
    found = [slug(name) for name in names]
    assert len(set(found)) == len(names)
    assert all(re.fullmatch(r"x-[0-9a-f]{8}", name) for name in found)


def test_the_path_of_a_script():
    a, b, *_ = apps(2)
    (outline,) = outline_chain(Chain("Net sales (EU)", a >> b))
    assert outline.path == "net-sales-eu/a1.qvs"
