"""Code points and UTF-16 units: Python's own encoder is the judge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.schema.utf16 import Units

TEXTS = st.text(st.sampled_from("aé€\U0001f600\U00010000\U0010ffff\uffff\ud7ff\n"), max_size=20)


@given(TEXTS, st.data())
def test_units_are_those_of_the_encoder(text: str, data: st.DataObject) -> None:
    point = data.draw(st.integers(0, len(text)))
    units = Units(text)
    assert units.unit(point) == len(text[:point].encode("utf-16-le")) // 2
    assert units.point(units.unit(point)) == point
    assert units.length == units.unit(len(text))


@given(TEXTS)
def test_every_unit_is_a_code_point_or_within_one(text: str) -> None:
    units = Units(text)
    known = {units.unit(point) for point in range(len(text) + 1)}
    for unit in range(units.length + 1):
        if unit in known:
            assert units.unit(units.point(unit)) == unit
        else:
            with pytest.raises(ValueError, match="in the middle"):
                units.point(unit)


def test_what_is_outside_the_text_is_refused() -> None:
    units = Units("a😀")
    for unit in (-1, 4):
        with pytest.raises(ValueError, match="outside the text"):
            units.point(unit)
