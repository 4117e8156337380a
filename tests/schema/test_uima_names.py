"""Names and texts on their way into UIMA and back."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.schema.uima_names import scheme_name, uima_name
from postil.schema.uima_text import json_text, replaced, restored, xml_text

NAMES = st.one_of(
    st.text(max_size=6),
    st.text(alphabet="Za_09é", max_size=6),
    st.sampled_from(["value", "rank", "postil_id", "Zone", "a__text", "_", "__", "a_", "ZZ", "Z0Z", "\0", "type"]),
)


@given(NAMES)
def test_every_name_comes_back(name: str) -> None:
    found = uima_name(name)
    assert re.fullmatch("[A-Za-z][A-Za-z0-9_]*", found)
    assert "__" not in found
    assert not found.startswith("postil_")
    assert found not in ("value", "rank", "begin", "type")
    assert scheme_name(found) == name


@pytest.mark.parametrize("name", ["Zeit", "ZD800Z", "ZFFFFFFZ", "Z61Z", "value", "ZeZ"])
def test_names_of_other_tools_stay_as_they_are(name: str) -> None:
    assert scheme_name(name) == name


@given(st.text(alphabet="a\0\x01\x0b\t\n\r\ufffe\uffff\ufffd😀é\x85\u2028"))
def test_what_xml_has_no_place_for_comes_back(text: str) -> None:
    shown = xml_text(text)
    assert len(shown) == len(text)
    assert xml_text(shown) == shown
    assert restored(shown, replaced(text)) == text


def test_a_place_that_another_tool_changed_stays_changed() -> None:
    assert restored("a\ufffdb", [(0, 1), (1, 11), (9, 1), (-1, 1), (1, 0xD800)]) == "a\x0bb"


@given(st.dictionaries(st.text(), st.text()))
def test_json_has_only_characters_of_xml(value: dict[str, str]) -> None:
    text = json_text(dict(value))
    assert xml_text(text) == text
    assert json.loads(text) == value
