"""Label Studio's files: each shape it writes, what it says twice or not at all, and files that are broken."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelstudio_files import SAMPLES, TEXT, Json, counted, read, reason, region, task
from postil import corpus, exports
from postil.corpus import labelstudio, labelstudio_marks, labelstudio_results
from postil.schema.annotation import Filler, Verdict
from postil.schema.article import Article
from postil.schema.loss import Losses
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Kind, Label, Layer, Scheme


def test_the_sample_is_read_as_it_is() -> None:
    path = SAMPLES / "one-article" / "labelstudio.json"
    if not path.exists():
        pytest.skip("the samples are not here")
    losses = Losses()
    (record,) = corpus.read([path], losses=losses)
    spans = [(a.label, a.start, a.end) for a in record.annotations if a.start is not None]
    assert spans == [
        *(("ORG", 2, 17), ("GPE", 10, 17), ("PERSON", 27, 35)),
        *(("EVT", 36, 44), ("DATE", 48, 54), ("GPE", 66, 77)),
    ]
    assert [(a.layer, a.label) for a in record.annotations if a.start is None] == [("stance", "neutral")]
    assert record.annotations[3].roles == {"agent": (Filler(annotation="r2"),)}
    assert record.work == {"1": Work(Status.DONE, 12.5)}
    assert [(s.id, s.label, s.start, s.end, s.source, s.score) for s in record.suggestions] == [
        ("p0", "ORG", 2, 17, "rules-1", 0.91)
    ]
    assert not losses.result()


def test_offsets_count_utf16_units(tmp_path: Path) -> None:
    (record,) = read(tmp_path, [task(region("a", 3, 14, "PER", value={"text": "Kim Jong Un"}), region("b", 0, 2, "X"))])
    assert [(a.start, a.end, a.text) for a in record.annotations] == [(2, 13, "Kim Jong Un"), (0, 1, "😀")]
    assert "middle of a character" in str(reason(tmp_path, [task(region("a", 1, 3, "PER"))]))


@pytest.mark.parametrize("shape", ["one", "lines", "list", "pretty", "bom", "utf-16", "crlf"])
def test_every_shape_of_file(tmp_path: Path, shape: str) -> None:
    tasks = [task(region("a", 3, 6, "PER")), {**task(), "id": 8}]
    content = {
        "one": json.dumps(tasks[0]),
        "lines": "\n".join(map(json.dumps, tasks)),
        "list": json.dumps(tasks),
        "pretty": json.dumps(tasks, indent=1),
        "bom": "\ufeff" + json.dumps(tasks),
        "utf-16": "\ufeff" + json.dumps(tasks),
        "crlf": json.dumps(tasks, indent=1).replace("\n", "\r\n"),
    }[shape]
    records = read(tmp_path, content.encode("utf-16-le" if shape == "utf-16" else "utf-8"))
    assert [r.article.id for r in records] == ["export-7", "export-8"][: 1 if shape == "one" else 2]
    assert records[0].annotations[0].text == "Kim"


def test_annotators_are_numbers_addresses_or_names(tmp_path: Path) -> None:
    people = [
        3,
        {"email": "a@b.c", "id": 9},
        {"username": "zoé"},
        {"first_name": "A", "last_name": "B"},
        {"id": 5},
        None,
        None,
        3,
    ]
    given = [{"completed_by": who, "result": [region("r", 3, 6, "PER")]} for who in people]
    (record,) = read(tmp_path, [{"id": 1, "data": {"text": TEXT}, "annotations": given}])
    assert list(record.work) == ["3", "a@b.c", "zoé", "A B", "5", corpus.NOBODY, "annotation 2", "3 2"]
    assert len({a.id for a in record.annotations}) == len(people)
    assert [a.by for a in record.annotations] == list(record.work)


def test_what_was_cancelled_is_skipped_and_very_old_files_say_completions(tmp_path: Path) -> None:
    old = {
        "was_cancelled": True,
        "lead_time": 2,
        "created_at": "2021-03-09T22:16:08.728353Z",
        "result": [region("r", 3, 6, "PER")],
    }
    (record,) = read(tmp_path, [{"id": 1, "data": {"body": TEXT, "title": "T"}, "completions": [old]}])
    assert record.work == {corpus.NOBODY: Work(Status.SKIPPED, 2.0)}
    assert record.annotations[0].at == "2021-03-09T22:16:08.728Z"
    assert record.article == Article("export-1", TEXT, {"title": "T"})


def test_data_has_the_id_and_the_metadata(tmp_path: Path) -> None:
    (record,) = read(tmp_path, [{"data": {"id": 12, "text": "x y", "longer": "a longer text", "n": {"a": [1]}}}])
    assert record == Record(Article("12", "x y", {"longer": "a longer text", "n": {"a": [1]}}), where=record.where)


def test_choices_qualities_words_and_relations(tmp_path: Path) -> None:
    def of(kind: str, control: str, value: Json, name: str = "c") -> Json:
        return {"id": name, "from_name": control, "to_name": "text", "type": kind, "value": value}

    losses = Losses()
    (record,) = read(
        tmp_path,
        [
            task(
                region("a", 3, 14, "PER", "HEAD", meta={"text": ["one", "two"]}),
                region("b", 21, 27, "GPE"),
                of("choices", "kind", {"choices": ["B", "A"]}),
                of("choices", "tone", {"choices": ["calm"]}, "d"),
                of("choices", "sure", {"start": 3, "end": 14, "choices": ["yes", "no"]}, "a"),
                of("textarea", "alias", {"start": 3, "end": 14, "text": ["KJU", " "]}, "a"),
                {"type": "relation", "from_id": "a", "to_id": "b", "direction": "left", "labels": ["near"]},
                {"type": "relation", "from_id": "a", "to_id": "b", "direction": "bi", "labels": ["with", "by"]},
                {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"},
                {"type": "relation", "from_id": "a", "to_id": "gone", "labels": ["x"]},
                of("choices", "sure", {"start": 3, "end": 14, "choices": ["yes"]}, "gone"),
                of("textarea", "comment", {"text": ["of the article"]}, "e"),
                of("rating", "stars", {"rating": 4}, "f"),
                of("hypertextlabels", "html", {"start": "/p[1]", "end": "/p[1]", "hypertextlabels": ["X"]}, "g"),
                of("labels", "ner", {"start": 4, "end": 4, "labels": ["X"]}, "h"),
            )
        ],
        losses,
    )
    marks = {a.id: a for a in record.annotations}
    assert marks["a"].attributes == {"sure": "yes"}
    assert marks["a"].note == "one\ntwo"
    assert marks["a"].roles == {
        "alias": (Filler(text="KJU"),),
        "with": (Filler(annotation="b"),),
        "by": (Filler(annotation="b"),),
    }
    assert marks["b"].roles == {role: (Filler(annotation="a"),) for role in ("near", "with", "by")}
    assert (marks["a-2"].label, marks["a-2"].note) == ("HEAD", "")
    assert [(a.layer, a.label, a.rank) for a in record.annotations if a.start is None] == [
        *(("kind", "B", 1), ("kind", "A", 2), ("tone", "calm", None))
    ]
    assert counted(losses) == {
        labelstudio_results.ALTERNATIVES: 1,
        labelstudio_results.UNRELATED: 2,
        labelstudio_results.STRAY: 2,
        labelstudio_results.OTHERS: 2,
        labelstudio_results.EMPTY: 1,
    }


def test_text_of_a_region_is_compared(tmp_path: Path) -> None:
    losses = Losses()
    (record,) = read(tmp_path, [task(region("a", 3, 20, "PER", value={"text": "Kim  Jong Un\\nsalue"}))], losses)
    assert record.annotations[0].text == "Kim Jong Un\nsalue"
    assert counted(losses) == {labelstudio_results.DIFFERENT: 1}
    error = reason(tmp_path, [task(region("a", 2, 13, "PER", value={"text": "Kim Jong Un"}))])
    assert "line 1, byte 1: a region says 'Kim Jong Un' at 1–12" in error.message
    assert "UTF-16" in error.hint


def test_predictions_are_suggestions_and_answers_to_them_are_told(tmp_path: Path) -> None:
    prediction = {
        "model_version": "m1",
        "score": 0.4,
        "result": [region("p1", 3, 6, "PER", score=0.9), region("p2", 21, 27, "GPE"), region("p3", 0, 2, "X", score=7)],
    }
    same = {"model_version": "m2", "score": 0.5, "result": [region("p2", 21, 27, "GPE")]}
    losses = Losses()
    (record,) = read(
        tmp_path,
        [
            task(
                region("p1", 3, 14, "PER", origin="prediction-changed"),
                region("new", 21, 27, "LOC", origin="manual"),
                predictions=[prediction, same, {"result": []}],
            )
        ],
        losses,
    )
    changed, new = record.annotations
    assert (changed.verdict, changed.text) == (Verdict.CORRECTED, "Kim Jong Un")
    assert changed.origin is not None
    assert (changed.origin.text, changed.origin.source, changed.origin.score) == ("Kim", "m1", 0.9)
    assert (new.verdict, new.origin) == (Verdict.ADDED, None)
    assert [(s.text, s.source, s.score) for s in record.suggestions] == [("Moscou", "m1 + m2", 0.5), ("😀", "m1", 1.0)]
    assert counted(losses) == {labelstudio_marks.SCORES: 1}


def test_drafts_and_ground_truth_are_counted(tmp_path: Path) -> None:
    losses = Losses()
    given = task(drafts=[{"result": [region("a", 3, 6, "PER")]}, {"result": []}])
    given["annotations"][0]["ground_truth"] = True
    read(tmp_path, [given], losses)
    assert counted(losses) == {labelstudio.DRAFTS: 1, labelstudio.GROUND_TRUTH: 1}


def test_an_annotation_with_its_task_in_a_file_of_its_own(tmp_path: Path) -> None:
    inner = {"id": 7, "data": {"text": TEXT}}
    stored = {"id": 4, "completed_by": {"email": "z@b.c"}, "result": [region("a", 3, 14, "PER")], "task": inner}
    (tmp_path / "4").write_text(json.dumps(stored), encoding="utf-8")
    (record,) = corpus.read([tmp_path / "4"])
    assert [(a.label, a.text, a.by) for a in record.annotations] == [("PER", "Kim Jong Un", "z@b.c")]


def test_predictions_and_drafts_of_which_there_is_only_the_number_are_counted(tmp_path: Path) -> None:
    losses = Losses()
    (record,) = read(tmp_path, [task(region("a", 3, 14, "PER"), predictions=[1, 2], drafts=[3])], losses)
    assert [a.label for a in record.annotations] == ["PER"]
    assert counted(losses) == {labelstudio.UNSEEN: 2, labelstudio.DRAFTS: 1}


def test_ids_of_regions_may_be_numbers(tmp_path: Path) -> None:
    related = {"type": "relation", "from_id": 1, "to_id": 2, "direction": "right", "labels": ["meets"]}
    regions = [{**region("", 3, 14, "PER"), "id": 1}, {**region("", 21, 27, "GPE"), "id": 2}]
    (record,) = read(tmp_path, [task(*regions, related)])
    assert record.annotations[0].roles == {"meets": (Filler(annotation=record.annotations[1].id),)}


def test_addresses_of_pictures_and_conversations_are_no_text(tmp_path: Path) -> None:
    for data in ({"image": "https://x.y/a.jpg", "n": "/data/upload/a.jpg"}, {"audio": "s3://b/a.mp3"}):
        assert "holds no text" in reason(tmp_path, [{"id": 1, "data": data, "annotations": []}]).message
    said = [{"author": "A", "text": "Salut"}]
    assert "conversation" in reason(tmp_path, [{"data": {"talk": said, "title": "Titre"}, "annotations": []}]).message


def test_a_long_text_does_not_hide_what_the_file_is(tmp_path: Path) -> None:
    text = '"postil": {[\\ ' * 20_000 + "x"
    for one in ({"id": 1, "data": {"text": text}, "annotations": []}, {"annotations": [], "data": {"text": text}}):
        (record,) = read(tmp_path, [one])
        assert record.article.text == text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ([task(region("a", 3, 99, "PER"))], "outside the text"),
        ([task(region("a", -1, 3, "PER"))], "outside the text"),
        ([task(region("a", 6, 3, "PER"))], "before it begins"),
        ([task(region("a", "/div[1]", 3, "PER"))], "whole number"),  # type: ignore[arg-type]
        ([task(region("a", True, 3, "PER"))], "whole number"),
        ([task("not an object")], "must be an object"),
        ([task({"type": "labels", "id": "a", "value": None})], "must be an object"),
        ([{"data": {"n": 1}, "annotations": []}], "no text"),
        ([{"data": {"text": " "}, "annotations": []}], "no text"),
        ([{"data": {"text": "x"}, "annotations": {}}], "must be a list of objects"),
        ([task(predictions=[{"result": 3}])], "must be a list"),
        ([{"data": {"text": "x"}, "meta": {"postil": {"work": {"a": 1}}}}], "must be an object"),
        ([{"data": {"text": "x"}, "meta": {"postil": {"hidden": [{"start": 0, "end": 9, "reason": ""}]}}}], "outside the text"),
        ([{"data": {"text": "x"}, "meta": {"postil": {"rejected": {"a": [{}]}}}}], "missing"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tmp_path: Path, content: Json, words: str) -> None:
    error = reason(tmp_path, content)
    assert "export.json, line 1" in error.message
    assert words in error.message


def test_after_a_bad_task_in_a_list_it_goes_on(tmp_path: Path) -> None:
    bad: list[corpus.BadLine] = []
    records = read(tmp_path, [task(region("a", 3, 99, "PER")), {**task(), "id": 9}], bad=bad.append)
    assert [r.article.id for r in records] == ["export-9"]
    assert [b.line for b in bad] == [1]


def test_a_file_that_is_cut_off_or_nested_without_end_is_refused(tmp_path: Path) -> None:
    whole = json.dumps([task(region("a", 3, 6, "PER")), task()], indent=1)
    assert "line" in reason(tmp_path, whole[:-30]).message
    assert "nested deeper" in reason(tmp_path, '[{"data": {"text": "x"}, "annotations": ' + "[" * 100_000).message


@settings(max_examples=300)
@given(st.data())
def test_no_result_however_odd_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    leaf = st.none() | st.booleans() | st.integers(-3, 40) | st.sampled_from(["a", "b", "labels", "relation", "3", "", "😀"])
    value = st.recursive(
        leaf,
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["start", "end", "labels", "choices", "text", "postil", "marks", "from", "roles"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=6,
    )
    result = st.fixed_dictionaries(
        {"type": st.sampled_from(["labels", "choices", "textarea", "relation", "rating"])},
        optional=dict.fromkeys(("id", "value", "meta", "labels", "from_id", "to_id", "score", "origin", "from_name"), value),
    )
    results = st.lists(result | value, max_size=3)
    given_task = {
        "id": data.draw(leaf),
        "data": {"text": TEXT},
        "annotations": [{"result": data.draw(results), "completed_by": data.draw(value), "lead_time": data.draw(leaf)}],
        "predictions": [{"result": data.draw(results), "score": data.draw(leaf), "model_version": data.draw(leaf)}],
        "meta": {"postil": data.draw(value)},
    }
    bad: list[corpus.BadLine] = []
    for record in read(tmp_path_factory.mktemp("odd"), [given_task], bad=bad.append):
        for mark in (*record.annotations, *record.suggestions):
            assert mark.start is None or record.article.text[mark.start : mark.end] == mark.text


SCHEME = Scheme(name="x", layers=(Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"),)),))


def test_a_folder_of_splits_has_one_config_and_is_read_without_it(tmp_path: Path) -> None:
    records = [Record(Article(f"n{n}", f"text {n}")) for n in range(3)]
    out = tmp_path / "out"
    splits = {"n0": "train", "n1": "train", "n2": "dev"}
    with exports.export("labelstudio", out, records, SCHEME, splits=splits, parts=("train", "dev", "test")) as dataset:
        written = dataset.keep()
    assert {p.name for p in written.paths} == {"train.json", "dev.json", "test.json", "config.xml", "export.json"}
    assert json.loads((out / "test.json").read_text()) == []
    assert sorted(r.article.id for r in corpus.read([out])) == ["n0", "n1", "n2"]


def test_annotators_are_known_again_after_label_studio_renumbered_them(tmp_path: Path) -> None:
    record = Record(Article("n", "Kim"), work={"alice": Work(Status.DONE, 2, True, "n"), "bob": Work(Status.SKIPPED)})
    out = tmp_path / "export.json"
    exports.write("labelstudio", out, [record], SCHEME)
    (given,) = json.loads(out.read_text())
    for annotation in given["annotations"]:
        annotation |= {"import_id": annotation["id"], "id": annotation["id"] + 1000, "completed_by": 1}
    given["annotations"].append({"id": 1, "import_id": None, "completed_by": 4, "result": []})
    del given["annotations"][1]
    (again,) = read(tmp_path, [given])
    assert again.work == {"alice": record.work["alice"], "4": Work(Status.DONE)}
