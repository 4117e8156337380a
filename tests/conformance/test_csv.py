"""postil's tables in a data frame, as the documentation says they are read."""

from pathlib import Path

import pytest

pandas = pytest.importorskip("pandas")

from postil import corpus, exports  # noqa: E402  what is not there is found out first
from postil.schema.annotation import Annotation, Verdict  # noqa: E402
from postil.schema.article import Article  # noqa: E402
from postil.schema.record import Record, Status, Work  # noqa: E402
from postil.schema.scheme import Kind, Label, Layer, Scheme  # noqa: E402

SCHEME = Scheme(name="t", layers=(Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"),)),))
TEXTS = ("=1+1 😀", "'=1", '"a", b;\tc', "a\nb\r\nc\rd", "\ttab", "NA", "null", " \u2028x", "-", "Kim", "''", "\u00a0＝a")
GUARDED = r"^'(?='*(?:[\t\r\n]|[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]))"


@pytest.mark.parametrize(("form", "sign"), [("csv", ","), ("tsv", "\t")])
def test_cells_are_what_they_were(tmp_path: Path, form: str, sign: str) -> None:
    records = [record(f"n{n}", text) for n, text in enumerate(TEXTS)]
    written = exports.write(form, tmp_path / "a", records, SCHEME)
    annotations, articles = (
        pandas.read_csv(path, sep=sign, keep_default_na=False, dtype=str).replace(GUARDED, "", regex=True)
        for path in written.paths
    )
    assert list(articles["text"]) == list(TEXTS)
    assert list(annotations["text"]) == list(TEXTS)
    assert list(annotations["article"]) == list(articles["id"])
    assert [int(end) for end in annotations["end"]] == [len(text) for text in TEXTS]


def test_tables_that_a_data_frame_has_written_are_read(tmp_path: Path) -> None:
    pandas.DataFrame({"text": list(TEXTS), "label": ["x"] * len(TEXTS)}).to_csv(tmp_path / "a.csv", index=False)
    read = list(corpus.read([tmp_path / "a.csv"], annotations=True))
    assert [r.article.text for r in read] == [text.replace("\r\n", "\n") for text in TEXTS]
    pandas.DataFrame({"text": list(TEXTS), "label": ["x"] * len(TEXTS)}).to_parquet(tmp_path / "a.parquet")
    read = list(corpus.read([tmp_path / "a.parquet"], annotations=True))
    assert [(r.article.text, [a.label for a in r.annotations]) for r in read] == [(text, ["x"]) for text in TEXTS]


def record(name: str, text: str) -> Record:
    mark = Annotation(
        id="a1", layer="entity", label="PER", start=0, end=len(text), text=text, verdict=Verdict.ADDED, by="alice"
    )
    return Record(Article(name, text), (mark,), (), {"alice": Work(Status.DONE)})
