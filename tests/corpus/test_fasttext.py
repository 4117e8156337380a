"""fastText: labels wherever they stand in a line, and the lines that are none."""

from pathlib import Path

import pytest

from postil import corpus
from postil.corpus import BadLine
from postil.schema.record import Record, Status

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "doccano" / "import" / "text_classification"


def read(folder: Path, data: bytes, encoding: str = "") -> tuple[list[Record], list[BadLine]]:
    path = folder / "news.txt"
    path.write_bytes(data)
    bad: list[BadLine] = []
    return list(corpus.read([path], bad=bad.append, format="fasttext", encoding=encoding)), bad


def labels(record: Record) -> list[tuple[str, str, int | None]]:
    return [(a.layer, a.label, a.rank) for a in record.annotations]


def test_labels_text_and_ids(tmp_path: Path) -> None:
    records, bad = read(tmp_path, "__label__a __label__é-1 Été\u2028 à Paris.\r\n\n__label__b Deux\nSans\n".encode())
    assert not bad
    assert [(r.article.id, r.article.text) for r in records] == [
        ("news-1", "Été\u2028 à Paris."),
        ("news-3", "Deux"),
        ("news-4", "Sans"),
    ]
    assert labels(records[0]) == [("label", "a", 1), ("label", "é-1", 2)]
    assert labels(records[1]) == [("label", "b", None)]
    assert labels(records[2]) == []
    assert all(r.work[""].status is Status.DONE for r in records)
    assert records[1].where.endswith("news.txt, line 3")


def test_labels_behind_and_amid_the_text_once_each(tmp_path: Path) -> None:
    records, bad = read(tmp_path, b"one __label__x two x__label__y __label__x __label__z\n")
    assert not bad
    assert records[0].article.text == "one two x__label__y"
    assert [a.label for a in records[0].annotations] == ["x", "z"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"__label__a", "no text"),
        (b"__label__a __label__b \t", "no text"),
        ("__label__a \u00a0".encode(), "no text"),
        (b"__label__ text", "no name"),
        (b"__label__a caf\xe9", "is not UTF-8"),
    ],
)
def test_lines_that_are_none_are_passed_over(tmp_path: Path, line: bytes, reason: str) -> None:
    records, bad = read(tmp_path, b"__label__a un\n" + line + b"\n__label__b deux\n")
    assert [r.article.text for r in records] == ["un", "deux"]
    assert [(b.line, reason in b.reason) for b in bad] == [(2, True)]
    assert bad[0].byte >= 14


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    records, bad = read(tmp_path, "__label__a Ça va\n".encode(encoding), "" if "utf" in encoding else encoding)
    assert not bad
    assert (records[0].article.text, records[0].annotations[0].label) == ("Ça va", "a")


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, b"\n\n") == ([], [])


def test_doccano_s_example() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not here")
    found: list[str] = []
    bad: list[BadLine] = []
    records = list(corpus.read([SAMPLES / "example_fasttext.txt"], detected=found.append, bad=bad.append))
    assert found == ["fasttext"]
    assert [(r.article.text, [a.label for a in r.annotations]) for r in records] == [
        ("exampleA", ["positive"]),
        ("exampleB", ["positive", "negative"]),
        ("exampleC", []),
    ]
    assert [b.line for b in bad] == [4]


def test_a_first_line_without_a_label_does_not_hide_what_the_file_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(" Rien.\n__label__x Bon\n__label__y __label__x Le maire\n", encoding="utf-8")
    assert [[a.label for a in r.annotations] for r in corpus.read([path])] == [[], ["x"], ["y", "x"]]
    path.write_text("On écrit :\n__label__x Bon\net puis\nla suite.\n", encoding="utf-8")
    assert len(list(corpus.read([path]))) == 1  # an article about it
