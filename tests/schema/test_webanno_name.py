"""Names in WebAnno TSV: they come back, and are ones that UIMA takes and the header can separate."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.schema.webanno_name import scheme_name, webanno_name


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("entity", "entity"),
        ("article_event", "articleZ5FZevent"),
        ("a-b", "aZ2DZb"),
        ("Été", "ZC9ZtZE9Z"),
        ("Zone", "Z5AZone"),
        ("value", "Z76Zalue"),
        ("1st", "Z31Zst"),
        ("😀", "Z1F600Z"),
    ],
)
def test_names(name: str, written: str) -> None:
    assert (webanno_name(name), scheme_name(written)) == (written, name)


@given(st.one_of(st.text(min_size=1), st.text("Z012DF_-aé", min_size=1)))
def test_every_name_comes_back(name: str) -> None:
    assert scheme_name(webanno_name(name)) == name
    assert re.fullmatch("[A-Za-z][A-Za-z0-9]*", webanno_name(name))


@given(st.text("Z012DFa_", min_size=1))
def test_names_of_other_files_are_themselves(name: str) -> None:
    assert scheme_name(name) == name or webanno_name(scheme_name(name)) == name
