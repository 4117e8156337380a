"""Out as CSV and TSV, and back."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora import corpora, schemes
from postil import corpus, exports
from postil.corpus.formulas import unguarded
from postil.exports.formulas import guarded
from postil.schema.annotation import Annotation, Verdict
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Kind, Label, Layer, Scheme
from round_trips import require_round_trip

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
PAYLOADS = (
    "=1+1",
    '=cmd|"/c calc"!A1',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "'=1",
    "''=1",
    "'\t=1",
    " =1",
    "\u00a0=1",
    "\ufeff=1",
    "\0=1",
    "＝1+1",
    "－1",
    "＋1",
    "＠a",
    "'＝1",
    '=HYPERLINK("http://example.org","a")',
    "-",
)
SCHEME = Scheme(name="test", language="fr", layers=(Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"),)),))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(["csv", "tsv"]))
def test_everything_comes_back_but_what_is_named(data: st.DataObject, form: str) -> None:
    scheme = data.draw(schemes())
    require_round_trip(form, data.draw(corpora(scheme)), scheme, detected="annotations", dated=True, everything=True)


@given(st.one_of(st.sampled_from(PAYLOADS), st.text(), st.text("'=+\t\r\n -@＝a\0\ufeff")))
def test_a_guarded_cell_begins_no_formula_and_can_be_unguarded(cell: str) -> None:
    found = guarded(cell)
    assert unguarded(found) == cell
    assert not found.startswith(TRIGGERS)
    assert not found.lstrip(" \0\u00a0\ufeff").startswith(("=", "+", "-", "@", "＝"))
    assert unguarded(cell) in (cell, cell[1:])


def test_plain_cells_stay_as_they_are() -> None:
    for cell in ("a=b", "'a'", "’=", "1-2", "Jean-Paul", "«\u00a0-", "'", "''", ""):
        assert guarded(cell) == unguarded(cell) == cell


@pytest.mark.parametrize("form", ["csv", "tsv"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_of_any_table_begins_a_formula(tmp_path: Path, form: str, payload: str) -> None:
    text = f"{payload} Kim"
    size = len(payload)
    mark = Annotation(
        id=payload,
        layer="entity",
        label="PER",
        start=0,
        end=size,
        text=payload,
        verdict=Verdict.ADDED,
        by=payload,
        at=payload,
        note=payload,
        target=payload,
    )
    work = {payload: Work(Status.DONE, note=payload)}
    record = Record(Article(payload, text, {"title": payload, "date": payload, "language": payload}), (mark,), (), work)
    written = exports.write(form, tmp_path / "a", [record], SCHEME)
    assert [path.name for path in written.paths] == [f"a.{form}", f"a.articles.{form}"]
    for path in written.paths:
        with path.open(encoding="utf-8", newline="") as stream:
            cells = [cell for row in csv.reader(stream, delimiter="," if form == "csv" else "\t") for cell in row]
        assert len(cells) > 10
        assert not [cell for cell in cells if cell.startswith(TRIGGERS)]
    (back,) = corpus.read(written.paths)
    assert (back.article.id, back.article.text, back.annotations, back.work) == (payload, text, (mark,), work)


def test_a_folder_of_splits_is_read_as_a_whole(tmp_path: Path) -> None:
    records = [Record(Article(f"n{n}", f"Kim {n}", {}), (), (), {"alice": Work(Status.DONE)}) for n in range(4)]
    splits = {"n0": "train", "n1": "test", "n2": "train", "n3": "train"}
    out = tmp_path / "out"
    with exports.export("csv", out, records, SCHEME, splits=splits, parts=("train", "dev", "test")) as dataset:
        dataset.keep()
    names = sorted(path.name for path in out.iterdir())
    assert names == sorted([f"{s}{e}" for s in ("train", "dev", "test") for e in (".csv", ".articles.csv")] + ["export.json"])
    assert [r.article.id for r in corpus.read([out])] == ["n1", "n0", "n2", "n3"]


def test_what_is_no_text_or_no_json_is_a_sentence(tmp_path: Path) -> None:
    for article in (Article("n1", "a\ud800"), Article("n1", "a", {"x": float("nan")})):
        with pytest.raises(PostilError, match="'n1' cannot be written in a table"):
            exports.write("csv", tmp_path / "a", [Record(article)], SCHEME)
    assert not list(tmp_path.iterdir())


def test_other_files_beside_are_left_alone() -> None:
    with TemporaryDirectory() as folder:
        for name in ("a.csv", "a.csv.articles.csv", "articles.csv", "a.articles.tsv"):
            (Path(folder) / name).write_text("old", encoding="utf-8")
        exports.write("csv", Path(folder) / "a.csv", [], SCHEME)
        assert (Path(folder) / "a.csv.articles.csv").read_text(encoding="utf-8") == "old"
        assert (Path(folder) / "articles.csv").read_text(encoding="utf-8") == "old"
        assert (Path(folder) / "a.articles.csv").read_text(encoding="utf-8").startswith("id,text,")
