"""postil's own tables: annotations, and articles beside."""

from pathlib import Path

import pytest

from postil import corpus
from postil.corpus import BadLine
from postil.schema.annotation import Filler, Verdict
from postil.schema.record import Record, Status

HEAD = "article,layer,label,start,end,text"
ARTICLES = 'id,text,work\nn1,Kim salue Oslo.,"{""alice"": {""status"": ""done""}}"\nn2,Rien.,\nn3,Oslo.,\n'


def read(folder: Path, table: str | bytes, articles: str | bytes | None = ARTICLES) -> tuple[list[Record], list[BadLine]]:
    (folder / "a.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    if articles is not None:
        (folder / "a.articles.csv").write_bytes(articles if isinstance(articles, bytes) else articles.encode())
    bad: list[BadLine] = []
    found: list[str] = []
    records = list(corpus.read([folder], bad=bad.append, detected=found.append))
    assert "annotations" in found
    return records, bad


def test_a_few_columns_are_enough(tmp_path: Path) -> None:
    records, bad = read(tmp_path, f"{HEAD}\nn1,entity,PER,0,3,Kim\nn1,kind,War,,,\nn3,entity,GPE,0,4,\n")
    assert not bad
    assert [(r.article.id, [(a.id, a.label, a.text, a.verdict, a.by) for a in r.annotations]) for r in records] == [
        ("n1", [("a1", "PER", "Kim", Verdict.ADDED, ""), ("a2", "War", "", Verdict.ADDED, "")]),
        ("n2", []),
        ("n3", [("a1", "GPE", "Oslo", Verdict.ADDED, "")]),
    ]
    assert records[0].work["alice"].status is Status.DONE


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_tables_that_a_spreadsheet_has_saved_again_are_read(tmp_path: Path, delimiter: str, codec: str, newline: str) -> None:
    table = f"{HEAD}\nn1,entity,PER,0,3,Kim\n".replace(",", delimiter).replace("\n", newline)
    articles = "id,text\nn1,Kim salue Oslo.\n".replace(",", delimiter).replace("\n", newline)
    (record,), bad = read(tmp_path, table.encode(codec), articles.encode(codec))
    assert not bad
    assert [a.text for a in record.annotations] == ["Kim"]


def test_roles_lead_to_annotations_or_hold_a_text(tmp_path: Path) -> None:
    roles = '"{""actor"": [{""id"": ""x"", ""label"": ""PER""}, {""text"": ""on""}]}"'
    table = f"{HEAD},id,roles\nn1,entity,PER,0,3,Kim,x,\nn1,event,ACT,4,9,salue,y,{roles}\n"
    (record, *_), bad = read(tmp_path, table)
    assert not bad
    assert record.annotations[1].roles == {"actor": (Filler(annotation="x"), Filler(text="on"))}


def test_without_the_articles_the_missing_file_is_named(tmp_path: Path) -> None:
    records, bad = read(tmp_path, f"{HEAD}\nn1,entity,PER,0,3,Kim\n", None)
    assert not records
    assert "'a.articles.csv' is not beside it" in bad[0].reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("n1,entity,PER,0,99,Kim", "outside the text"),
        ("n1,entity,PER,3,3,", "empty"),
        ("n1,entity,PER,0,,Kim", "'end' must be a whole number"),
        ("n1,entity,PER,-1,3,Kim", "'start' must be a whole number"),
        ("n1,entity,PER,²,3,Kim", "'start' must be a whole number"),
        ("n1,entity,PER,1,3,Kim", "but the text there is"),
        ("n1,entity,,0,3,Kim", "'label' is empty"),
        (",entity,PER,0,3,Kim", "'article' is empty"),
        ("n1,entity,PER,0,3", "5 cells, the header 6"),
        ('n1,entity,PER,0,3,"K"im', "not a row of cells"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_rest_is_read(tmp_path: Path, row: str, reason: str) -> None:
    records, bad = read(tmp_path, f"{HEAD}\nn1,entity,GPE,10,14,Oslo\n{row}\nn3,entity,GPE,0,4,Oslo\n")
    assert [(b.file, b.line) for b in bad] == [(str(tmp_path / "a.csv"), 3)]
    assert reason in bad[0].reason
    assert [len(r.annotations) for r in records] == [1, 0, 1]


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("roles", "{", "not JSON"),
        ("roles", "[]", "must be an object"),
        ("roles", '"{""a"": 1}"', "a list for each role"),
        ("roles", '"{""a"": [1]}"', "an id or a text"),
        ("roles", '"{""a"": [{""id"": ""gone""}]}"', "which is not there"),
        ("attributes", "1", "must be an object"),
        ("score", "much", "must be a number"),
        ("score", "nan", "a number from 0 to 1"),
        ("rank", "0", "ranks count from 1"),
        ("verdict", "maybe", "maybe"),
        ("roles", "[" * 100_000, "nested deeper"),
    ],
)
def test_a_cell_that_is_not_what_it_should_be_is_named(tmp_path: Path, column: str, cell: str, reason: str) -> None:
    _, bad = read(tmp_path, f"{HEAD},{column}\nn1,entity,PER,0,3,Kim,{cell}\n")
    assert len(bad) == 1
    assert reason in bad[0].reason


def test_articles_in_another_order_are_named(tmp_path: Path) -> None:
    records, bad = read(tmp_path, f"{HEAD}\nn3,entity,GPE,0,4,Oslo\nn1,entity,PER,0,3,Kim\nn9,entity,PER,0,3,Kim\n")
    assert [len(r.annotations) for r in records] == [0, 0, 1]
    assert [b.line for b in bad] == [3, 4]
    assert "at another place" in bad[0].reason


@pytest.mark.parametrize(
    ("articles", "reason"),
    [
        ("name,text\nn1,a\n", "no column 'id'"),
        ("id,text,text\nn1,a,b\n", "a column twice"),
        ("id,text\nn1,\n", "the text is empty"),
        ("id,text,meta\nn1,a,[]\n", "'meta' must be an object"),
        ('id,text,hidden\nn1,a,"[{""start"": 0, ""end"": 9, ""reason"": ""x""}]"\n', "outside the text"),
        ("id,text,work\nn1,a,1\n", "'work' must be an object"),
        ("", "no column 'id'"),
    ],
)
def test_a_table_of_articles_that_cannot_be_read_is_named(tmp_path: Path, articles: str, reason: str) -> None:
    records, bad = read(tmp_path, f"{HEAD}\n", articles)
    assert not records
    assert bad[0].file.endswith("a.articles.csv")
    assert reason in bad[0].reason


def test_a_table_that_ends_within_a_cell_is_named(tmp_path: Path) -> None:
    records, bad = read(tmp_path, f'{HEAD}\nn1,entity,PER,0,3,"Kim\n')
    assert [b.line for b in bad] == [2]
    assert len(records) == 3


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    _, bad = read(tmp_path, f"{HEAD}\nn1,entity,PER,0,3,".encode() + b"\xe9\n")
    assert [b.line for b in bad] == [2]


def test_a_row_that_somebody_added_needs_no_id(tmp_path: Path) -> None:
    """It was called like another one of the article's, and the article refused."""
    head = "article,layer,label,start,end,id"
    (record, *_), bad = read(tmp_path, f"{head}\nn1,entity,PER,0,3,a2\nn1,entity,GPE,10,14,\nn1,kind,War,,,a1\n")
    assert not bad
    assert [(a.id, a.label) for a in record.annotations] == [("a2", "PER"), ("a3", "GPE"), ("a1", "War")]
