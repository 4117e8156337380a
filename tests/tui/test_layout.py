"""Lines of a text: nothing lost, nothing too wide, cells and code points in step."""

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from postil.schema.safe import safe
from postil.tui.widgets.layout import Layout

TEXTS = st.text(st.sampled_from("ab é-’  \n\te\u0301日本語👩🏽\u200d🚀\u200b\x1b\x9b\u202e\u0915\u093f\u2028한ﷺ"), max_size=200)
WIDTHS = st.integers(2, 40)


@settings(deadline=None)
@given(TEXTS, WIDTHS)
def test_lines_cover_the_text_in_order(text: str, width: int) -> None:
    lines = Layout(text, width)
    at = 0
    for line in range(len(lines)):
        start, end = lines.starts[line], lines.ends[line]
        assert at <= start <= end <= len(text)
        assert text[at:start].strip(" \n") == ""
        assert text[at:start].count("\n") <= 1
        at = end
    assert text[at:].strip(" \n") == ""


@settings(deadline=None)
@given(TEXTS, WIDTHS)
def test_every_line_fits(text: str, width: int) -> None:
    lines = Layout(text, width)
    for line in range(len(lines)):
        shown = safe(text[lines.starts[line] : lines.ends[line]])
        assert cell_len(shown) <= width or len(shown) == 1
        cells = lines.cells(line)
        assert (len(shown) if cells is None else cells[-1]) == cell_len(shown)


@settings(deadline=None)
@given(TEXTS, WIDTHS)
def test_column_and_offset_are_inverse(text: str, width: int) -> None:
    lines = Layout(text, width)
    for line in range(len(lines)):
        for offset in range(lines.starts[line], lines.ends[line]):
            column = lines.column(line, offset)
            found = lines.offset_at(line, column)
            assert lines.column(line, found) == column
            assert lines.line_at(offset) == line
        assert lines.offset_at(line, 10_000) == lines.ends[line]


def test_wide_characters_take_two_cells() -> None:
    lines = Layout("日本語 text", 6)
    assert [lines.column(0, n) for n in range(4)] == [0, 2, 4, 6]
    assert lines.offset_at(0, 3) == 1


def test_a_long_stack_of_marks_fits_its_line() -> None:
    text = "x" + "\u0301" * 60 + "y" * 30
    lines = Layout(text, 20)
    for line in range(len(lines)):
        assert cell_len(safe(text[lines.starts[line] : lines.ends[line]])) <= 20


def test_blank_lines_stay() -> None:
    lines = Layout("one\n\ntwo\n", 20)
    assert [(s, e) for s, e in zip(lines.starts, lines.ends, strict=True)] == [(0, 3), (4, 4), (5, 8), (9, 9)]


def test_ten_megabytes_in_one_line() -> None:
    text = "mot " * 2_500_000
    lines = Layout(text, 88)
    assert len(lines) == -(-len(text) // 88)
    middle = lines.line_at(5_000_000)
    assert lines.starts[middle] <= 5_000_000 < lines.ends[middle] + 1


def test_ten_megabytes_without_a_space() -> None:
    lines = Layout("x" * 10_000_000, 80)
    assert len(lines) == 125_000
    assert lines.line_at(9_999_999) == 124_999
