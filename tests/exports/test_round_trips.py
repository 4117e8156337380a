"""Random records, written in every format and read back: the offsets hold, and the losses are those that were counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin

from postil import corpus, exports
from postil.exports import shared_losses, spacy_document
from postil.exports.shared_losses import FILLERS, SKIPPED
from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article, Region
from postil.schema.loss import Limit
from postil.schema.record import Record, Status, Work
from postil.schema.references import inward
from postil.schema.scheme import Kind, Label, Layer, Role, Scheme

SCHEME = Scheme(
    name="test",
    language="fr",
    layers=(
        Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"), Label(name="ORG"), Label(name="GPE"))),
        Layer(name="quote", kind=Kind.SPANS, labels=(Label(name="Q"),)),
        Layer(name="event", kind=Kind.FRAMES, labels=(Label(name="SUPPORT"),), roles=(Role(name="actor", many=True),)),
        Layer(name="type", kind=Kind.CHOICES, many=True, labels=(Label(name="SUPPORT"), Label(name="ACCUSE"))),
        Layer(name="stance", kind=Kind.CHOICES, each="targets", labels=(Label(name="FAVOR"), Label(name="AGAINST"))),
    ),
)
_PLAIN = [
    "Kim",
    " ",
    " ",
    " ",
    "Jong-un",
    "l’annexion",
    "l'Otan",
    "2022.La",
    "M.",
    ".",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "-DOCSTART-",
]
_ODD = [
    "😀",
    "👩‍👩‍👧",
    "e\u0301",
    "\u00a0",
    "\u202f",
    "«\u00a0",
    "\u2028",
    "\u0085",
    "\x0b",
    "\x1c",
    "\0",
    "\x1b[31m",
    "\u202e",
    "\u200b",
]
_ODD += ["مرحبا", "北京", "\ufeff", "\ufdd0", "\U0010ffff", "[b]", "=1+1", '"', "#", "\\", "O", "B-PER"]
_TEXTS = st.lists(st.one_of(st.sampled_from(_PLAIN), st.sampled_from(_ODD), st.text(max_size=4)), min_size=1, max_size=25)
_WORDS = st.text(max_size=8)
_PEOPLE = ["alice", "bob"]
_AT = "2026-11-22T14:02:11Z"


@st.composite
def _records(draw: st.DrawFn) -> list[Record]:
    return [draw(_record(f"n{n}")) for n in range(draw(st.integers(0, 3)))]


@st.composite
def _record(draw: st.DrawFn, name: str) -> Record:
    text = draw(_TEXTS.map("".join).filter(lambda t: bool(t.strip())))
    suggestions = [_suggestion(draw, text, f"s{n}") for n in range(draw(st.integers(0, 4)))]
    annotations = [_annotation(draw, text, f"a{n}", suggestions) for n in range(draw(st.integers(0, 8)))]
    annotations = [_with_roles(draw, a, annotations) for a in annotations]
    answered = {a.origin.id for a in annotations if a.origin}
    meta = {"language": draw(st.sampled_from(["fr", "en", "", "xx", "zz"])), "k" + draw(_WORDS): draw(_WORDS)}
    return Record(
        Article(name, text, meta, (Region(*_span(draw, text), "boilerplate"),) if draw(st.booleans()) else ()),
        tuple(annotations),
        tuple(s for s in suggestions if s.id not in answered),
        {who: _work(draw) for who in _PEOPLE if draw(st.booleans())},
    )


def _span(draw: st.DrawFn, text: str) -> tuple[int, int]:
    start = draw(st.integers(0, len(text) - 1))
    return start, draw(st.integers(start + 1, len(text)))


def _suggestion(draw: st.DrawFn, text: str, name: str) -> Suggestion:
    start, end = _span(draw, text)
    score, label = draw(st.integers(0, 10_000)) / 10_000, draw(st.sampled_from(["PER", "ORG"]))
    surface = text[start:end]
    return Suggestion(id=name, layer="entity", label=label, start=start, end=end, text=surface, source="rules:x", score=score)


def _annotation(draw: st.DrawFn, text: str, name: str, suggestions: list[Suggestion]) -> Annotation:
    verdict, layer = draw(st.sampled_from(Verdict)), draw(st.sampled_from(SCHEME.layers))
    found = Annotation(
        id=name,
        layer=layer.name,
        label=draw(st.sampled_from(layer.labels)).name,
        verdict=verdict,
        by=draw(st.sampled_from(_PEOPLE)),
        at=_AT,
        note=draw(_WORDS),
        flag=draw(st.booleans()),
    )
    if layer.kind is Kind.CHOICES:
        rank = draw(st.integers(1, 3)) if layer.many else None
        return replace(found, rank=rank, target=draw(st.sampled_from(["la paix", "=x"])) if layer.each else "")
    start, end = _span(draw, text)
    attributes = {"modality": draw(_WORDS)} if layer.kind is Kind.FRAMES and draw(st.booleans()) else {}
    origin = draw(st.sampled_from(suggestions)) if suggestions and verdict is not Verdict.ADDED else None
    return replace(found, start=start, end=end, text=text[start:end], attributes=attributes, origin=origin)


def _with_roles(draw: st.DrawFn, annotation: Annotation, others: list[Annotation]) -> Annotation:
    if annotation.layer != "event":
        return annotation
    fillers = st.one_of(
        st.sampled_from([a.id for a in others]).map(lambda i: Filler(annotation=i)),
        st.sampled_from(["s0", "s1"]).map(lambda i: Filler(suggestion=i)),
        _WORDS.map(lambda t: Filler(text=t)),
    )
    return replace(annotation, roles={"actor": tuple(draw(st.lists(fillers, min_size=1, max_size=3)))})


def _work(draw: st.DrawFn) -> Work:
    return Work(draw(st.sampled_from(Status)), draw(st.integers(0, 9999)) / 100, draw(st.booleans()), draw(_WORDS))


round_trip = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(format: str, folder: Path, records: Sequence[Record]) -> tuple[Path, exports.Written]:  # noqa: A002  as in write
    result = exports.write(format, folder / "out", records, SCHEME)
    return result.paths[0], result


def losses(result: exports.Written) -> dict[Limit, int]:
    return {loss.limit: loss.count for loss in result.losses}


def positive(record: Record, by: str) -> list[Annotation]:
    return [a for a in record.annotations if a.by == by and a.verdict is not Verdict.REJECTED]


def versions(records: Sequence[Record]) -> list[tuple[Record, str]]:
    """Whose work on which article is data."""
    out = []
    for record in records:
        for who in _PEOPLE:
            status = record.work.get(who, Work()).status
            touched = any(a.by == who for a in record.annotations)
            if status is Status.DONE or (touched and status is not Status.SKIPPED):
                out.append((record, who))
    return out


@round_trip
@given(_records())
def test_postil_jsonl_comes_back_equal(tmp_path_factory: pytest.TempPathFactory, records: list[Record]) -> None:
    path, result = written("postil", tmp_path_factory.mktemp("postil"), records)
    assert not result.losses
    if not records:
        assert path.read_bytes() == b""
        return
    again = [replace(record, where="") for record in corpus.read([path], format="postil")]
    # A record that nobody has work on says "todo"; whose it is, is then known from the annotations only.
    assert again == [inward(record) for record in records]
    assert result.articles == len(records)


@round_trip
@given(_records())
def test_docbin_holds_every_span_on_the_token_grid(tmp_path_factory: pytest.TempPathFactory, records: list[Record]) -> None:
    path, result = written("spacy", tmp_path_factory.mktemp("spacy"), records)
    docs = list(DocBin().from_disk(path).get_docs(spacy.blank("fr").vocab))
    assert [(d.text, d.user_data["id"], d.user_data["annotator"]) for d in docs] == [
        (record.article.text, record.article.id, who) for record, who in versions(records)
    ]
    lost: Counter[Limit] = Counter()
    labels: Counter[tuple[str, str]] = Counter()
    unfilled = 0
    for doc, (record, who) in zip(docs, versions(records), strict=True):
        spans = [a for a in positive(record, who) if a.start is not None]
        held = {span.id_: (group, span) for group in doc.spans for span in doc.spans[group]}
        for annotation in spans:
            if annotation.id in held:
                layer, span = held[annotation.id]
                assert (layer, span.label_) == (annotation.layer, annotation.label)
                assert (span.start_char, span.end_char, span.text) == (annotation.start, annotation.end, annotation.text)
                labels[layer, span.label_] += 1
            else:
                lost[shared_losses.OFF_GRID] += 1
        rejected = [a for a in record.annotations if a.by == who and a.verdict is Verdict.REJECTED and a.start is not None]
        for annotation in rejected:
            if annotation.id in held:
                assert held[annotation.id][0] == f"{annotation.layer}_incorrect"
            else:
                same = any(
                    (a.layer, a.label, a.start, a.end) == (annotation.layer, annotation.label, annotation.start, annotation.end)
                    for a in spans
                )
                on_grid = doc.char_span(annotation.start or 0, annotation.end or 0) is not None
                assert same or not on_grid
                lost[spacy_document.REJECTED_TOO if on_grid else spacy_document.REJECTED_OFF_GRID] += 1
        assert len(held) == sum(a.id in held for a in (*spans, *rejected))
        blank = sum(span[0].is_space or span[-1].is_space for span in doc.spans.get("entity", []))
        lost[spacy_document.BLANK_EDGE] += blank
        lost[spacy_document.NOT_IN_ENTS] += len(doc.spans.get("entity", [])) - len(doc.ents) - blank
        assert_ents(doc, record, done=record.work.get(who, Work()).status is Status.DONE)
        labels.update((a.layer, a.label) for a in positive(record, who) if a.start is None)
        assert_cats(doc, record, who)
        frames = {frame["id"]: frame for frame in doc.user_data["frames"]}
        assert set(frames) == {a.id for a in spans if a.layer == "event" and a.id in held}
        for annotation in spans:
            if annotation.id in frames:
                filled = frames[annotation.id]["roles"].get("actor", ())
                unfilled += len(filled) < len(annotation.roles["actor"])
    lost[SKIPPED] = sum(w.status is Status.SKIPPED for r in records for w in r.work.values())
    counted = losses(result)
    limits = [shared_losses.OFF_GRID, spacy_document.BLANK_EDGE, spacy_document.NOT_IN_ENTS]
    limits += [spacy_document.REJECTED_OFF_GRID, spacy_document.REJECTED_TOO]
    for limit in (SKIPPED, *limits):
        assert counted.get(limit, 0) == lost[limit]
    assert counted.get(FILLERS, 0) + counted.get(spacy_document.GONE, 0) >= unfilled
    assert (result.documents, result.labels) == (len(docs), labels)


def assert_ents(doc: Doc, record: Record, *, done: bool) -> None:
    all_spans = {(s.start, s.end, s.label_) for s in doc.spans.get("entity", [])}
    assert {(e.start, e.end, e.label_) for e in doc.ents} <= all_spans
    for token in doc:
        known = done and not is_hidden(record, token.idx, token.idx + len(token))
        assert token.ent_type_ or token.ent_iob_ == ("O" if known else "")
    for start, end, _ in all_spans:
        assert doc[start].is_space or doc[end - 1].is_space or any(e.start < end and start < e.end for e in doc.ents)


def is_hidden(record: Record, start: int, end: int) -> bool:
    return any(r.start <= start and end <= r.end for r in record.article.hidden)


def assert_cats(doc: Doc, record: Record, who: str) -> None:
    choices = [a for a in positive(record, who) if a.start is None]
    yes = {f"{a.layer}:{a.target}:{a.label}" if a.target else f"{a.layer}:{a.label}" for a in choices}
    assert {cat for cat, value in doc.cats.items() if value == 1.0} == yes
    assert set(doc.cats.values()) <= {0.0, 1.0}
    for cat in yes:
        layer = SCHEME.layer(cat.split(":")[0])
        assert {cat.rsplit(":", 1)[0] + ":" + label.name for label in layer.labels} <= set(doc.cats)
