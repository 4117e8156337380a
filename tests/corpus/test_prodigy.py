"""Prodigy's files: every kind of question and answer, lines about one text, and files that are broken."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil import corpus
from postil.corpus import prodigy, prodigy_marks
from postil.schema.annotation import Filler, Verdict
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.loss import Limit, Losses
from postil.schema.record import Record, Status, Work

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
TEXT = "😀 Kim salue Moscou."
TOKENS = [
    {"text": "😀", "start": 0, "end": 1, "id": 0, "ws": True},
    {"text": "Kim", "start": 2, "end": 5, "id": 1, "ws": True},
    {"text": "salue", "start": 6, "end": 11, "id": 2, "ws": True},
    {"text": "Moscou", "start": 12, "end": 18, "id": 3, "ws": False},
    {"text": ".", "start": 18, "end": 19, "id": 4, "ws": False},
]
KIM = {"start": 2, "end": 5, "token_start": 1, "token_end": 1, "label": "PER"}
MOSCOW = {"start": 12, "end": 18, "token_start": 3, "token_end": 3, "label": "GPE"}
Json = Any


def line(answer: str | None = "accept", **more: Json) -> Json:
    given: Json = {"text": TEXT, "_input_hash": -5, "_task_hash": 7, **more}
    return given if answer is None else {**given, "answer": answer}


def read(folder: Path, *lines: Json, losses: Losses | None = None, **more: Json) -> list[Record]:
    path = folder / "news.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    found: list[str] = []
    records = list(corpus.read([path], losses=losses, detected=found.append, **more))
    assert found == ["prodigy"]
    return records


def counted(losses: Losses) -> dict[Limit, int]:
    return {loss.limit: loss.count for loss in losses.result()}


def test_the_sample_is_read_as_it_is() -> None:
    path = SAMPLES / "one-article" / "prodigy.jsonl"
    if not path.exists():
        pytest.skip("the samples are not here")
    losses = Losses()
    (record,) = corpus.read([path], losses=losses)
    assert [(a.label, a.start, a.end) for a in record.annotations] == [
        *(("ORG", 2, 17), ("GPE", 10, 17), ("PERSON", 27, 35)),
        *(("EVT", 36, 44), ("DATE", 48, 54), ("GPE", 66, 77)),
        ("neutral", None, None),
    ]
    assert {(a.verdict, a.by, a.at, a.rank) for a in record.annotations} == {
        (Verdict.ADDED, "news-alice", "2023-11-14T22:13:20.000Z", None)
    }
    assert record.work == {"news-alice": Work(Status.DONE)}
    assert record.article.meta == {"source": "demo"}
    assert not losses.result()


def test_spans_that_a_program_made_were_accepted(tmp_path: Path) -> None:
    (record,) = read(tmp_path, line(tokens=TOKENS, spans=[KIM, {**MOSCOW, "source": "fr_core", "score": 0.5}]))
    kim, moscow = record.annotations
    assert (kim.verdict, kim.origin) == (Verdict.ADDED, None)
    assert moscow.origin is not None
    assert (moscow.verdict, moscow.origin.source, moscow.origin.score) == (Verdict.ACCEPTED, "fr_core", 0.5)
    assert moscow.origin.identity == moscow.identity
    assert record.article.meta == {"_input_hash": -5, "_task_hash": 7}


def test_questions_about_one_span(tmp_path: Path) -> None:
    asked: Json = {"_is_binary": True, "_view_id": "ner", "meta": {"score": 0.25, "pattern": 3, "wire": "x"}}
    (record,) = read(
        tmp_path,
        line(spans=[{"start": 2, "end": 5, "label": "PER"}], **asked),
        line("reject", spans=[{"start": 2, "end": 5, "label": "ORG", "source": "m"}], **{**asked, "_task_hash": 8}),
        line("ignore", spans=[], **asked),
    )
    assert [(a.label, a.verdict) for a in record.annotations] == [("PER", Verdict.ACCEPTED), ("ORG", Verdict.REJECTED)]
    assert [a.origin and (a.origin.source, a.origin.score) for a in record.annotations] == [("prodigy", 0.25), ("m", 0.25)]
    assert record.work == {corpus.NOBODY: Work(Status.STARTED)}
    assert record.article.meta == {"wire": "x", "_input_hash": -5}


@pytest.mark.parametrize(
    ("answer", "given", "status"),
    [
        ("ignore", {"spans": [KIM]}, Status.SKIPPED),
        ("reject", {"spans": [KIM, MOSCOW], "_view_id": "ner_manual"}, Status.SKIPPED),
        ("reject", {"spans": [KIM]}, Status.STARTED),
        ("accept", {"spans": []}, Status.DONE),
        ("reject", {"label": "POLITICS"}, Status.DONE),
    ],
)
def test_what_an_answer_says_of_the_work(tmp_path: Path, answer: str, given: Json, status: Status) -> None:
    (record,) = read(tmp_path, line(answer, **given))
    assert record.work == {corpus.NOBODY: Work(status)}
    assert all((a.verdict is Verdict.REJECTED) == (answer == "reject") for a in record.annotations)


def test_labels_of_texts(tmp_path: Path) -> None:
    options = [{"id": name, "text": name.upper()} for name in ("a", "b", "c")]
    (record,) = read(
        tmp_path,
        line(label="POLITICS", _view_id="classification"),
        line("reject", label="SPORT", _view_id="classification"),
        line(options=options, accept=["c", "a"], config={"choice_style": "multiple"}, _view_id="choice"),
        line(options=options, accept=["b"], config={"choice_style": "single"}, _view_id="choice"),
    )
    assert [(a.label, a.rank, a.verdict, a.start) for a in record.annotations] == [
        ("POLITICS", None, Verdict.ADDED, None),
        ("SPORT", None, Verdict.REJECTED, None),
        ("c", 1, Verdict.ADDED, None),
        ("a", 2, Verdict.ADDED, None),
        ("b", None, Verdict.ADDED, None),
    ]
    assert len({a.id for a in record.annotations}) == 5


def test_lines_without_an_answer_hold_suggestions(tmp_path: Path) -> None:
    (record,) = read(
        tmp_path,
        line(
            None,
            spans=[{**KIM, "source": "m", "score": 0.75}, MOSCOW],
            tokens=TOKENS,
            relations=[{"head": 1, "child": 3, "label": "near"}],
            label="POLITICS",
            score=0.5,
        ),
    )
    assert not record.annotations
    assert not record.work
    assert [(s.label, s.source, s.score) for s in record.suggestions] == [
        *(("PER", "m", 0.75), ("GPE", "prodigy", 0.5), ("POLITICS", "prodigy", 0.5))
    ]
    assert record.suggestions[0].roles == {"near": (Filler(suggestion=record.suggestions[1].id),)}


def test_relations_are_roles_of_their_heads(tmp_path: Path) -> None:
    head, child = {"start": 2, "end": 5, "label": "PER"}, {"start": 12, "end": 18, "label": "GPE"}
    losses = Losses()
    (record,) = read(
        tmp_path,
        line(
            tokens=TOKENS,
            spans=[KIM, {**KIM, "label": "HEAD"}, MOSCOW],
            relations=[
                {"head": 1, "child": 3, "head_span": head, "child_span": child, "label": "near", "color": "#fff"},
                {"head": 1, "child": 3, "head_span": {**head, "label": "HEAD"}, "child_span": child, "label": "of"},
                {"head": 3, "child": 1, "label": "by"},
                {"head": 0, "child": 1, "label": "none"},
                {"head": 1, "child": 3, "label": None},
            ],
            _view_id="relations",
        ),
        losses=losses,
    )
    kim, other, moscow = record.annotations
    assert kim.roles == {"near": (Filler(annotation=moscow.id),)}
    assert other.roles == {"of": (Filler(annotation=moscow.id),)}
    assert moscow.roles == {"by": (Filler(annotation=kim.id),)}
    assert counted(losses) == {prodigy_marks.UNRELATED: 2}


def test_annotators_and_their_sessions(tmp_path: Path) -> None:
    who: list[Json] = [
        {"_annotator_id": "news-alice", "_session_id": "news-alice-2"},
        {"_session_id": "bob"},
        {"_annotator_id": "2021-03-01_12-00-00", "_session_id": "news-2021-03-01_12-00-00"},
        {"_session_id": None},
    ]
    (record,) = read(tmp_path, *(line(spans=[KIM], **one) for one in who))
    assert [a.by for a in record.annotations] == ["news-alice", "bob", corpus.NOBODY, corpus.NOBODY]


def test_lines_about_a_text_have_one_id_wherever_they_stand(tmp_path: Path) -> None:
    other = {"text": "Other.", "answer": "accept", "spans": [], "_view_id": "ner_manual"}
    records = read(tmp_path, line(_session_id="a"), line(_session_id="b"), other, line(_session_id="c"))
    assert [sorted(r.work) for r in records] == [["a", "b"], [corpus.NOBODY], ["c"]]
    assert records[0].article.id == records[2].article.id != records[1].article.id
    assert records[0].article.id.startswith("news-")
    assert [r.article.id for r in read(tmp_path, line(id="x"), line(id=5))] == ["x", "5"]


def test_other_facts_are_metadata_and_those_that_differ_are_counted(tmp_path: Path) -> None:
    losses = Losses()
    (record,) = read(
        tmp_path,
        {"text": "x", "answer": "accept", "meta": {"url": "u", "k": 1}, "k": 2, "html": "<p>"},
        {"text": "x", "answer": "accept", "meta": {"url": "v"}},
        losses=losses,
    )
    assert record.article.meta == {"url": "u", "k": 1, "task.k": 2, "html": "<p>"}
    assert counted(losses) == {prodigy.DIFFERS: 1}


def test_tokens_and_offsets_are_compared_and_the_last_token_is_part_of_a_span(tmp_path: Path) -> None:
    losses = Losses()
    spans = [
        {"token_start": 1, "token_end": 2, "label": "A"},
        {**KIM, "token_end": 2},
        {"start": 0, "end": 1, "token_start": 0, "token_end": 99, "label": "B"},
        {"start": 3, "end": 3, "label": "C"},
        {"start": 3, "end": 4, "label": None},
        {**KIM, "kb_id": "Q1"},
    ]
    (record,) = read(tmp_path, line(tokens=TOKENS, spans=spans), losses=losses)
    assert [a.text for a in record.annotations] == ["Kim salue", "Kim", "😀", "Kim"]
    assert counted(losses) == {prodigy_marks.TOKENS: 1, prodigy_marks.UNLABELLED: 2, prodigy_marks.FURTHER: 1}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (line(spans=[{**KIM, "end": 99}]), "outside the text"),
        (line(spans=[{**KIM, "start": -1}]), "whole numbers"),
        (line(spans=[{**KIM, "start": True}]), "whole numbers"),
        (line(spans=[{**KIM, "start": 5, "end": 2}]), "before it begins"),
        (line(spans=[{**KIM, "text": "Moscou"}]), "the text there is 'Kim'"),
        (line(spans=[{"label": "X"}]), "whole numbers"),
        (line(spans={"a": 1}), "must be a list"),
        (line(spans=["x"]), "must be an object"),
        (line("maybe"), "answer"),
        (line(meta=[]), "must be an object"),
        ({"image": "x.png", "answer": "accept"}, '"text" is missing'),
        ({"text": " ", "answer": "accept"}, '"text" is missing or empty'),
        (line(_postil={"hidden": [{"start": 0, "end": 99, "reason": "x"}]}), "outside the text"),
        (line(_postil={"work": {"a": {"status": "odd"}}}), "status"),
        (line(spans=[{**KIM, "postil": {"id": "a", "verdict": "added", "odd": 1}}]), "Unknown key 'odd'"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_the_rest_is_read(tmp_path: Path, given: Json, words: str) -> None:
    bad: list[corpus.BadLine] = []
    records = read(tmp_path, line(_session_id="a"), given, line(_session_id="b"), bad=bad.append)
    assert [b.line for b in bad] == [2]
    assert words in bad[0].reason
    assert [sorted(r.work) for r in records] == [["a", "b"]]
    with pytest.raises(PostilError, match="line 2"):
        read(tmp_path, line(), given)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_encodings_and_ends_of_lines(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes((json.dumps(line(spans=[KIM]), ensure_ascii=False) + end).encode(encoding))
    (record,) = corpus.read([path])
    assert [a.text for a in record.annotations] == ["Kim"]


def test_a_line_that_is_cut_off_and_one_nested_without_end(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    whole = json.dumps(line(spans=[KIM]))
    path.write_text(f'{whole}\n{{"text": "x", "spans": {"[" * 100_000}\n{whole[:-20]}')
    bad: list[corpus.BadLine] = []
    assert len(list(corpus.read([path], bad=bad.append))) == 1
    assert [b.line for b in bad] == [2, 3]


@settings(max_examples=300)
@given(st.data())
def test_no_line_however_odd_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    leaf = st.none() | st.booleans() | st.integers(-3, 25) | st.sampled_from(["a", "b", "", "added", "accepted", "😀"])
    keys = ["start", "end", "label", "text", "id", "layer", "postil", "roles", "from", "verdict", "at", "head_span", "head"]
    value = st.recursive(
        leaf,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(keys), inner, max_size=4),
        max_leaves=8,
    )
    parts = ("spans", "relations", "options", "accept", "label", "config", "tokens", "meta", "id", "_timestamp", "_postil")
    task = st.fixed_dictionaries(
        {
            "text": st.sampled_from([TEXT, "x"]),
            "_view_id": leaf,
            "answer": st.sampled_from(["accept", "reject", "ignore", None]),
        },
        optional=dict.fromkeys((*parts, "_session_id", "_is_binary"), value),
    )
    bad: list[corpus.BadLine] = []
    for record in read(tmp_path_factory.mktemp("odd"), *data.draw(st.lists(task, min_size=1, max_size=3)), bad=bad.append):
        ids = [m.id for m in (*record.annotations, *record.suggestions)]
        assert len(ids) == len(set(ids))
        for mark in (*record.annotations, *record.suggestions):
            assert mark.start is None or record.article.text[mark.start : mark.end] == mark.text


def test_an_article_of_a_task_has_its_text(tmp_path: Path) -> None:
    (record,) = read(tmp_path, line(id="n"))
    assert record.article == Article("n", TEXT, {"_input_hash": -5, "_task_hash": 7})


def test_who_ignores_a_question_has_not_answered_it(tmp_path: Path) -> None:
    """What a program had suggested counted as accepted, and the label that was asked about as given."""
    kim = {**KIM, "source": "model"}
    met = {"head": 1, "child": 3, "head_span": KIM, "child_span": MOSCOW, "label": "visits"}
    for asked in ({"label": "POLITICS"}, {"spans": [KIM], "_is_binary": True}, {"spans": [kim]}):
        (record,) = read(tmp_path, line("ignore", **asked))
        assert not record.annotations
        assert len(record.suggestions) == 1
        assert record.work == {corpus.NOBODY: Work(Status.SKIPPED)}
    (record,) = read(tmp_path, line("ignore", spans=[kim, MOSCOW], relations=[met]))
    assert [(s.label, s.source) for s in record.suggestions] == [("PER", "model")]
    assert [(a.label, a.verdict) for a in record.annotations] == [("GPE", Verdict.ADDED)]
    assert record.suggestions[0].roles == {"visits": (Filler(annotation=record.annotations[0].id),)}
    back = {"head": 3, "child": 1, "head_span": MOSCOW, "child_span": KIM, "label": "hosts"}
    (record,) = read(tmp_path, line("ignore", spans=[kim, MOSCOW], relations=[back]))
    assert record.annotations[0].roles == {"hosts": (Filler(suggestion=record.suggestions[0].id),)}
