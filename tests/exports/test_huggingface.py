"""The Hugging Face folder: files, tags and the card. That the library loads it is in tests/conformance/."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it has no stubs
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from postil import corpus, exports
from postil.exports import Facts, Misaligned, Options
from postil.exports.front_matter import front_matter
from postil.exports.licences import licence
from postil.schema.annotation import Annotation, Suggestion, Verdict
from postil.schema.article import Article, Region
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Attribute, Kind, Label, Layer, Role, Scheme

HOSTILE = "a | b <img src=x> [c](d) `e` *f*\n# g\n\n---\n$h$ ~i~ \x1b[31m & \\"
SCHEME = Scheme(
    name="news",
    language="fr",
    layers=(
        Layer(
            name="entity",
            kind=Kind.SPANS,
            title="Entities",
            help=HOSTILE,
            labels=(Label(name="PER", title="Person", help=HOSTILE), Label(name="GPE")),
        ),
        Layer(
            name="event",
            kind=Kind.FRAMES,
            labels=(Label(name="SUPPORT"),),
            roles=(Role(name="actor", title="Who"),),
            attributes=(Attribute(name="modality", values=("asserted", "a|b")),),
        ),
        Layer(name="type", kind=Kind.CHOICES, labels=(Label(name="SUPPORT"),)),
    ),
)
TEXT = "Logo.\nLe premier ministre Kim Jong Un salue l’accord d’Oslo."


def span(key: str, label: str, surface: str, by: str = "alice") -> Annotation:
    start, end = TEXT.index(surface), TEXT.index(surface) + len(surface)
    verdict = Verdict.ADDED
    return Annotation(id=key, layer="entity", label=label, start=start, end=end, text=surface, verdict=verdict, by=by)


def record(name: str, *marks: Annotation, **people: Status) -> Record:
    article = Article(name, TEXT, {}, (Region(0, 6, "boilerplate"),))
    work = {who: Work(status) for who, status in (people or {"alice": Status.DONE}).items()}
    return Record(article, marks, (), work)


KIM = span("a1", "PER", "Kim Jong Un")
OSLO = span("a2", "GPE", "Oslo")


def written(out: Path, records: list[Record], splits: Mapping[str, str] | None = None, **options: Any) -> Path:
    parts = ("train", "dev", "test") if splits is not None else ()
    with exports.export("huggingface", out, records, SCHEME, options=Options(**options), splits=splits, parts=parts) as dataset:
        dataset.keep()
    return out


def head(folder: Path) -> dict[str, Any]:
    _, yaml_text, _ = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    found = yaml.safe_load(yaml_text)
    assert isinstance(found, dict)
    return found


def body(folder: Path) -> str:
    return (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)[2]


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_splits_have_the_names_of_the_hub_and_files_say_how_many_they_are(tmp_path: Path) -> None:
    records = [record(f"n{n}", KIM) for n in range(7)]
    splits = {f"n{n}": "dev" if n == 3 else "train" for n in range(7)}
    out = written(tmp_path / "out", records, splits, shard=4)
    assert files(out) == [
        "README.md",
        "data/train-00000-of-00002.parquet",
        "data/train-00001-of-00002.parquet",
        "data/validation-00000-of-00001.parquet",
        "export.json",
    ]
    found = head(out)
    assert found["configs"] == [
        {
            "config_name": "default",
            "data_files": [
                {"split": "train", "path": "data/train-*.parquet"},
                {"split": "validation", "path": "data/validation-*.parquet"},
            ],
        }
    ]
    rows = {s["name"]: s["num_examples"] for s in found["dataset_info"]["splits"]}
    assert rows == {"train": 6, "validation": 1}
    assert [pq.read_metadata(out / name).num_rows for name in files(out)[1:4]] == [4, 2, 1]
    assert [r.article.id for r in corpus.read([out])] == ["n0", "n1", "n2", "n4", "n5", "n6", "n3"]


def test_a_dataset_in_one_piece_is_the_train_split(tmp_path: Path) -> None:
    out = written(tmp_path / "out", [record("n1", KIM)])
    assert files(out)[1] == "data/train-00000-of-00001.parquet"
    assert files(written(tmp_path / "none", [])) == ["README.md", "export.json"]


def test_tags_are_those_of_flat_spans_on_tokens(tmp_path: Path) -> None:
    wide = span("a3", "PER", "premier ministre Kim Jong Un")
    off = span("a4", "GPE", "Osl")
    out = written(tmp_path / "out", [record("n1", KIM, wide, OSLO), record("n2", off)])
    one, two = pq.read_table(out / "data").to_pylist()
    names = head(out)["dataset_info"]["features"]
    tags = next(f for f in names if f["name"] == "ner_tags")["sequence"]["class_label"]["names"]
    assert tags == {"0": "O", "1": "B-PER", "2": "I-PER", "3": "B-GPE", "4": "I-GPE"}
    tagged = [(token, tags[str(tag)]) for token, tag in zip(one["tokens"], one["ner_tags"], strict=True)]
    assert tagged == [
        ("Le", "O"),
        ("premier", "B-PER"),
        ("ministre", "I-PER"),
        ("Kim", "I-PER"),
        ("Jong", "I-PER"),
        ("Un", "I-PER"),
        ("salue", "O"),
        ("l’", "O"),
        ("accord", "O"),
        ("d’", "O"),
        ("Oslo", "B-GPE"),
        (".", "O"),
    ]
    assert len(one["entity"]) == 3
    assert set(two["ner_tags"]) == {0}
    assert "`ner_tags` lacks 2 of 4 spans" in body(out)
    out = written(tmp_path / "wide", [record("n2", off)], misaligned=Misaligned.EXPAND)
    (two,) = pq.read_table(out / "data").to_pylist()
    assert (two["ner_tags"][-2], two["entity"][0]["text"]) == (3, "Osl")


def test_without_a_layer_of_spans_there_are_no_tags(tmp_path: Path) -> None:
    scheme = replace(SCHEME, layers=SCHEME.layers[2:])
    mark = Annotation(id="a1", layer="type", label="SUPPORT", verdict=Verdict.ADDED, by="alice")
    exports.write("huggingface", tmp_path / "out", [record("n1", mark)], scheme)
    assert "tokens" not in pq.read_schema(tmp_path / "out" / "data" / "train-00000-of-00001.parquet").names
    assert head(tmp_path / "out")["task_categories"] == ["text-classification"]


def test_the_card_counts_and_says_what_labels_mean(tmp_path: Path) -> None:
    origin = Suggestion(id="s1", layer="entity", label="PER", start=KIM.start, end=KIM.end, text=KIM.text, source="m", score=1)
    accepted = replace(KIM, verdict=Verdict.ACCEPTED, origin=origin)
    records = [
        record("n1", accepted, OSLO, replace(KIM, id="b1", by="bob"), alice=Status.DONE, bob=Status.STARTED),
        record("n2", OSLO),
    ]
    facts = Facts(title="A: b", license_texts="X 1", license_annotations="CC-BY-4.0", agreement=(("entity", "alpha", 0.8125),))
    out = written(tmp_path / "out", records, {"n1": "train", "n2": "test"}, facts=facts)
    found = head(out)
    assert found["pretty_name"] == "A: b"
    assert found["language"] == ["fr"]
    assert (found["license"], found["license_name"]) == ("other", "texts-x-1-annotations-cc-by-4.0")
    assert found["annotations_creators"] == ["expert-generated", "machine-generated"]
    assert found["task_categories"] == ["token-classification", "text-classification"]
    assert found["size_categories"] == ["n<1K"]
    text = body(out)
    assert "\n2 news articles annotated" in text
    assert "\n| train | 2 |\n| validation | 0 |\n| test | 1 |\n" in text
    assert "\n- Texts: X 1\n- Annotations: CC-BY-4.0\n" in text
    assert "\n| GPE |  | 1 | 0 | 1 |\n" in text
    assert "| SUPPORT |  | 0 | 0 | 0 |" in text
    assert "\n| actor | Who |\n" in text
    assert "\n| modality | asserted, a\\|b |\n" in text
    assert "\n| entity | alpha | 0.812 |\n" in text
    assert "2 annotators worked on it" in text
    assert "\n| m | 1 |\n" in text
    assert "- 1 row not done" in text


def test_text_of_the_scheme_is_no_markup_in_the_card(tmp_path: Path) -> None:
    out = written(tmp_path / "out", [record("n1", KIM)], facts=Facts(title=HOSTILE))
    text = body(out)
    shown = r"a \| b \<img src=x\> \[c\](d) \`e\` \*f\* \# g --- \$h\$ \~i\~ ␛\[31m \& \\"
    assert f"\n# {shown}\n" in text
    assert f"| PER | Person — {shown} | 1 |" in text
    assert not re.search(r"(?m)^---", text)
    assert "\x1b" not in (out / "README.md").read_text(encoding="utf-8")


ITEM = st.recursive(
    st.one_of(st.text(), st.sampled_from(["no", "Y", "null", "1e3", "2024-01-01", "- a", "a: b", "", "~"]), st.integers()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), ITEM, max_size=4))
def test_front_matter_is_yaml_of_what_went_in(value: dict[str, Any]) -> None:
    text = front_matter(value)
    assert text.startswith("---\n")
    assert text.endswith("---\n")
    assert (yaml.safe_load(text[4:-4]) or {}) == value


@pytest.mark.parametrize(
    ("texts", "annotations", "expected"),
    [
        ("", "", {"license": "unknown"}),
        ("MIT", "MIT", {"license": "mit"}),
        ("CC-BY-SA-4.0", "cc-by-sa-4.0", {"license": "cc-by-sa-4.0"}),
        ("ODbL-1.0", "ODbL-1.0", {"license": "odbl"}),
        ("LicenseRef-A b", "LicenseRef-A b", {"license": "other", "license_name": "licenseref-a-b"}),
        ("", "CC-BY-4.0", {"license": "other", "license_name": "texts-unknown-annotations-cc-by-4.0"}),
        ("MIT", "CC0-1.0", {"license": "other", "license_name": "texts-mit-annotations-cc0-1.0"}),
    ],
)
def test_the_licence_is_the_one_of_both(texts: str, annotations: str, expected: dict[str, str]) -> None:
    assert licence(texts, annotations) == expected
