"""What holds for every layer, and the guard that lets nothing else into a script."""

from __future__ import annotations

import enum
from collections.abc import Callable

import pytest
from hypothesis import example, given
from jinja2 import UndefinedError

from qscriptgen import quoting
from qscriptgen.errors import QuotingError, TemplateError
from qscriptgen.quoting import Code
from qscriptgen.templating.jinja import LAYERS, environment, only_code
from tests.support.strategies import LINE_ENDS, texts

BY_NAME = {layer.__name__: layer for layer in LAYERS}
REFUSING = [
    (quoting.expression, "place for an expression"),
    (quoting.json_text, "JSON body"),
    (quoting.lib_name, "LIB name"),
    (quoting.literal, "string literal"),
    (quoting.name, "bracketed name"),
    (quoting.query_value, "QUERY value"),
    (quoting.url_part, "URL part"),
]
NO_LAYERS = {
    *(
        "Code",
        "clearing",
        "expanded",
        "runtime_ticket",
        "runtime_value",
        "json_at_runtime",
        "json_members",
    ),
    *("variable", "why_not_spliceable"),
}


def test_every_layer_is_a_filter():
    assert set(BY_NAME) == set(quoting.__all__) - NO_LAYERS


@pytest.mark.parametrize("layer", [*LAYERS, lambda text: quoting.json_members({text: text})])
@given(text=texts())
@example(text="$(v)")
@example(text="$\n(v")
@example(text="\r\n\u2028")
@example(text="\ud800")
def test_no_layer_expands_or_ends_a_line_or_has_no_utf_8(layer, text):
    code = quoted_or_refusal(layer, text)
    assert "$(" not in code or "can't stand in" in code
    assert not set(code) & set(LINE_ENDS)
    code.encode()


def quoted_or_refusal(layer: Callable[[str], Code], text: str) -> str:
    """The code of a layer, or the words of its refusal."""
    try:
        code = layer(text)
    except QuotingError as error:
        return str(error)
    assert isinstance(code, Code)
    return code


@pytest.mark.parametrize(("layer", "place"), REFUSING)
def test_a_refusal_says_text_place_and_reason(layer, place):
    with pytest.raises(QuotingError) as caught:
        layer("a\ud800")
    reason = "half of a surrogate pair is not a character"
    assert str(caught.value) == f"'a\\ud800' can't stand in a {place}: {reason}"


class Level(int, enum.Enum):
    """Prints as ``Level.LOW``, as any class made of int can print whatever it likes."""

    LOW = 1


@pytest.mark.parametrize("value", [Code("'a'"), Code(""), 0, -7, 10**20])
def test_the_guard_passes_code_and_whole_numbers(value):
    assert only_code(value) is value


@pytest.mark.parametrize("value", ["a", "", None, True, False, 1.5, b"b", [], object(), Level.LOW])
def test_the_guard_refuses_everything_else(value):
    with pytest.raises(TemplateError, match="without a quoting filter"):
        only_code(value)


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' }}",
        "{{ none }}",
        "{{ true }}",
        "{{ 1.5 }}",
        "{{ text }}",
        "{{ text | literal ~ 'a' }}",
        "{{ text | literal | upper }}",
        "{{ [text | literal, text | literal] | join(', ') }}",
        "{{ ',' if false }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(text) }}",
        "{% macro m() %}x{% endmacro %}{{ m() ~ text }}",
    ],
)
def test_a_template_can_not_emit_what_no_layer_made(source):
    template = environment().from_string(source)
    with pytest.raises((TemplateError, UndefinedError)):
        template.render(text="$(v)")


def test_a_template_emits_the_output_of_its_own_macro():
    source = "{% macro m(x) %}LET a = {{ x | literal }};{% endmacro %}{{ m(text) }}"
    assert environment().from_string(source).render(text="it's") == "LET a = 'it''s';"


def test_a_template_emits_what_a_layer_made():
    template = environment().from_string("LET a = {{ text | literal }} + {{ 10 }};\n")
    assert template.render(text="it's") == "LET a = 'it''s' + 10;\n"
