"""The folder that is written with splits: `spacy train` runs in it as it is, and learns what the scheme has."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import DocBin

from postil import exports
from postil.corpus import read
from postil.schema.annotation import Annotation, Filler, Verdict
from postil.schema.article import Article
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Kind, Label, Layer, Role, Scheme

ENTITY = Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"), Label(name="ORG"), Label(name="GPE")))
EVENT = Layer(name="é-vent", kind=Kind.FRAMES, labels=(Label(name="MEET"), Label(name="LEAVE")), roles=(Role(name="who"),))
TOPIC = Layer(name="topic", kind=Kind.CHOICES, many=True, labels=(Label(name="politics"), Label(name="sport")))
TONE = Layer(name="tone", kind=Kind.CHOICES, labels=(Label(name="warm"), Label(name="cold")))
FULL = Scheme(name='a "scheme": ${x}', language="fr", layers=(ENTITY, EVENT, TOPIC, TONE))
SIMPLE = Scheme(name="simple", language="fr", layers=(ENTITY, TONE))
PEOPLE = ("Anna Roux", "Paul Petit", "Zoé Blanc", "Jean Noir")
SPLITS = ("train", "dev", "test")


def articles(scheme: Scheme, count: int) -> Iterator[Record]:
    """Small articles; one is not done and answers no question, one has no annotation, one a label that no other has."""
    for number in range(count):
        who, place = PEOPLE[number % 4], ("Lyon", "Brest")[number % 2]
        text = f"{who} de la mairie de {place} a rencontré les élus.\n\nPuis {who} est partie."
        found = [mark("p", "entity", "PER", text, who), mark("o", "entity", "ORG", text, f"mairie de {place}")]
        found += [mark("g", "entity", "GPE", text, place), mark("m", "é-vent", "MEET", text, "a rencontré")]
        found[3] = replace(found[3], roles={"who": (Filler(annotation="p"),)})
        found.append(mark("l", "é-vent", "LEAVE", text, "est partie"))
        found.append(replace(mark("r", "entity", "PER", text, "élus"), verdict=Verdict.REJECTED))
        found.append(replace(mark("r2", "entity", "PER", text, who), verdict=Verdict.REJECTED))  # and annotated all the same
        found.append(mark("x", "topic", ("politics", "sport")[number % 2]))
        found.append(mark("t", "tone", ("warm", "cold")[number % 2]))
        if number == count - 1:
            found.append(mark("new", "entity", "NEW", text, "Puis"))
        kept = tuple(a for a in found if scheme.find(a.layer))
        status = Status.DONE
        if number == 3 and scheme is FULL:
            kept, status = kept[:1], Status.STARTED
        if number == 4:
            kept = tuple(a for a in kept if a.layer == "tone")
        yield Record(Article(f"n{number}", text, {"language": "fr"}), kept, work={"alice": Work(status)})


def mark(name: str, layer: str, label: str, text: str = "", surface: str = "") -> Annotation:
    start = text.index(surface) if surface else None
    end = None if start is None else start + len(surface)
    return Annotation(id=name, layer=layer, label=label, start=start, end=end, text=surface, verdict=Verdict.ADDED, by="alice")


def folder_of(
    out: Path, scheme: Scheme, splits: tuple[str, ...] = SPLITS, *, count: int = 12, shard: int = 5000
) -> exports.Written:
    """The articles, most of them in the first split."""
    records = list(articles(scheme, count))
    placed = {r.article.id: splits[0] if n < count - 4 else splits[n % len(splits)] for n, r in enumerate(records)}
    placed[records[-1].article.id] = splits[-1]
    options = exports.Options(shard=shard)
    with exports.export("spacy", out, records, scheme, options=options, splits=placed, parts=splits) as dataset:
        return dataset.keep()


def train(folder: Path) -> Language:
    """The pipeline that the folder's own configuration trains, in a few steps."""
    command = [sys.executable, "-m", "spacy", "train", "config.cfg", "--output", "training", "--training.max_steps", "20"]
    command += ["--training.eval_frequency", "10"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=600, env=os.environ | {"OMP_NUM_THREADS": "1"}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return spacy.load(folder / "training" / "model-best")


def test_it_trains_all_that_the_scheme_has(tmp_path: Path) -> None:
    folder_of(tmp_path / "set", FULL)
    nlp = train(tmp_path / "set")
    assert nlp.pipe_names == ["tok2vec", "ner", "spancat_entity", "spancat_é-vent", "textcat_multilabel"]
    assert set(nlp.pipe_labels["ner"]) == {"PER", "ORG"}
    assert set(nlp.pipe_labels["spancat_entity"]) == {"PER", "ORG", "GPE"}
    assert set(nlp.pipe_labels["spancat_é-vent"]) == {"MEET", "LEAVE"}
    assert set(nlp.pipe_labels["textcat_multilabel"]) == {"topic:politics", "topic:sport", "tone:warm", "tone:cold"}
    doc = nlp("Anna Roux a rencontré Paul Petit à Lyon.")
    assert set(doc.cats) == set(nlp.pipe_labels["textcat_multilabel"])
    assert {"entity", "é-vent"} <= set(doc.spans)


def test_it_trains_from_shards_with_one_choice_and_without_dev(tmp_path: Path) -> None:
    written = folder_of(tmp_path / "set", SIMPLE, ("train", "test"), shard=4)
    names = [path.relative_to(tmp_path / "set").as_posix() for path in written.paths]
    assert names == [
        *("config.cfg", "export.json", "project.yml", "test.spacy"),
        *("train.spacy/00000.spacy", "train.spacy/00001.spacy", "train.spacy/00002.spacy"),
    ]
    nlp = train(tmp_path / "set")
    assert nlp.pipe_names == ["tok2vec", "ner", "spancat_entity", "textcat"]
    assert set(nlp.pipe_labels["textcat"]) == {"warm", "cold"}


def test_the_configuration_is_complete(tmp_path: Path) -> None:
    folder_of(tmp_path / "set", FULL)
    source = (tmp_path / "set" / "config.cfg").read_text(encoding="utf-8")
    config = spacy.util.load_config(tmp_path / "set" / "config.cfg")
    assert config["paths"] == {"train": "train.spacy", "dev": "dev.spacy", "vectors": None, "init_tok2vec": None}
    assert config["components"]["ner"]["incorrect_spans_key"] == "entity_incorrect"
    assert config["components"]["spancat_entity"]["suggester"]["sizes"] == [1, 2, 3]
    weights = config["training"]["score_weights"]
    scores = ("ents_f", "spans_entity_f", "spans_é-vent_f", "cats_score")
    assert [weights[score] for score in scores] == [0.25] * 4
    filled = spacy.util.load_model_from_config(config, validate=True).config
    assert filled.to_str() == config.to_str()
    assert source.startswith("# Made of the data beside it")
    assert "# spancat_é-vent looks at 2 tokens: 100% of the spans in training\n" in source


def test_the_project_file_runs_the_same(tmp_path: Path) -> None:
    folder_of(tmp_path / "set", FULL)
    command = [sys.executable, "-m", "spacy", "project", "run", "all", "--dry"]
    done = subprocess.run(command, cwd=tmp_path / "set", capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    shown = " ".join(done.stdout.split())
    assert "spacy train config.cfg --output training --gpu-id -1 --paths.train train.spacy --paths.dev dev.spacy" in shown
    assert "spacy evaluate training/model-best test.spacy --output training/metrics.json --gpu-id -1" in shown


@pytest.mark.parametrize("shard", [1, 5000])
def test_the_folder_reads_back_without_its_configuration(tmp_path: Path, shard: int) -> None:
    folder_of(tmp_path / "set", FULL, shard=shard)
    back = {record.article.id: record for record in read([tmp_path / "set"])}
    assert {name: len(record.annotations) for name, record in back.items()} == {
        record.article.id: len(record.annotations) for record in articles(FULL, 12)
    }


def test_where_nothing_can_be_learned_there_is_no_configuration(tmp_path: Path) -> None:
    record = Record(Article("n1", "Rien."), work={"alice": Work(Status.DONE)})
    scheme = replace(FULL, layers=(ENTITY, EVENT))
    with exports.export("spacy", tmp_path / "set", [record], scheme, splits={"n1": "train"}, parts=SPLITS) as dataset:
        dataset.keep()
    assert sorted(os.listdir(tmp_path / "set")) == ["dev.spacy", "export.json", "test.spacy", "train.spacy"]
    (doc,) = DocBin().from_disk(tmp_path / "set" / "train.spacy").get_docs(spacy.blank("fr").vocab)
    assert [token.ent_iob_ for token in doc] == ["O", "O"]
