"""`postil export`: what is told before anything is written, splits, and what scripts read."""

import io
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from postil.cli.project import opened, read
from postil.schema.annotation import Annotation, Verdict
from postil.schema.article import Article
from postil.schema.record import Record, Status, Work
from running import Postil

TEXT = "La Valdorie salue l’accord de pêche, a dit Anna Holt.\n\nElle est partie."
Mark = Callable[..., Annotation]


def mark(name: str, layer: str, label: str, surface: str = "", text: str = TEXT, **more: object) -> Annotation:
    place = {"start": text.index(surface), "end": text.index(surface) + len(surface), "text": surface} if surface else {}
    return Annotation(id=name, layer=layer, label=label, verdict=Verdict.ADDED, by="alice", **place, **more)  # type: ignore[arg-type]


FLAT = (mark("a1", "entity", "GPE", "Valdorie"), mark("a2", "entity", "PER", "Anna Holt"))
RICH = (*FLAT, mark("a3", "event", "SUPPORT", "salue"), mark("a4", "entity", "GPE", "pêch"))


def project_with(postil: Postil, folder: Path, *records: Record) -> Path:
    assert postil("init", folder).code == 0
    with opened(read(folder), writing=True) as store:
        store.add(records)
    return folder


def done(name: str, text: str = TEXT, marks: tuple[Annotation, ...] = FLAT) -> Record:
    return Record(Article(name, text, {"language": "fr"}), marks, work={"alice": Work(Status.DONE)})


@pytest.fixture
def rich(postil: Postil, tmp_path: Path) -> Path:
    return project_with(postil, tmp_path / "news", done("n1", marks=RICH))


def test_nothing_lossy_is_written_unasked(postil: Postil, rich: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.conll"
    result = postil("-C", rich, "export", out)
    assert result.code == 2
    assert "lost" in result.err
    assert "n1: event SUPPORT at 12 “salue”" in result.err
    assert "--lossy" in result.err
    assert "--misaligned expand" in result.err
    assert not [p for p in tmp_path.iterdir() if "out" in p.name]


def test_lossy_writes_after_the_table(postil: Postil, rich: Path, tmp_path: Path) -> None:
    result = postil("-C", rich, "export", tmp_path / "out.conll", "--lossy")
    assert result.code == 0
    assert result.err.index("lost") < result.err.index("written to")
    assert (tmp_path / "out.conll").exists()


def test_what_loses_nothing_needs_no_consent(postil: Postil, rich: Path, tmp_path: Path) -> None:
    result = postil("-C", rich, "export", tmp_path / "out.jsonl")
    assert result.code == 0
    assert "lost" not in result.err


def test_dry_run_prints_the_table_only(postil: Postil, rich: Path, tmp_path: Path) -> None:
    result = postil("-C", rich, "export", tmp_path / "sub" / "out.conll", "--dry-run")
    assert result.code == 0
    assert "whole" in result.out
    assert "lost" in result.out
    assert not (tmp_path / "sub").exists()


@pytest.mark.parametrize("form", ["huggingface", "brat", "xmi", "spacy", "labelstudio"])
def test_dry_run_of_folders_and_libraries_leaves_nothing(postil: Postil, rich: Path, tmp_path: Path, form: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert postil("-C", rich, "export", tmp_path / "out", "--format", form, "--dry-run").code == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_the_answer_lays_spans_on_tokens(postil: Postil, rich: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postil.cli.export_making.interactive", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("e\ny\n"))
    result = postil("-C", rich, "export", tmp_path / "out.spacy")
    assert result.code == 0
    assert "widened" in result.err
    assert (tmp_path / "out.spacy").exists()


def test_no_writes_nothing(postil: Postil, rich: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postil.cli.export_making.interactive", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert postil("-C", rich, "export", tmp_path / "out.conll").code == 2
    assert not (tmp_path / "out.conll").exists()


def test_json_tells_scripts(postil: Postil, rich: Path, tmp_path: Path) -> None:
    result = postil("-C", rich, "export", tmp_path / "out.conll", "--lossy", "--json")
    told = json.loads(result.out)
    assert told["format"] == "conll"
    assert told["whole"] == {"entity": 2}
    assert {loss["effect"] for loss in told["losses"]} >= {"lost"}
    assert told["labels"] == {"entity.GPE": 1, "entity.PER": 1}


def test_the_ending_tells_the_format_or_it_is_asked(postil: Postil, rich: Path, tmp_path: Path) -> None:
    assert "as csv" in postil("-C", rich, "export", tmp_path / "out.csv").err
    unclear = postil("-C", rich, "export", tmp_path / "out.json")
    assert unclear.code == 2
    assert "labelstudio" in unclear.err
    assert postil("-C", rich, "export", tmp_path / "out.xyz").code == 2


def test_without_negatives(postil: Postil, tmp_path: Path) -> None:
    rejected = Annotation(
        **{n: getattr(FLAT[0], n) for n in ("id", "layer", "label", "start", "end", "text", "by")}, verdict=Verdict.REJECTED
    )
    project = project_with(postil, tmp_path / "news", done("n1", marks=(rejected, FLAT[1])))
    for option, count in (("--negatives", 2), ("--no-negatives", 1)):
        assert postil("-C", project, "export", tmp_path / "out.jsonl", option).code == 0
        assert len(json.loads((tmp_path / "out.jsonl").read_text())["annotations"]) == count


def many(count: int) -> list[Record]:
    records = []
    for number in range(count):
        words = " ".join(f"mot{word}" for word in random.Random(number).choices(range(9999), k=60))
        text = f"Article {number}. {words} Anna Holt {number}."
        records.append(done(f"n{number}", text, (mark("a", "entity", "PER", "Anna Holt", text),)))
    return records


def test_splits_keep_copies_together_and_do_not_depend_on_the_order(postil: Postil, tmp_path: Path) -> None:
    articles = many(40)
    twin = done("twin", articles[3].article.text + " Fin.", articles[3].annotations)
    one = project_with(postil, tmp_path / "one", *articles, twin)
    other = project_with(postil, tmp_path / "other", *reversed([*articles, twin]))
    sides = []
    for project in (one, other):
        result = postil("-C", project, "export", tmp_path / "out", "--split", "80/10/10")
        assert result.code == 0, result.err
        assert "n3, twin" in result.err or "twin, n3" in result.err
        found = {}
        for split in ("train", "dev", "test"):
            for line in (tmp_path / "out" / f"{split}.jsonl").open():
                found[json.loads(line)["id"]] = split
        sides.append(found)
    assert sides[0] == sides[1]
    assert len(sides[0]) == 41
    assert sides[0]["n3"] == sides[0]["twin"]
    assert sorted(sides[0].values()).count("train") in range(31, 35)
    manifest = json.loads((tmp_path / "out" / "export.json").read_text())
    assert manifest["split"] == "80/10/10"
    assert sorted(manifest["copies"][0]) == ["n3", "twin"]


def test_another_seed_is_another_split(postil: Postil, tmp_path: Path) -> None:
    project = project_with(postil, tmp_path / "news", *many(30))
    found = []
    for seed in (0, 1, 0):
        assert postil("-C", project, "export", tmp_path / "out", "--split", "70/30", "--seed", seed).code == 0
        found.append((tmp_path / "out" / "test.jsonl").read_text())
    assert found[0] == found[2] != found[1]


def test_a_folder_with_other_files_is_spared(postil: Postil, rich: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("years of work")
    for form in ("postil", "brat"):
        result = postil("-C", rich, "export", tmp_path / "mine", "--format", form, "--lossy", "--split", "80/20")
        assert result.code == 2
        assert "no dataset that postil wrote" in result.err
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.tex"]


def test_the_ending_tells_the_format_of_splits_too(postil: Postil, tmp_path: Path) -> None:
    project = project_with(postil, tmp_path / "news", *many(6))
    result = postil("-C", project, "export", tmp_path / "out.csv", "--split", "50/50")
    assert result.code == 0
    assert "as csv" in result.err
    assert (tmp_path / "out.csv" / "train.csv").exists()
    again = postil("-C", project, "export", tmp_path / "out.csv", "--split", "50/50")
    assert "in the place of what was there" in again.err


def test_documents_are_told_apart_from_articles(postil: Postil, tmp_path: Path) -> None:
    both = Record(
        Article("n1", TEXT), (*FLAT, replace(FLAT[0], id="b1", by="bob")), work={w: Work(Status.DONE) for w in ("alice", "bob")}
    )
    project = project_with(postil, tmp_path / "news", both)
    assert "1 article (2 documents" in postil("-C", project, "export", tmp_path / "out.spacy").err
    assert "1 article written" in postil("-C", project, "export", tmp_path / "out.jsonl").err


def test_untouched_articles_are_in_no_split(postil: Postil, tmp_path: Path) -> None:
    bare = Record(Article("bare", "Rien du tout, vraiment."))
    project = project_with(postil, tmp_path / "news", *many(10), bare)
    result = postil("-C", project, "export", tmp_path / "out", "--split", "80/20")
    assert result.code == 0
    assert "articles that nobody has worked on" in result.err
    assert "bare" not in "".join(p.read_text() for p in (tmp_path / "out").glob("t*.jsonl"))


@pytest.mark.parametrize("split", ["80", "80/0/20", "a/b", "50/25/15/10", "-1/2"])
def test_wrong_splits_are_refused(postil: Postil, rich: Path, tmp_path: Path, split: str) -> None:
    assert postil("-C", rich, "export", tmp_path / "out", "--split", split).code == 2
    assert not (tmp_path / "out").exists()
