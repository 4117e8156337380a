"""`postil evaluate`: suggestions and annotations against gold annotations."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from postil.agreement.roles import Known
from postil.cli.evaluate_found import Found
from postil.cli.evaluate_gold import Gold, outermost
from postil.cli.evaluate_labels import Wanted, plan
from postil.cli.evaluate_run import Run
from postil.cli.project import opened, read
from postil.schema.annotation import Annotation, Mark, Suggestion, Verdict
from postil.schema.json_types import Json
from postil.schema.record import AnnotationChange, Decision
from postil.schema.scheme_file import builtin, parse_project
from running import Postil

TEXT = "Le président Paul Bern a rencontré mardi Anna Holt à Paris. Il y a été reçu par la Norvège."


def at(words: str, label: str, text: str = TEXT) -> list[Json]:
    start = text.index(words)
    return [start, start + len(words), label]


GOOD: list[Json] = [at("Paul Bern", "Person"), at("Anna Holt", "Person"), at("Paris", "City"), at("Norvège", "Country")]
MAPPED = ("--map", "Person=PER", "--map", "City=GPE,LOC", "--map", "Country=GPE")


def gold(folder: Path, *lines: dict[str, Json], name: str = "gold.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def annotated(by: str) -> dict[str, Json]:
    """An annotation as postil JSONL has it."""
    mark: dict[str, Json] = {"id": by, "layer": "entity", "label": "PER", "start": 13, "end": 22, "text": "Paul Bern"}
    return mark | {"by": by, "verdict": "added"}


@pytest.fixture
def evaluate(postil: Postil, project: Path) -> Any:
    """Evaluate with --json; what it says."""

    def call(path: Path, *options: str) -> Any:
        result = postil("-C", project, "evaluate", path, "--json", *options)
        assert result.code == 0, result.err
        return json.loads(result.out)

    return call


def test_labels_of_another_scheme_are_mapped(evaluate: Any, tmp_path: Path) -> None:
    found = evaluate(gold(tmp_path, {"text": TEXT, "entities": GOOD}), *MAPPED)
    entity = found["layers"]["entity"]
    assert list(found["layers"]) == ["entity"]
    assert {label: (c["gold"], c["right"]) for label, c in entity["labels"].items()} == {
        "Person": (2, 2),
        "City": (1, 1),
        "Country": (1, 1),
    }
    assert entity["overall"]["f1"] == 1.0
    assert entity["overall"]["interval"]["f1"] == [1.0, 1.0]
    assert entity["macro"]["f1"] == 1.0
    assert entity["kinds"]["rules"]["right"] == 4
    assert sum(one["right"] for one in entity["sources"].values()) == 4
    assert found["left_out"]["found_labels"] == {"entity.DATE": 1}


def test_what_is_wrong_is_counted_and_shown(postil: Postil, project: Path, tmp_path: Path) -> None:
    wrong: list[Json] = [at("président Paul Bern", "Person"), at("Anna Holt", "Org"), at("rencontré", "Person")]
    path = gold(tmp_path, {"text": TEXT, "id": "one", "entities": wrong})
    options = ("--map", "Person=PER", "--map", "Org=ORG")
    entity = json.loads(postil("-C", project, "evaluate", path, "--json", *options).out)["layers"]["entity"]
    assert entity["overall"] | {"interval": 0, "overlap": 0} == {
        "gold": 3, "found": 2, "right": 0, "precision": 0.0, "recall": 0.0, "f1": 0.0, "interval": 0, "overlap": 0,
    }  # fmt: skip
    assert entity["labels"]["Person"]["overlap"]["right"] == 1
    faults = {(one["gold"], one["found"], one["fault"]): one["places"][0] for one in entity["confusions"]}
    assert set(faults) == {("Person", "PER", "ends"), ("Org", "PER", "label"), ("Person", "", "missed")}
    assert faults["Person", "PER", "ends"] == {
        "article": "one",
        "start": 3,
        "words": "Le [président {Paul Bern}] a rencontré mardi Anna Holt à",
    }
    shown = postil("-C", project, "evaluate", path, *options)
    assert shown.code == 0
    assert "Le [président {Paul Bern}] a rencontré mardi" in shown.out
    assert "PER for Org" in shown.out
    assert "Person missed" in shown.out


def test_tables_and_places_fit_80_columns(
    postil: Postil, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    spans = [at("rencontré", "Organisation internationale"), at("Bern", "Person"), at("Paris", "City")]
    path = gold(tmp_path, {"text": TEXT, "file": "2016/08/" + "20" * 9 + ".txt", "entities": spans})
    options = ("--map", "Person=PER", "--map", "City=GPE,LOC", "--map", "Organisation internationale=ORG")
    shown = postil("-C", project, "evaluate", path, *options).out
    assert "Organisation internationale missed" in shown
    assert max(map(len, shown.splitlines())) <= 80
    places = " ".join(shown[shown.index("internationale missed") :].split())
    assert "Le président Paul Bern a [rencontré] mardi Anna Holt à Paris. Il" in places
    assert set(places.replace("[", "").replace("]", "").split()) >= {"président", "Paris.", "Il"}
    monkeypatch.delenv("COLUMNS")
    assert max(map(len, postil("-C", project, "evaluate", path, *options).out.splitlines())) <= 80


def test_a_layer_of_this_scheme_is_closed(evaluate: Any, tmp_path: Path) -> None:
    """Gold of the project's own layer: a label that it never uses was never right there."""
    found = evaluate(gold(tmp_path, {"postil": 1, "id": "x", "text": TEXT, "annotations": [annotated("ann")]}))
    assert found["layers"]["entity"]["labels"]["GPE"]["found"] == 2
    assert found["left_out"]["found_labels"] == {}
    assert found["layers"]["entity"]["overall"]["right"] == 1


def test_ignored_labels_take_along_what_lies_on_them(evaluate: Any, tmp_path: Path) -> None:
    spans = [*GOOD, at("président Paul Bern", "Event"), at("mardi", "Date")]
    path = gold(tmp_path, {"text": TEXT, "entities": spans})
    found = evaluate(path, *MAPPED, "--map", "Date=DATE", "--ignore", "Event", "--ignore", r"DATE~^\D*$")
    labels = found["layers"]["entity"]["labels"]
    assert (labels["Person"]["gold"], labels["Person"]["found"]) == (1, 1)
    assert (labels["Date"]["gold"], labels["Date"]["found"]) == (1, 0)
    assert found["left_out"]["gold_labels"] == {}


def test_outermost_of_nested_spans(evaluate: Any, tmp_path: Path) -> None:
    spans = [*GOOD, at("Bern", "City"), at("Paul", "Person")]
    path = gold(tmp_path, {"text": TEXT, "entities": spans})
    assert evaluate(path, *MAPPED)["layers"]["entity"]["overall"]["gold"] == 6
    assert evaluate(path, *MAPPED, "--outermost")["layers"]["entity"]["overall"]["gold"] == 4


def test_outermost_keeps_what_only_overlaps_and_one_of_equals() -> None:
    def mark(start: int, end: int, layer: str = "entities") -> Mark:
        return Mark(id=f"{start}-{end}-{layer}", layer=layer, label="A", start=start, end=end)

    choice = Mark(id="c", layer="cats", label="A")
    marks = [mark(4, 6), mark(0, 5), mark(0, 3), choice, mark(4, 6), mark(1, 2, "spans")]
    assert [m.id for m in outermost(marks)] == ["c", "0-5-entities", "1-2-spans", "4-6-entities"]


def test_layer_limits_what_is_compared(evaluate: Any, tmp_path: Path) -> None:
    line: dict[str, Json] = {"text": TEXT, "entities": [at("Paul Bern", "PER")], "cats": {"CONSULT": 1}}
    path = gold(tmp_path, line)
    assert list(evaluate(path)["layers"]) == ["entity", "article_event"]
    only = evaluate(path, "--layer", "article_event")
    assert only["layers"]["article_event"]["primary"] == {"articles": 1, "first": 1, "among_two": 1}
    assert list(only["layers"]) == ["article_event"]


def test_limit_and_articles_without_annotations(evaluate: Any, tmp_path: Path) -> None:
    line: dict[str, Json] = {"text": TEXT, "entities": GOOD}
    path = gold(tmp_path, {"text": "Rien."}, line, line, {"text": "Rien ici.", "entities": []})
    found = evaluate(path, *MAPPED)
    assert (found["articles"], found["left_out"]["articles_without_annotations"]) == (3, 1)
    assert evaluate(path, *MAPPED, "--limit", "1")["articles"] == 1


def test_a_label_beyond_the_limit_is_no_error(postil: Postil, project: Path, tmp_path: Path) -> None:
    """With --limit the label may come later, and with it the same command line is right for all of GOLD."""
    path = gold(tmp_path, {"text": TEXT, "entities": GOOD}, {"text": "L’accord.", "entities": [[2, 8, "Product"]]})
    options = (*MAPPED, "--ignore", "Product", "--map", "Thing=MISC")
    done = postil("-C", project, "evaluate", path, "--limit", "1", *options)
    assert done.code == 0
    assert "neither GOLD nor the scheme has the label of --map Thing=MISC, --ignore Product." in done.err
    assert "Thing" in postil("-C", project, "evaluate", path, *options).err
    whole = postil("-C", project, "evaluate", path, *options[:-2])
    assert whole.code == 0
    assert "neither GOLD" not in whole.err


def test_gold_in_another_encoding(postil: Postil, project: Path, tmp_path: Path) -> None:
    """The option that the refusal names is there."""
    path = tmp_path / "gold.jsonl"
    path.write_bytes(json.dumps({"text": TEXT, "entities": GOOD}, ensure_ascii=False).encode("cp1252"))
    refused = postil("-C", project, "evaluate", path, *MAPPED)
    assert refused.code == 2
    assert "--encoding windows-1252" in refused.err
    assert postil("-C", project, "evaluate", path, *MAPPED, "--encoding", "windows-1252").code == 0


def test_articles_are_called_by_what_finds_them_again(evaluate: Any, tmp_path: Path) -> None:
    spans = [at("rencontré", "Person")]
    names: list[dict[str, Json]] = [{"id": "a7"}, {"name": "b.xml", "file": "b.txt"}, {"meta": {"name": "c.txt"}}]
    names.append({"file": 5})
    for given, called in zip(names, ["a7", "b.txt", "c.txt", "gold.jsonl, line 1"], strict=True):
        found = evaluate(gold(tmp_path, {"text": TEXT, "entities": spans, **given}), "--map", "Person=PER")
        assert found["layers"]["entity"]["confusions"][0]["places"][0]["article"] == called


def test_one_source_by_itself(evaluate: Any, postil: Postil, project: Path, tmp_path: Path) -> None:
    path = gold(tmp_path, {"text": TEXT, "entities": GOOD})
    assert evaluate(path, *MAPPED, "--source", "rules")["layers"]["entity"]["overall"]["right"] == 4
    refused = postil("-C", project, "evaluate", path, *MAPPED, "--source", "rule")
    assert refused.code == 2
    assert "rules" in refused.err


def test_an_annotator_against_gold(evaluate: Any, postil: Postil, project: Path, articles: Path, tmp_path: Path) -> None:
    one, two = ((articles / name).read_text(encoding="utf-8") for name in ("one.txt", "two.txt"))

    def mark(key: str, words: str, verdict: Verdict = Verdict.ADDED) -> AnnotationChange:
        start = one.index(words)
        end = start + len(words)
        made = Annotation(id=key, layer="entity", label="PER", start=start, end=end, text=words, verdict=verdict, by="ann")
        return AnnotationChange(None, made)

    with opened(read(project)) as store:
        number = store.number("one")
        assert number is not None
        store.decide(Decision("ann", number, "add", (mark("a1", "Paul Bern"), mark("a2", "Paris"))))
    names = [at("Paul Bern", "Person", one), at("Anna Holt", "Person", one)]
    lines: list[dict[str, Json]] = [
        {"text": text, "entities": names if text == one else []} for text in (one, two, "Ailleurs.")
    ]
    path = gold(tmp_path, *lines)
    found = evaluate(path, "--map", "Person=PER", "--as", "ann")
    overall = found["layers"]["entity"]["overall"]
    assert (overall["gold"], overall["found"], overall["right"]) == (2, 2, 1)
    assert (found["found"], found["articles"]) == ("ann", 1)
    assert found["left_out"]["articles_not_in_project"] == 1
    assert found["left_out"]["articles_not_annotated"] == 1
    shown = postil("-C", project, "evaluate", path, "--map", "Person=PER", "--as", "ann")
    assert "1 article: what ann annotated" in shown.out
    assert "has not finished" in shown.err
    refused = postil("-C", project, "evaluate", path, "--map", "Person=PER", "--as", "anne")
    assert refused.code == 2
    assert "Did you mean 'ann'?" in refused.err


def test_own_export_is_gold(postil: Postil, project: Path, tmp_path: Path) -> None:
    """What an annotator exported, held against the same annotator, is right throughout."""
    postil("-C", project, "suggest")
    with opened(read(project)) as store:
        for number in (1, 2):
            found = store.sheet(number, "ann").suggestions
            changes = tuple(
                AnnotationChange(
                    None,
                    Annotation(
                        id=f"a-{s.id}", layer=s.layer, label=s.label, start=s.start, end=s.end, text=s.text, roles=s.roles,
                        attributes=s.attributes, rank=s.rank, target=s.target, verdict=Verdict.ACCEPTED, by="ann", origin=s,
                    ),
                )
                for s in found
            )  # fmt: skip
            store.decide(Decision("ann", number, "accept", changes))
    path = tmp_path / "gold.jsonl"
    assert postil("-C", project, "export", path).code == 0
    for options in ((), ("--as", "ann")):
        done = json.loads(postil("-C", project, "evaluate", path, "--json", *options).out)
        assert {"entity", "event"} <= set(done["layers"])
        for layer in done["layers"].values():
            assert layer["overall"]["f1"] == 1.0
            assert layer["confusions"] == []
            assert all(one["f1"] == 1.0 for one in layer.get("agreeing", {}).values())


def test_a_source_that_is_missing_is_told(postil: Postil, project: Path, tmp_path: Path) -> None:
    (project / "models").mkdir(exist_ok=True)
    (project / "models" / "current").write_text("20260101-120000", encoding="utf-8")
    result = postil("-C", project, "evaluate", gold(tmp_path, {"text": TEXT, "entities": GOOD}), "--map", "Person=PER")
    assert result.code == 0
    assert "The model 20260101-120000 is gone" in result.err


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (("--layer", "entities"), "The scheme has no layer 'entities'", "entity"),
        (("--map", "Person=PERS"), "no layer of the scheme has the label 'PERS'", "PER"),
        (("--map", "Persn=PER"), "no label 'Persn' in GOLD", "Person"),
        (("--map", "Person"), "is not LABEL=LABEL", "--map Location=GPE,LOC"),
        (("--map", "Person=PER,CONSULT"), "no layer of the kind that is needed has all", "one layer"),
        (("--ignore", "Persen"), "neither GOLD nor the scheme has this label", "Person"),
        (("--ignore", "Person~("), "regular expression", ""),
        (("--ignore", "Person", "--ignore", "City", "--ignore", "Country"), "Nothing is left to compare", "--ignore"),
        (("--as", "nobody"), "No layer that is asked for has a label", "--map Person=PER"),
        (("--as", "ann", "--source", "rules"), "exclude each other", ""),
        ((), "No layer that is asked for has a label", "--map Person=PER --map City=GPE --map Country=GPE"),
        (("--layer", "event"), "No layer that is asked for has a label", "--map Person=LABEL. There are "),
    ],
)
def test_a_wrong_option_is_a_sentence(
    postil: Postil, project: Path, tmp_path: Path, options: tuple[str, ...], message: str, hint: str
) -> None:
    result = postil("-C", project, "evaluate", gold(tmp_path, {"text": TEXT, "entities": GOOD}), *options)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert hint in result.err


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "holds no articles"),
        ([{"text": TEXT}], "holds articles, but no annotations"),
        ([{"text": TEXT, "entities": [[3, 900, "PER"]]}], '"entities[0]" at 3–900 is outside the text'),
        ([{"text": TEXT, "entities": []}], "is annotated with nothing"),
        ([{"text": TEXT, "cats": {"sports": 1}}], "--map sports=LABEL. There are PER, ORG,"),
    ],
)
def test_gold_that_cannot_be_used_is_a_sentence(
    postil: Postil, project: Path, tmp_path: Path, lines: list[dict[str, Json]], message: str
) -> None:
    result = postil("-C", project, "evaluate", gold(tmp_path, *lines))
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_gold_of_several_annotators_is_refused(postil: Postil, project: Path, tmp_path: Path) -> None:
    marks = [annotated("ann"), annotated("bob")]
    result = postil("-C", project, "evaluate", gold(tmp_path, {"postil": 1, "id": "x", "text": TEXT, "annotations": marks}))
    assert result.code == 2
    assert "several annotators: ann, bob" in result.err


def test_missing_gold_is_a_sentence(postil: Postil, project: Path, tmp_path: Path) -> None:
    result = postil("-C", project, "evaluate", tmp_path / "none.jsonl")
    assert result.code == 2
    assert "There is no file or folder" in result.err


def test_labels_left_out_are_named_with_what_to_paste(postil: Postil, project: Path, tmp_path: Path) -> None:
    path = gold(tmp_path, {"text": TEXT, "entities": [*GOOD, at("mardi", "Date"), at("Paul", "Given name")]})
    result = postil("-C", project, "evaluate", path, "--map", "Person=PER")
    assert result.code == 0
    assert "City (1), Country (1), Date (1), Given name (1)" in result.err
    assert "--map Date=DATE --ignore 'Given name'" in result.err


def test_texts_that_could_act_on_the_terminal_are_shown_harmless(postil: Postil, project: Path, tmp_path: Path) -> None:
    text = "Le \x1b[31mprésident\x1b[0m Paul Bern est à Paris."
    path = gold(tmp_path, {"text": text, "id": "\x1b]0;x\x07", "entities": [at("est", "Per\x1bson", text)]})
    result = postil("-C", project, "evaluate", path, "--map", "Per\x1bson=PER")
    assert result.code == 0
    assert "\x1b" not in result.out + result.err


def test_gold_that_is_not_finished_is_said(postil: Postil, project: Path, tmp_path: Path) -> None:
    line: dict[str, Json] = {"postil": 1, "id": "x", "text": TEXT, "annotations": [annotated("ann")]}
    started = gold(tmp_path, line | {"work": {"ann": {"status": "started"}}})
    assert "1 article of GOLD not finished" in postil("-C", project, "evaluate", started).err
    done = gold(tmp_path, line | {"work": {"ann": {"status": "done"}}})
    assert "not finished" not in postil("-C", project, "evaluate", done).err


def test_only_counts_are_held_in_memory(tmp_path: Path) -> None:
    line = json.dumps({"text": TEXT * 100, "entities": [at("Paul Bern", "PER"), at("Paris", "GPE")]}) + "\n"
    path = tmp_path / "big.jsonl"
    with path.open("w") as out:
        for _ in range(600):
            out.write(line)
    scheme = parse_project(builtin("entities")).scheme
    found = Found([Suggestion(id="s", layer="entity", label="PER", start=13, end=22, source="rules:x", score=1)], Known())
    corpus = Gold(path)
    tracemalloc.start()
    try:
        made = plan(scheme, corpus.survey().marks, Wanted())
        outcome = Run(scheme, made).over(corpus.records(), lambda some: [found for _ in some], lambda done: None)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (outcome.articles, outcome.layers[0].exact.overall.tp) == (600, 600)
    assert path.stat().st_size > 5_000_000
    assert peak < 3_000_000


def test_what_sources_agree_on_has_a_line_of_its_own(evaluate: Any, project: Path, tmp_path: Path) -> None:
    (project / "patterns.jsonl").write_text('{"label": "GPE", "pattern": "Paris"}\n{"label": "ORG", "pattern": "reçu"}\n')
    path = gold(tmp_path, {"text": TEXT, "entities": [*GOOD, at("mardi", "Org")]})
    options = (*MAPPED, "--map", "Org=ORG")
    kinds = evaluate(path, *options)["layers"]["entity"]["kinds"]
    assert {name: (one["right"], one["found"]) for name, one in kinds.items()} == {
        "agreed": (1, 1),
        "patterns": (1, 2),
        "rules": (4, 4),
    }
    alone = evaluate(path, *options, "--source", "patterns")["layers"]["entity"]["overall"]
    assert (alone["right"], alone["found"], alone["gold"]) == (1, 2, 5)


def test_import_says_what_it_did_not_read(postil: Postil, project: Path, tmp_path: Path) -> None:
    path = gold(tmp_path, {"text": "Ailleurs.", "entities": []}, {"text": TEXT, "entities": GOOD})
    done = postil("-C", project, "import", path)
    assert done.code == 0
    assert "annotations in 1 article were not read" in done.err
    assert "not read" not in postil("-C", project, "import", gold(tmp_path, {"text": "Rien."}, name="plain.jsonl")).err
