"""Names as brat can have them, and back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.schema.brat_names import brat_name, brat_role, brat_type, name_of, type_of

PLAIN = re.compile("[A-Za-z0-9_-]+")
NAMES = st.one_of(
    st.text(max_size=8),
    st.lists(st.sampled_from(("_", "x", "_x", "2E", "_x2E_", "_x5F_", "A", "é", ".", "1", "_x_")), max_size=6).map("".join),
)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("PER", "PER"),
        ("Merge-org_2", "Merge-org_2"),
        ("É", "_xC9_"),
        ("a_x2E_b", "a_x5F_x2E_b"),
        ("foo_x_bar", "foo_x_bar"),
        ("", "_x_"),
    ],
)
def test_what_brat_takes_stays_as_it_is(name: str, written: str) -> None:
    assert brat_name(name) == written
    assert name_of(written) == name


@pytest.mark.parametrize("written", ["_x110000_", "_xD800_", "_xe9_", "x2E_"])
def test_what_was_not_written_here_is_the_name_itself(written: str) -> None:
    assert name_of(written) == written


def test_types() -> None:
    assert brat_type("", "PER") == "PER"
    assert brat_type("event", "a.b") == "event_x2E_a_x2E_b"
    assert type_of("event_x2E_a_x2E_b") == ("event", "a.b")
    assert type_of("_xC9_") == ("", "É")


@given(NAMES)
def test_names_come_back(name: str) -> None:
    assert PLAIN.fullmatch(brat_name(name))
    assert name_of(brat_name(name)) == name
    assert name_of(brat_name(name, letters=True)) == name


@given(NAMES, st.integers(2, 99))
def test_roles_come_back_from_under_their_number(name: str, number: int) -> None:
    written = brat_role(name)
    assert PLAIN.fullmatch(written)
    assert name_of(f"{written}{number}".rstrip("0123456789")) == name


@given(NAMES.filter(lambda name: "." not in name and name), NAMES.filter(bool))
def test_layers_and_labels_come_back(layer: str, label: str) -> None:
    written = brat_type(layer, label)
    assert PLAIN.fullmatch(written)
    assert type_of(written) == (layer, label)
