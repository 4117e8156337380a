"""What postil writes, loaded with the library that it is for."""

from pathlib import Path
from typing import Any

import pytest

datasets = pytest.importorskip("datasets")
hub = pytest.importorskip("huggingface_hub")

from postil import corpus, exports  # noqa: E402  what is not there is found out first
from postil.exports import Options  # noqa: E402
from postil.schema.annotation import Annotation, Verdict  # noqa: E402
from postil.schema.article import Article  # noqa: E402
from postil.schema.record import Record, Status, Work  # noqa: E402
from postil.schema.scheme import Attribute, Kind, Label, Layer, Role, Scheme  # noqa: E402

SCHEME = Scheme(
    name="news",
    language="fr",
    layers=(
        Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER", title="a: 'b' # c"), Label(name="no"))),
        Layer(
            name="event",
            kind=Kind.FRAMES,
            labels=(Label(name="SUPPORT"),),
            roles=(Role(name="actor"),),
            attributes=(Attribute(name="modality", values=("x",)),),
        ),
        Layer(name="kind", kind=Kind.CHOICES, labels=(Label(name="É"),)),
    ),
)
TEXT = "😀 Kim salue Oslo."


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)


def article(name: str, *, bare: bool = False) -> Record:
    marks = () if bare else (mark("a1", "PER", 2, 5), mark("a2", "no", 12, 16))
    return Record(Article(name, TEXT, {"date": "2024-06-18"}), marks, (), {"alice": Work(Status.DONE)})


def mark(key: str, label: str, start: int, end: int) -> Annotation:
    text = TEXT[start:end]
    return Annotation(id=key, layer="entity", label=label, start=start, end=end, text=text, verdict=Verdict.ADDED, by="alice")


def loaded(folder: Path, cache: Path, **more: Any) -> Any:
    return datasets.load_dataset(str(folder), cache_dir=str(cache), **more)


def test_all_splits_load_with_their_features(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    out = tmp_path / "out"
    records = [article(f"n{n}", bare=n < 3) for n in range(8)]
    splits = {f"n{n}": "test" if n == 6 else "dev" if n == 7 else "train" for n in range(8)}
    parts = ("train", "dev", "test")
    options = Options(shard=2)
    with exports.export("huggingface", out, records, SCHEME, options=options, splits=splits, parts=parts) as dataset:
        dataset.keep()
    datasets.logging.enable_propagation()
    found = loaded(out, tmp_path / "cache")
    assert not [r.message for r in caplog.records if "dataset_info" in r.message]
    assert {name: len(rows) for name, rows in found.items()} == {"train": 6, "validation": 1, "test": 1}
    assert found["train"]["id"][:] == [f"n{n}" for n in range(6)]
    features = found["train"].features
    assert features["ner_tags"].feature.names == ["O", "B-PER", "I-PER", "B-no", "I-no"]
    assert features["tokens"].feature == datasets.Value("string")
    assert features["entity"].feature["start"] == datasets.Value("int64")
    assert features["event"].feature["roles"].feature["role"] == datasets.Value("string")
    assert features["kind"].feature["rank"] == datasets.Value("int64")
    row = found["test"][0]
    assert [TEXT[m["start"] : m["end"]] for m in row["entity"]] == ["Kim", "Oslo"]
    assert row["tokens"] == ["😀", "Kim", "salue", "Oslo", "."]
    assert row["ner_tags"] == [0, 1, 0, 3, 0]


def test_an_empty_split_keeps_no_other_from_loading(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with exports.export(
        "huggingface", out, [article("n1")], SCHEME, splits={"n1": "train"}, parts=("train", "dev", "test")
    ) as dataset:
        dataset.keep()
    assert list(loaded(out, tmp_path / "cache")) == ["train"]


def test_the_features_are_in_the_files_too(tmp_path: Path) -> None:
    exports.write("huggingface", tmp_path / "out", [article("n1")], SCHEME)
    file = next((tmp_path / "out" / "data").iterdir())
    found = datasets.Dataset.from_parquet(str(file), cache_dir=str(tmp_path / "cache"))
    assert found.features["ner_tags"].feature.int2str(1) == "B-PER"
    exports.write("parquet", tmp_path / "a", [article("n1")], SCHEME)
    found = datasets.Dataset.from_parquet(str(tmp_path / "a.parquet"), cache_dir=str(tmp_path / "cache"))
    assert [m["text"] for m in found[0]["entity"]] == ["Kim", "Oslo"]


def test_the_card_is_a_card(tmp_path: Path) -> None:
    exports.write("huggingface", tmp_path / "out", [article("n1")], SCHEME)
    found = hub.DatasetCard.load(tmp_path / "out" / "README.md")
    assert found.data.language == ["fr"]
    assert found.data.license == "unknown"


def test_what_the_library_writes_is_read(tmp_path: Path) -> None:
    features = datasets.Features(
        {
            "id": datasets.Value("string"),
            "tokens": datasets.Sequence(datasets.Value("string")),
            "ner_tags": datasets.Sequence(datasets.ClassLabel(names=["O", "B-PER", "I-PER", "B-LOC", "I-LOC"])),
        }
    )
    rows = {"id": ["0", "1"], "tokens": [["Kim", "Un", "à", "Oslo"], ["Rien"]], "ner_tags": [[1, 2, 0, 3], [0]]}
    datasets.Dataset.from_dict(rows, features=features).to_parquet(tmp_path / "a.parquet")
    first, second = corpus.read([tmp_path / "a.parquet"])
    assert first.article.text == "Kim Un à Oslo"
    assert [(a.label, a.text) for a in first.annotations] == [("PER", "Kim Un"), ("LOC", "Oslo")]
    assert not second.annotations
    assert second.work
    features = datasets.Features(
        {
            "text": datasets.Value("string"),
            "label": datasets.ClassLabel(names=["neg", "pos"]),
            "entities": datasets.Sequence(
                {"start": datasets.Value("int32"), "end": datasets.Value("int32"), "label": datasets.ClassLabel(names=["PER"])}
            ),
        }
    )
    rows = {"text": ["Kim salue"], "label": [1], "entities": [{"start": [0], "end": [3], "label": [0]}]}
    datasets.Dataset.from_dict(rows, features=features).to_parquet(tmp_path / "b.parquet")
    (record,) = corpus.read([tmp_path / "b.parquet"], annotations=True)
    assert sorted((a.layer, a.label, a.text) for a in record.annotations) == [("entities", "PER", "Kim"), ("label", "pos", "")]
