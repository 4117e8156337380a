"""`postil import` of annotated files: what they come in as, whose, under which labels, and what is lost."""

import json
from pathlib import Path

import pytest

from postil.cli.project import opened, read
from postil.schema.json_types import Json
from postil.schema.record import Record, Status
from running import Postil

TEXT = "La Valdorie salue l’accord de pêche, a dit Anna Holt."
GOLD: list[Json] = [
    {"start": 3, "end": 11, "label": "Country"},
    {"start": 43, "end": 52, "label": "Person"},
    {"start": 43, "end": 47, "label": "PER"},
]


def gold(folder: Path, *lines: dict[str, Json], name: str = "gold.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def records(project: Path) -> list[Record]:
    with opened(read(project)) as store:
        return list(store.records())


@pytest.fixture
def empty(postil: Postil, tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    assert postil("init", folder, "--scheme", "entities").code == 0
    return folder


def test_unknown_labels_are_listed_with_a_mapping_to_paste(postil: Postil, empty: Path, tmp_path: Path) -> None:
    file = gold(tmp_path, {"text": TEXT, "entities": GOLD}, {"text": "Anna.", "entities": [[0, 4, "Person"]]})
    done = postil("-C", empty, "import", file, "--as", "annotations")
    assert done.code == 2
    assert "2  Person (of entities)" in done.err
    assert "    Person: PER\n" in done.err
    assert "    Country: GPE\n" in done.err
    assert "Nothing was imported" in done.err
    assert not records(empty)


def test_the_mapping_that_is_shown_can_be_pasted(postil: Postil, empty: Path, tmp_path: Path) -> None:
    file = gold(tmp_path, {"text": TEXT, "entities": GOLD})
    shown = postil("-C", empty, "import", file, "--as", "annotations").err
    start = shown.index("import:\n")
    with (empty / "postil.yaml").open("a", encoding="utf-8") as scheme:
        scheme.write("\n" + shown[start : shown.index("\n\n", start)] + "\n")
    assert postil("-C", empty, "import", file, "--as", "annotations", "--by", "alice").code == 0
    (record,) = records(empty)
    assert [(a.layer, a.label, a.by) for a in record.annotations] == [
        ("entity", "GPE", "alice"),
        ("entity", "PER", "alice"),
        ("entity", "PER", "alice"),
    ]
    assert record.work["alice"].status is Status.DONE


def test_map_on_the_command_line(postil: Postil, empty: Path, tmp_path: Path) -> None:
    file = gold(tmp_path, {"text": TEXT, "entities": GOLD})
    options = ("--as", "annotations", "--map", "entities.Country=entity.GPE", "--map", "Person=")
    done = postil("-C", empty, "import", file, *options, "--map", "Nowhere=PER")
    assert done.code == 0
    assert "nothing in these files is called Nowhere" in done.err
    assert "annotations that the mapping leaves out" in done.err
    assert [(a.label, a.text) for a in records(empty)[0].annotations] == [("GPE", "Valdorie"), ("PER", "Anna")]


@pytest.mark.parametrize(("option", "words"), [("Person", "is not THEIRS=OURS"), ("Person=PERS", "PERS"), ("=PER", "is not")])
def test_a_wrong_map_is_refused(postil: Postil, empty: Path, tmp_path: Path, option: str, words: str) -> None:
    file = gold(tmp_path, {"text": TEXT, "entities": GOLD})
    done = postil("-C", empty, "import", file, "--as", "annotations", "--map", option)
    assert done.code == 2
    assert words in done.err


def test_lossy_brings_what_fits(postil: Postil, empty: Path, tmp_path: Path) -> None:
    file = gold(tmp_path, {"text": TEXT, "entities": GOLD})
    done = postil("-C", empty, "import", file, "--as", "annotations", "--lossy")
    assert done.code == 0
    assert "lost" in done.err
    assert [a.text for a in records(empty)[0].annotations] == ["Anna"]


@pytest.mark.parametrize(("answer", "code", "articles"), [("y\n", 0, 1), ("n\n", 2, 0), ("", 2, 0), ("what\nyes\n", 0, 1)])
def test_on_a_terminal_it_is_asked(
    postil: Postil, empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, articles: int
) -> None:
    import io

    monkeypatch.setattr("postil.cli.import_report.interactive", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    file = gold(tmp_path, {"text": TEXT, "entities": GOLD})
    done = postil("-C", empty, "import", file, "--as", "annotations")
    assert (done.code, len(records(empty))) == (code, articles)
    assert "Import it all the same?" in done.err


def test_as_suggestions_counts_as_nobodys_work(postil: Postil, empty: Path, tmp_path: Path) -> None:
    file = gold(tmp_path, {"text": TEXT, "entities": GOLD})
    options = ("--map", "Country=GPE", "--map", "Person=PER")
    assert postil("-C", empty, "import", file, "--as", "suggestions", *options).code == 0
    (record,) = records(empty)
    assert not record.annotations
    assert not record.work
    assert {s.source for s in record.suggestions} == {"import:jsonl"}
    assert len(record.suggestions) == 3


def test_without_as_plain_jsonl_keeps_its_annotations_as_metadata(postil: Postil, empty: Path, tmp_path: Path) -> None:
    file = gold(tmp_path, {"text": TEXT, "entities": GOLD})
    done = postil("-C", empty, "import", file)
    assert done.code == 0
    assert "--as annotations" in done.err
    assert records(empty)[0].article.meta["entities"]


def test_as_none_brings_articles_alone(postil: Postil, empty: Path, tmp_path: Path) -> None:
    file = gold(tmp_path, {"text": TEXT, "label": [[3, 11, "What"]]})
    assert postil("-C", empty, "import", file, "--as", "none").code == 0
    (record,) = records(empty)
    assert not record.annotations
    assert not record.work


def test_a_name_for_as_is_explained(postil: Postil, empty: Path, tmp_path: Path) -> None:
    done = postil("-C", empty, "import", gold(tmp_path, {"text": TEXT}), "--as", "alice")
    assert done.code == 2
    assert "--by alice" in done.err


def test_annotators_are_renamed(postil: Postil, empty: Path, tmp_path: Path) -> None:
    line: dict[str, Json] = {
        "postil": 1,
        "id": "x",
        "text": TEXT,
        "status": "done",
        "annotations": [
            {
                "id": "a",
                "layer": "entity",
                "label": "PER",
                "start": 43,
                "end": 52,
                "text": "Anna Holt",
                "verdict": "added",
                "by": "7",
            }
        ],
    }
    file = gold(tmp_path, line)
    assert postil("-C", empty, "import", file, "--by", "7=anna", "--by", "bob").code == 0
    (record,) = records(empty)
    assert [a.by for a in record.annotations] == ["anna"]
    assert list(record.work) == ["anna"]


def test_dry_run_stores_nothing(postil: Postil, empty: Path, tmp_path: Path) -> None:
    file = gold(tmp_path, {"text": TEXT, "entities": GOLD})
    done = postil("-C", empty, "import", file, "--as", "annotations", "--dry-run")
    assert done.code == 0
    assert "whole" in done.out
    assert "lost" in done.out
    assert not records(empty)


def test_what_was_detected_is_said(postil: Postil, empty: Path, tmp_path: Path) -> None:
    file = gold(tmp_path, {"text": TEXT, "label": [[43, 52, "PER"]]})
    done = postil("-C", empty, "import", file)
    assert done.code == 0
    assert "Read as doccano" in done.err


def test_the_project_is_no_corpus(postil: Postil, empty: Path, tmp_path: Path) -> None:
    for path in (tmp_path, empty, empty / "postil.yaml", empty / "postil.db"):
        done = postil("-C", empty, "import", path)
        assert done.code == 2
        assert "the project itself" in done.err
    (empty / "texts").mkdir()
    (empty / "texts" / "a.txt").write_text(TEXT, encoding="utf-8")
    assert postil("-C", empty, "import", empty / "texts").code == 0


def test_a_bad_line_says_the_way_out(postil: Postil, empty: Path, tmp_path: Path) -> None:
    file = gold(tmp_path, {"text": TEXT}, {"body": "x"})
    done = postil("-C", empty, "import", file)
    assert done.code == 2
    assert "line 2" in done.err
    assert "--skip-bad" in done.err
    assert postil("-C", empty, "import", file, "--skip-bad").code == 0
    assert (tmp_path / "gold.bad.jsonl").exists()


def test_what_was_passed_over_is_passed_over_by_the_next_import(postil: Postil, empty: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    gold(corpus, {"text": TEXT}, {"body": "x"})
    assert postil("-C", empty, "import", corpus, "--skip-bad").code == 0
    done = postil("-C", empty, "import", corpus, "--skip-bad")
    assert done.code == 0
    assert sorted(p.name for p in corpus.iterdir()) == ["gold.bad.jsonl", "gold.bad1.jsonl", "gold.jsonl"]
    assert "1 line passed over" in done.err


def test_init_says_which_attributes_have_no_place(postil: Postil, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Kim est parti. Anna aussi.", encoding="utf-8")
    ann = "T1\tPER 0 3\tKim\nT2\tPER 15 19\tAnna\nT3\tV 8 13\tparti\nA1\tMention T1 Name\n"
    (tmp_path / "a.ann").write_text(ann, encoding="utf-8")
    done = postil("init", tmp_path / "made", "--from", tmp_path / "a.ann")
    assert done.code == 0
    assert "entities: Mention" in done.err


def test_init_from_a_corpus_gives_every_label_a_place(postil: Postil, tmp_path: Path) -> None:
    entities: list[Json] = [*GOLD, [0, 2, "Déterminant défini!"], [0, 2, "a b"], [0, 2, "a/b"]]
    file = gold(
        tmp_path, {"text": TEXT, "entities": entities, "cats": ["Économie", "yes"]}, {"text": "Anna.", "cats": {"no": 1}}
    )
    made = postil("init", tmp_path / "made", "--from", file)
    assert made.code == 0
    assert "import --as annotations" in made.err
    done = postil("-C", tmp_path / "made", "import", file, "--as", "annotations", "--by", "gold")
    assert done.code == 0, done.err
    assert sum(len(record.annotations) for record in records(tmp_path / "made")) == 9


def test_init_from_texts_says_that_nothing_is_annotated(postil: Postil, tmp_path: Path, articles: Path) -> None:
    done = postil("init", tmp_path / "made", "--from", articles)
    assert done.code == 2
    assert "no annotations" in done.err
    assert not (tmp_path / "made").exists()


def test_init_takes_a_scheme_or_a_corpus(postil: Postil, tmp_path: Path, articles: Path) -> None:
    assert postil("init", tmp_path / "made", "--from", articles, "--scheme", "news").code == 2
