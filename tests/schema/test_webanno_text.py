"""Escapes in WebAnno TSV."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.schema.webanno_text import escaped_text, escaped_value, listed, text_of, texts_of, value_of


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("PER", "PER"),
        ("a|b;c", "a\\|b\\;c"),
        ("[_*]", "\\[\\_\\*\\]"),
        ("a->b", "a\\->b"),
        ("a-b>c", "a-b>c"),
        ("\t\n\r", "\\t\\n\\r"),
        ("\\n", "\\\\n"),
    ],
)
def test_values(value: str, cell: str) -> None:
    assert (escaped_value(value), value_of(cell)) == (cell, value)


@pytest.mark.parametrize(
    ("text", "line"), [("a\tb\r", "a\\tb\\r"), ("\\t", "\\\\t"), ("\x1b[31m\x0b", "\\\x1b[31m\x0b"), ("[|]", "[|]")]
)
def test_texts(text: str, line: str) -> None:
    assert (escaped_text(text), text_of(line)) == (line, text)


def test_java() -> None:
    assert text_of("a\\u00e9\\ud83d\\ude00\\t\\\\u \\x \\'", java=True) == "aé😀\t\\u x '"
    assert text_of("\\ud83d", java=True) == "\ufffd"
    assert text_of("\\", java=True) == "\\"


@given(st.text())
def test_all_come_back(text: str) -> None:
    assert value_of(escaped_value(text)) == text
    assert text_of(escaped_text(text)) == text
    assert not set("\t\n\r") & set(escaped_value(text) + escaped_text(text))


@given(st.lists(st.text(st.sampled_from("a\\n\n"), min_size=1), min_size=1))
def test_lists_come_back(texts: list[str]) -> None:
    assert texts_of(listed(texts)) == texts
