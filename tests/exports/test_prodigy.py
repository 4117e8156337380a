"""What postil writes for Prodigy: tokens, spans, relations, options and answers, as its recipes read them."""

import json
from pathlib import Path
from typing import Any

from postil import corpus, exports
from postil.exports.shared_losses import UNDECIDED, UNTOUCHED
from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Kind, Label, Layer, Role, Scheme

SPANS = Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"), Label(name="ORG")))
FRAMES = Layer(name="event", kind=Kind.FRAMES, labels=(Label(name="MEET"),), roles=(Role(name="actor", many=True),))
KIND = Layer(name="kind", kind=Kind.CHOICES, labels=(Label(name="A", title="Alpha"), Label(name="B")), many=True)
STANCE = Layer(name="stance", kind=Kind.CHOICES, labels=(Label(name="PRO"),), each="targets")
SCHEME = Scheme(name="x", language="fr", layers=(SPANS, FRAMES, KIND, STANCE), lists={"targets": ("war",)})
TEXT = "😀 Kim Jong Un rencontre l'ONU."


def mark(name: str, layer: str, label: str, words: str = "", **more: Any) -> Annotation:
    start = TEXT.index(words) if words else None
    place = {"start": start, "end": (start or 0) + len(words) if words else None, "text": words}
    return Annotation(id=name, layer=layer, label=label, **{"verdict": Verdict.ADDED, "by": "alice", **place, **more})


def lines(folder: Path, records: list[Record], scheme: Scheme = SCHEME, **more: Any) -> tuple[list[Any], exports.Written]:
    written = exports.write("prodigy", folder / "out.jsonl", records, scheme, **more)
    raw = (folder / "out.jsonl").read_bytes()
    assert raw.isascii()
    return [json.loads(one) for one in raw.splitlines()], written


def test_spans_stand_on_tokens_of_which_the_last_one_is_part(tmp_path: Path) -> None:
    kim, part = mark("a1", "entity", "PER", "Kim Jong Un"), mark("a2", "entity", "PER", "Kim J")
    frame = mark("a3", "event", "MEET", "rencontre", roles={"actor": (Filler(annotation="a1"), Filler(annotation="a2"))})
    (line,), written = lines(tmp_path, [Record(Article("n", TEXT), (kim, part, frame), work={"alice": Work(Status.DONE)})])
    assert not written.losses
    assert "".join(token["text"] + " " * token["ws"] for token in line["tokens"]) == TEXT
    assert all(TEXT[t["start"] : t["end"]] == t["text"] and t["id"] == n for n, t in enumerate(line["tokens"]))
    one, off, three = line["spans"]
    assert (one["start"], one["end"], one["label"], one["layer"]) == (2, 13, "PER", "entity")
    assert (line["tokens"][one["token_start"]]["text"], line["tokens"][one["token_end"]]["text"]) == ("Kim", "Un")
    assert "token_end" not in off
    (relation,) = line["relations"]
    assert (relation["head"], relation["child"], relation["label"]) == (three["token_end"], one["token_end"], "actor")
    assert relation["child_span"]["start"] == 2
    assert three["postil"]["roles"] == {"actor": [{"annotation": "a2"}]}


def test_answers_and_rejections(tmp_path: Path) -> None:
    made = Suggestion(id="s1", layer="entity", label="ORG", start=2, end=5, text="Kim", source="m", score=0.5)
    no = mark("a1", "entity", "ORG", "Kim", verdict=Verdict.REJECTED, origin=made, at="2026-01-01T00:00:01.000Z")
    choice = mark("a2", "kind", "A", verdict=Verdict.REJECTED, rank=1)
    record = Record(Article("n", TEXT), (no, choice), work={"alice": Work(Status.DONE), "bob": Work(Status.SKIPPED)})
    (task, one, two, skipped), written = lines(tmp_path, [record])
    assert [line["answer"] for line in (task, one, two, skipped)] == ["accept", "reject", "reject", "ignore"]
    assert [line["_annotator_id"] for line in (task, one, two, skipped)] == ["alice", "alice", "alice", "bob"]
    assert (one["_view_id"], two["_view_id"], two["label"], one["_timestamp"]) == ("ner", "classification", "A", 1767225601)
    assert (one["spans"][0]["source"], one["spans"][0]["score"]) == ("m", 0.5)
    assert (task["spans"], task["accept"]) == ([], [])
    assert written.documents == 2
    (task, skipped), _ = lines(tmp_path, [record], options=exports.Options(negatives=False))
    assert "reject" not in (task["answer"], skipped["answer"])


def test_options_are_all_labels_and_accept_is_in_the_order_of_ranks(tmp_path: Path) -> None:
    own = (
        mark("a1", "kind", "B", rank=2),
        mark("a2", "kind", "A", rank=1),
        mark("a3", "stance", "PRO", target="new: one"),
    )
    (line,), _ = lines(tmp_path, [Record(Article("n", TEXT), own, work={"alice": Work(Status.DONE)})])
    assert [(o["id"], o["text"]) for o in line["options"]] == [
        *(("kind:A", "Alpha"), ("kind:B", "B"), ("stance:war:PRO", "war: PRO"), ("stance:new: one:PRO", "new: one: PRO")),
    ]
    assert line["accept"] == ["kind:A", "kind:B", "stance:new: one:PRO"]
    assert line["config"] == {"choice_style": "multiple"}
    assert line["_view_id"] == "blocks"


def test_the_view_follows_from_what_is_there(tmp_path: Path) -> None:
    spans = Scheme(name="x", layers=(SPANS,))
    work = {"alice": Work(Status.DONE)}
    flat = (mark("a1", "entity", "PER", "Kim"), mark("a2", "entity", "PER", "Jong"))
    for own, view in ((flat, "ner_manual"), ((*flat, mark("a3", "entity", "PER", "Kim Jong")), "spans_manual")):
        (line,), _ = lines(tmp_path, [Record(Article("n", TEXT), own, work=work)], spans)
        assert line["_view_id"] == view
        assert "options" not in line
    (line,), _ = lines(tmp_path, [Record(Article("n", TEXT), work=work)], Scheme(name="x", layers=(KIND,)))
    assert (line["_view_id"], "tokens" in line) == ("choice", False)


def test_hashes_go_back_to_where_they_came_from_and_new_lines_have_none(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    first = {"text": TEXT, "_input_hash": -12, "_task_hash": 34, "spans": [], "answer": "accept", "meta": {"k": 1}}
    source.write_text(json.dumps(first) + "\n")
    (record,) = corpus.read([source])
    new = Record(Article("new", "x", {"_input_hash": "text"}), work=record.work)
    (old, other), _ = lines(tmp_path, [record, new])
    assert (old["_input_hash"], old["_task_hash"], old["meta"]) == (-12, 34, {"k": 1})
    assert not {"_input_hash", "_task_hash"} & other.keys()
    assert other["meta"] == {"_input_hash": "text"}


def test_articles_nobody_worked_on_are_left_out_and_counted(tmp_path: Path) -> None:
    made = Suggestion(id="s1", layer="entity", label="ORG", start=2, end=5, text="Kim", source="m", score=0.5)
    (line,), written = lines(
        tmp_path,
        [Record(Article("n1", TEXT), (), (made,)), Record(Article("n2", TEXT), (), (made,), {"alice": Work(Status.DONE)})],
    )
    assert {loss.limit: loss.count for loss in written.losses} == {UNTOUCHED: 1, UNDECIDED: 1}
    assert line["id"] == "n2"
    (record,) = corpus.read([tmp_path / "out.jsonl"])
    assert record.suggestions == (made,)


def test_a_long_text_does_not_hide_what_the_file_is(tmp_path: Path) -> None:
    record = Record(Article("n", '"postil": { ' * 20_000), work={"alice": Work(Status.DONE)})
    lines(tmp_path, [record])
    found: list[str] = []
    (again,) = corpus.read([tmp_path / "out.jsonl"], detected=found.append)
    assert (found, again.article) == (["prodigy"], record.article)
