"""Names of controls lead back to what they were made from."""

from hypothesis import given
from hypothesis import strategies as st

from postil.schema.control_name import Control, Use, control_name, control_of


@given(st.from_regex(r"[^\W_][\w-]{0,9}", fullmatch=True), st.sampled_from(Use), st.text(min_size=1, max_size=12))
def test_a_control_is_read_back_from_its_name(layer: str, use: Use, part: str) -> None:
    name = control_name(layer, use, part)
    assert control_of(name) == Control(layer, use, part if use is not Use.LABELS else "")
    assert not set(name) & set(",|\"'<>&$ \n\t")


def test_a_name_of_somebody_elses_is_a_layer() -> None:
    for name in ("ner", "my.ner", "a.role.", ".role.x", "a.roles.x", ""):
        assert control_of(name) == Control(name)
