"""SLATE: positions of every kind, several annotators beside one text, links, and what is no position."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil import corpus
from postil.corpus import BadLine
from postil.corpus.slate_items import BadItem, item_of
from postil.schema.annotation import Filler
from postil.schema.errors import PostilError
from postil.schema.loss import Losses
from postil.schema.record import Record

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "slate"
TEXT = "😀 Kim a dit\n\n  l’Otan\u00a0avance  vite\nfin"


def read(folder: Path, text: str | bytes = TEXT, **files: str | bytes) -> tuple[Record, list[BadLine], dict[str, int]]:
    """`files`: the name behind "text.txt.", its dots as "__", and what the file holds."""
    (folder / "text.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    for name, data in files.items():
        (folder / f"text.txt.{name.replace('__', '.')}").write_bytes(data if isinstance(data, bytes) else data.encode())
    bad: list[BadLine] = []
    losses = Losses()
    (record,) = corpus.read([folder], bad=bad.append, losses=losses)
    return record, bad, {loss.what: loss.count for loss in losses.result()}


def marks(record: Record) -> list[tuple[str, str, str, str]]:
    return [(a.by, a.layer, a.label, a.text) for a in record.annotations]


def test_words_spans_of_words_and_several_labels(tmp_path: Path) -> None:
    record, bad, losses = read(tmp_path, annotations="(0, 1) - label:PER\n((2,0), (2,2)) - a b-c\r\n\n(2, 1) - x\n")
    assert (bad, losses) == ([], {})
    assert record.article.id == "text"
    assert marks(record) == [
        ("", "label", "PER", "Kim"),
        ("", "", "a", "l’Otan\u00a0avance  vite"),
        ("", "", "b-c", "l’Otan\u00a0avance  vite"),
        ("", "", "x", "avance"),
    ]
    assert all(record.article.text[a.start : a.end] == a.text for a in record.annotations)


def test_characters_lines_and_the_whole_text(tmp_path: Path) -> None:
    record, bad, _ = read(
        tmp_path,
        char__annotations1="(0, 0, 0) - e\n((0, 1, 1), (0, 2, 0)) - c\n",
        line__annotations1="2 - l\n(3,) - m\n((0,), (2,)) - n\n",
        document__annotations2="() - d\n((), ()) - e f\n",
    )
    assert not bad
    assert marks(record) == [
        ("1", "char", "e", "😀"),
        ("1", "char", "c", "im a"),
        ("2", "document", "d", ""),
        ("2", "document", "e", ""),
        ("2", "document", "f", ""),
        ("1", "line", "l", "l’Otan\u00a0avance  vite"),
        ("1", "line", "m", "fin"),
        ("1", "line", "n", TEXT[:-4]),
    ]
    choices = [a for a in record.annotations if a.layer == "document"]
    assert [(a.start, a.rank) for a in choices] == [(None, None), (None, 1), (None, 2)]
    assert set(record.work) == {"1", "2"}


def test_newer_files_write_a_line_as_a_pair(tmp_path: Path) -> None:
    record, bad, _ = read(tmp_path, line__annotations="(0, 0) - a\n(2, 2) - b\n", word__annotations="(2, 2) - c\n")
    assert not bad
    assert marks(record) == [
        ("", "line", "a", "😀 Kim a dit"),
        ("", "line", "b", "l’Otan\u00a0avance  vite"),
        ("", "word", "c", "vite"),
    ]


def test_pieces_are_one_span_and_named(tmp_path: Path) -> None:
    record, bad, losses = read(tmp_path, annotations="[(0, 1), (0, 3)] - x\n(0,1) (2,0) - y\n")
    assert not bad
    assert [(a.text, a.note) for a in record.annotations] == [("Kim a dit", "2–5, 8–11"), (TEXT[2:21], "2–5, 15–21")]
    assert list(losses.values()) == [2]


def test_links_are_roles_where_both_ends_are_annotations(tmp_path: Path) -> None:
    record, bad, losses = read(
        tmp_path,
        entity__annotations_ann="(0, 1) - PER\n((2, 0), (2, 1)) - ORG\n",
        holds__annotations_ann="[(0, 1), ((2, 0), (2, 1))] -\n(0, 1) (3, 0) - \n(0, 1) (0, 1) -\n(3, 0) -\n",
        annotations_bob="(0,1) (2,0) -\n",
    )
    assert not bad
    first, second = record.annotations
    assert (first.by, first.layer) == ("_ann", "entity")
    assert first.roles == {"holds": (Filler(annotation=second.id),)}
    assert not second.roles
    assert losses == {"links with an end that has no label": 3, "items without a label": 1}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("(0, 1) PER", "no hyphen"),
        ("(9, 0) - x", "no line 9"),
        ("(1, 0) - x", "no word 0 in line 1"),
        ("1 - x", "nothing at this position"),
        ("(0, 4) - x", "no word 4"),
        ("(0, 1, 3) - x", "no character 3"),
        ("((0, 2), (0, 1)) - x", "before it begins"),
        ("((0, 2), (1,)) - x", "another kind of position"),
        ("(-1, 0) - x", "no position"),
        ("(0, 1.5) - x", "no position"),
        ("(1 2) - x", "no position"),
        ("((0, 1), (0, 2) - x", "no position"),
        ("__import__('os').system('true') - x", "no position"),
        ("(" * 60_000 + " - x", "no position"),
        ("(0, " + "9" * 50 + ") - x", "no position"),
        (" " * 200_000 + "- x", "no position"),
        ("(0, 1)" + " " * 200_000 + "- x", "longer"),
        ("9 8 -", "no line 9"),
    ],
)
def test_what_is_no_item_is_named_with_its_file_and_line(tmp_path: Path, line: str, reason: str) -> None:
    record, bad, _ = read(tmp_path, entity__annotations0=f"(0, 1) - a\n{line}\n(0, 3) - b\n")
    assert [a.label for a in record.annotations] == ["a", "b"]
    assert [(b.file.endswith("text.txt.entity.annotations0"), b.line, b.byte) for b in bad] == [(True, 2, 11)]
    assert reason in bad[0].reason


def test_carriage_returns_end_lines_and_marks_of_order_are_passed_over(tmp_path: Path) -> None:
    record, bad, _ = read(
        tmp_path, "un\r\ndeux mots\rtrois".encode("utf-8-sig"), annotations="(1, 1) - é\n(2, 0) - b".encode("utf-16")
    )
    assert not bad
    assert [(a.label, a.text) for a in record.annotations] == [("é", "mots"), ("b", "trois")]


def test_annotations_that_are_not_utf_8(tmp_path: Path) -> None:
    record, bad, _ = read(tmp_path, annotations="(0, 1) - é\n(0, 2) - b\n".encode("latin-1"))
    assert [a.label for a in record.annotations] == ["b"]
    assert "UTF-8" in bad[0].reason


def test_a_text_of_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_bytes(b" \n")
    (tmp_path / "text.txt.annotations").write_bytes(b"(0, 0) - a\n")
    with pytest.raises(PostilError, match="no text"):
        list(corpus.read([tmp_path]))


def test_annotations_of_texts_whose_names_begin_alike(tmp_path: Path) -> None:
    for name in ("a", "a.txt", "a.txt.b"):
        (tmp_path / name).write_text(f"{name} x", "utf-8")
        (tmp_path / f"{name}.annotations7").write_text(f"(0, 0) - {name}\n", "utf-8")
    records = list(corpus.read([tmp_path]))
    assert [[a.label for a in r.annotations] for r in records] == [["a"], ["a.txt"], ["a.txt.b"]]


@given(st.text(alphabet="()[], 0123456789-\t:a", max_size=30))
def test_any_line_is_an_item_or_a_fault(line: str) -> None:
    try:
        item = item_of(line)
    except BadItem:
        return
    assert item.spans
    assert all(len(start) == len(end) <= 3 for start, end in item.spans)


def test_the_tutorial() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not here")
    found: list[str] = []
    losses = Losses()
    records = list(corpus.read([SAMPLES], detected=found.append, losses=losses))
    assert found == ["text", "slate"]
    assert [r.article.id for r in records] == ["LICENSE", "input_data0"]
    by_whom = {who: [a for a in records[1].annotations if a.by == who] for who in records[1].work}
    assert {who: len(own) for who, own in by_whom.items()} == {"0": 5, "1": 7, "2": 12}
    assert {(a.layer, a.text) for a in by_whom["0"]} == {
        ("category", word) for word in ("blandit", "nec", "scelerisque,", "malesuada", "viverra.")
    }
    assert ("z", "lacus elit, facilisis") in {(a.label, a.text) for a in by_whom["1"]}
    assert [loss.count for loss in losses.result()] == [1]


def test_a_list_of_files_is_told_apart_from_a_text() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not here")
    with pytest.raises(PostilError, match="list of files for SLATE"):
        list(corpus.read([SAMPLES / "list_with_disagreements.category.txt"]))


@pytest.mark.parametrize(
    "where", ["[ " + "( (0, 0) , (0, 0) ) " * 4000 + "x", "(" * 50_000, "[" + "(0, 0), " * 9000 + "]", "[]"]
)
def test_long_lists_of_positions_with_a_fault_do_not_hang_the_reader(where: str) -> None:
    with pytest.raises(BadItem, match="what stands before the hyphen is no position"):
        item_of(f"{where} - a")


def test_the_logs_of_slate_are_no_articles(tmp_path: Path) -> None:
    for name, data in (("f.done", "text.txt text.txt.annotations ((0, 0), (0, 0))\n"), ("f.todo", ""), ("f.log", "begun\n")):
        (tmp_path / name).write_text(data, "utf-8")
    record, bad, _ = read(tmp_path, annotations="(0, 1) - PER\n")
    assert (record.article.id, bad) == ("text", [])
