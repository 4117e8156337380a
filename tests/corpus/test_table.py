"""CSV and TSV."""

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil import corpus
from postil.corpus import BadLine


def read(path: Path, data: bytes, **options: Any) -> tuple[list[tuple[str, str, object]], list[BadLine]]:
    path.write_bytes(data)
    bad: list[BadLine] = []
    records = corpus.read([path], bad=bad.append, **options)
    return [(r.article.id, r.article.text, r.article.meta) for r in records], bad


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a"])
def test_the_delimiter_is_the_one_that_makes_sense_of_the_header(tmp_path: Path, delimiter: str, name: str) -> None:
    d = delimiter
    data = f'ID{d}Text{d}date{d}Journal\r\nx1{d}"a {d} ""b""\r\nc"{d}2024-06{d}\r\n{d}d{d}{d}Le Soir\r\n'
    rows, bad = read(tmp_path / name, data.encode("utf-8-sig"))
    assert not bad
    assert rows == [("x1", f'a {d} "b"\nc', {"date": "2024-06"}), ("a-4", "d", {"Journal": "Le Soir"})]


def test_bad_rows_are_named_and_the_others_are_read(tmp_path: Path) -> None:
    data = b'id,text\n1,a\n2\n3,"b\nb",c\n4," "\n5,"x"y\n\n6,d\n'
    rows, bad = read(tmp_path / "a.csv", data)
    assert [row[0] for row in rows] == ["1", "6"]
    assert [(b.line, b.byte, b.raw) for b in bad] == [
        (3, 12, b"2\n"),
        (4, 14, b'3,"b\nb",c\n'),
        (6, 24, b'4," "\n'),
        (7, 30, b'5,"x"y\n'),
    ]


def test_bytes_that_are_not_text_are_named(tmp_path: Path) -> None:
    _, bad = read(tmp_path / "a.csv", b'id,text\n1,"a\nb\xe9"\n')
    assert [(b.line, b.byte) for b in bad] == [(3, 14)]


def test_an_open_quote_is_named(tmp_path: Path) -> None:
    rows, bad = read(tmp_path / "a.csv", b'id,text\n1,a\n2,"b\n3,c\n')
    assert len(rows) == 1
    assert [(b.line, b.byte) for b in bad] == [(3, 12)]


@pytest.mark.parametrize("header", [b"id,body\n1,a\n", b"id,text,text\n1,a,b\n", b"text,,\na,b,c\n", b"\n"])
def test_a_header_without_one_text_column_is_refused(tmp_path: Path, header: bytes) -> None:
    rows, bad = read(tmp_path / "a.csv", header)
    assert not rows
    assert bad[0].line == 1


def test_a_long_cell_is_read(tmp_path: Path) -> None:
    rows, bad = read(tmp_path / "a.csv", b"text\n" + b"a" * 300_000 + b"\n")
    assert not bad
    assert len(rows[0][1]) == 300_000


def test_tsv_takes_tabs_whatever_else_is_in_the_header(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "a.tsv", b"text\ta,b,c\nx, y\tz\n", format="tsv")
    assert rows == [("a-2", "x, y", {"a,b,c": "z"})]


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=30)


@settings(max_examples=60)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5))
def test_what_a_csv_writer_wrote_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "text"])
        writer.writerows((f"i{n}{name}", text + "x") for n, (name, text) in enumerate(rows))
    assert [(r.article.id, r.article.text) for r in corpus.read([path])] == [
        (f"i{n}{name}", text + "x") for n, (name, text) in enumerate(rows)
    ]


SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "doccano" / "import"


@pytest.mark.parametrize("column", ["label", "Labels", "category"])
def test_a_column_of_labels_is_read_where_annotations_are_wanted(tmp_path: Path, column: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"text,{column},outlet\na,War,x\nb,,y\nc,War#Peace#War,\nd,C#,\n", encoding="utf-8")
    plain = list(corpus.read([path]))
    assert [r.article.meta.get(column, "") for r in plain] == ["War", "", "War#Peace#War", "C#"]
    assert not any(r.annotations or r.work for r in plain)
    read = list(corpus.read([path], annotations=True))
    assert [[(a.label, a.rank) for a in r.annotations] for r in read] == [
        [("War", None)],
        [],
        [("War", 1), ("Peace", 2)],
        [("C#", None)],
    ]
    assert {a.layer for r in read for a in r.annotations} == {column.casefold()}
    assert all(set(r.work) == {""} for r in read)
    assert read[0].article.meta == {"outlet": "x"}


def test_samples_of_doccano() -> None:
    if not SAMPLES.exists():
        pytest.skip("the samples are not here")

    def labels(name: str) -> tuple[list[tuple[str, list[str]]], list[int]]:
        bad: list[BadLine] = []
        found = corpus.read([SAMPLES / name], annotations=True, bad=bad.append)
        return [(r.article.text, [a.label for a in r.annotations]) for r in found], [b.line for b in bad]

    assert labels("example.utf16.csv") == ([("AAA", ["Positive"]), ("BBB", ["Positive"]), ("CCC", ["Negative"])], [])
    folder = "text_classification/"
    assert labels(f"{folder}example.csv") == ([("exampleA", ["positive"]), ("exampleB", [])], [4, 5])
    assert labels(f"{folder}example_out_of_order_columns.csv") == ([("exampleA", ["positive"]), ("exampleB", [])], [4])
    assert labels(f"{folder}example.invalid.2.csv") == ([("BBB", ["Negative"]), ("CCC", ["Negative"])], [2])


def test_the_text_of_old_files_of_doccano_stands_under_data(tmp_path: Path) -> None:
    rows, bad = read(tmp_path / "a.csv", b"id,data,label\n1,Bon,x#y\n")
    assert (rows, bad) == ([("1", "Bon", {"label": "x#y"})], [])
    (record,) = corpus.read([tmp_path / "a.csv"], annotations=True)
    assert [a.label for a in record.annotations] == ["x", "y"]


def test_json_in_a_cell_of_labels_is_no_label(tmp_path: Path) -> None:
    """A cell with ranges as JSON was one label that was called like all of it."""
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as stream:
        cells = ['[[0, 3, "PER"]]', '["b", "a"]', "[a]", "[{'start': 0}]", '[[0, 9, "PER"]]']
        csv.writer(stream).writerows([("text", "label"), *(("Kim ici", cell) for cell in cells)])
    bad: list[BadLine] = []
    found = list(corpus.read([tmp_path / "a.csv"], annotations=True, bad=bad.append))
    assert [[(a.label, a.text, a.rank) for a in r.annotations] for r in found] == [
        *([("PER", "Kim", None)], [("b", "", 1), ("a", "", 2)], [("[a]", "", None)])
    ]
    assert [(b.line, "not JSON" in b.reason, "outside the text" in b.reason) for b in bad] == [
        (5, True, False),
        (6, False, True),
    ]
