"""Label Studio's own library reads what postil writes: the config, each task, and the spans in them."""

import json
from pathlib import Path

import pytest

from postil import exports
from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Attribute, Kind, Label, Layer, Role, Scheme

converter = pytest.importorskip("label_studio_sdk.converter")
label_interface = pytest.importorskip("label_studio_sdk.label_interface")
pytest.importorskip("nltk")

SCHEME = Scheme(
    name="news",
    language="fr",
    lists={"targets": ("l'offensive, a|b", "le « rapprochement »")},
    layers=(
        Layer(
            name="entity",
            kind=Kind.SPANS,
            labels=(Label(name="PER", title='Person "P" <1>'), Label(name="ORG", color="#102030")),
        ),
        Layer(
            name="Été-1",
            kind=Kind.FRAMES,
            labels=(Label(name="AGREE"), Label(name="a.b", help="two\nlines")),
            roles=(Role(name="actor", of=("entity.PER",), many=True), Role(name="rôle", text=True)),
            attributes=(Attribute(name="modality", values=("asserted", "dénié")),),
        ),
        Layer(name="kind", kind=Kind.CHOICES, many=True, labels=(Label(name="A"), Label(name="B"), Label(name="C"))),
        Layer(name="one", kind=Kind.CHOICES, labels=(Label(name="ONLY"),)),
        Layer(name="stance", kind=Kind.CHOICES, each="targets", labels=(Label(name="FAVOR"), Label(name="AGAINST"))),
    ),
)
TEXT = "😀 Kim 👩‍👩‍👧 a\nsigné à l'ONU."


def span(name: str, layer: str, label: str, words: str, **more: object) -> Annotation:
    start = TEXT.index(words)
    given = {"verdict": Verdict.ADDED, "by": "alice", "at": "2026-01-01T00:00:00.000Z", **more}
    return Annotation(id=name, layer=layer, label=label, start=start, end=start + len(words), text=words, **given)  # type: ignore[arg-type]


def record() -> Record:
    suggested = Suggestion(
        id="s1", layer="entity", label="ORG", start=17, end=20, text=TEXT[17:20], source="rules:x", score=0.5
    )
    kim = span("a1", "entity", "PER", "Kim 👩‍👩‍👧", note="a note")
    roles = {"actor": (Filler(annotation="a1"), Filler(annotation="a3")), "rôle": (Filler(annotation="a1"), Filler(text="x"))}
    frame = span("a2", "Été-1", "a.b", "a\nsigné", roles=roles, attributes={"modality": "dénié"})
    own = {"verdict": Verdict.ADDED, "by": "alice"}
    return Record(
        Article("n1", TEXT, {"title": "T"}),
        (
            kim,
            frame,
            span("a3", "entity", "ORG", "ONU"),
            Annotation(id="a4", layer="kind", label="C", rank=1, **own),  # type: ignore[arg-type]
            Annotation(id="a5", layer="kind", label="A", rank=2, **own),  # type: ignore[arg-type]
            Annotation(id="a6", layer="one", label="ONLY", **own),  # type: ignore[arg-type]
            Annotation(id="a7", layer="stance", label="FAVOR", target="l'offensive, a|b", **own),  # type: ignore[arg-type]
            Annotation(id="a8", layer="stance", label="AGAINST", target="neu: grown", **own),  # type: ignore[arg-type]
            span("b1", "entity", "PER", "Kim", by="bob"),
        ),
        (suggested,),
        {"alice": Work(Status.DONE, 12.5), "bob": Work(Status.SKIPPED, 1.0)},
    )


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, str]:
    out = tmp_path / "in" / "data.json"
    result = exports.write("labelstudio", out, [record(), Record(Article("n2", "Rien."))], SCHEME)
    assert not result.losses
    return out, (out.parent / "data.json.config.xml").read_text()


def test_the_config_is_valid_and_every_result_fits_it(written: tuple[Path, str]) -> None:
    path, config = written
    interface = label_interface.LabelInterface(config)
    interface.validate()
    tasks = json.loads(path.read_text())
    assert len(tasks) == 2
    for task in tasks:
        assert interface.validate_task({"data": task["data"]})
        for annotation in task["annotations"]:
            assert interface.validate_prediction(annotation, return_errors=True) == []
        for prediction in task["predictions"]:
            assert interface.validate_prediction(prediction, return_errors=True) == []
    results = [r for a in tasks[0]["annotations"] for r in a["result"]]
    assert {r["from_name"] for r in results if "from_name" in r} <= {c.name for c in interface.controls}
    assert interface.get_control("entity").labels == ["PER", "ORG"]


def test_the_converter_finds_the_spans(written: tuple[Path, str], tmp_path: Path) -> None:
    path, config = written
    converter.Converter(config, str(path.parent), download_resources=False).convert_to_json_min(
        str(path), str(tmp_path / "min"), is_dir=False
    )
    (first, second) = json.loads((tmp_path / "min" / "result.json").read_text())
    units = TEXT.encode("utf-16-le")
    found = [(units[s["start"] * 2 : s["end"] * 2].decode("utf-16-le"), *s["labels"]) for s in first["entity"]]
    assert found == [("Kim 👩‍👩‍👧", "PER"), ("ONU", "ORG")]
    assert first["kind"] == {"choices": ["C", "A"]}
    assert first["one"] == "ONLY"
    assert first["lead_time"] == 12.5
    assert "entity" not in second


def test_the_converter_makes_conll_of_it(written: tuple[Path, str], tmp_path: Path) -> None:
    path, config = written
    converter.Converter(config, str(path.parent), download_resources=False).convert_to_conll2003(
        str(path), str(tmp_path / "conll"), is_dir=False
    )
    assert "Kim -X- _ B-PER" in (tmp_path / "conll" / "result.conll").read_text()


def test_json_min_comes_back_to_postil(written: tuple[Path, str], tmp_path: Path) -> None:
    from postil import corpus

    path, config = written
    converter.Converter(config, str(path.parent), download_resources=False).convert_to_json_min(
        str(path), str(tmp_path / "min"), is_dir=False
    )
    found: list[str] = []
    (first, _) = corpus.read([tmp_path / "min" / "result.json"], detected=found.append)
    assert found == ["labelstudio"]
    assert next((a.layer, a.text, a.label) for a in first.annotations if a.start is not None) == ("entity", "Kim 👩‍👩‍👧", "PER")
