"""CoNLL as it is written: rows that every tool reads, and a file of offsets that restores the rest."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora import corpora, schemes
from postil import corpus, exports
from postil.corpus.bad_line import BadLine
from postil.exports import conll
from postil.exports.positive import versions
from postil.exports.shared_losses import CHOICES, EXPANDED, FRAMES, OFF_GRID, REJECTED
from postil.exports.tokens import document
from postil.exports.writer import Misaligned, Options
from postil.schema.annotation import Annotation, Suggestion, Verdict
from postil.schema.article import Article, Region
from postil.schema.errors import PostilError
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Kind, Label, Layer, Scheme

SCHEME = Scheme(
    name="test",
    language="fr",
    layers=(
        Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"), Label(name="GPE"))),
        Layer(name="quote", kind=Kind.SPANS, labels=(Label(name="PER"),)),
        Layer(name="event", kind=Kind.FRAMES, labels=(Label(name="SUPPORT"),)),
        Layer(name="type", kind=Kind.CHOICES, many=True, labels=(Label(name="SUPPORT"),)),
    ),
)
TEXT = " Le dirigeant Kim Jong Un a salué la Corée du Nord.\n\nKim est parti."
ROWS = """-DOCSTART- -X- -X- O

Le -X- -X- O
dirigeant -X- -X- O
Kim -X- -X- B-PER
Jong -X- -X- I-PER
Un -X- -X- I-PER
a -X- -X- O
salué -X- -X- O
la -X- -X- O
Corée -X- -X- B-GPE
du -X- -X- I-GPE
Nord -X- -X- I-GPE
. -X- -X- O

Kim -X- -X- O
est -X- -X- O
parti -X- -X- O
. -X- -X- O

"""


def mark(name: str, label: str, surface: str, verdict: Verdict = Verdict.ADDED, *, layer: str = "entity") -> Annotation:
    start = TEXT.index(surface)
    end = start + len(surface)
    origin = None
    if verdict is not Verdict.ADDED:
        where = {"layer": layer, "label": label, "start": start, "end": end, "text": surface}
        origin = Suggestion(id=f"s-{name}", source="rules:x", score=0.5, **where)  # type: ignore[arg-type]
    return Annotation(
        id=name,
        layer=layer,
        label=label,
        start=start,
        end=end,
        text=surface,
        verdict=verdict,
        by="alice",
        at="2026-11-22T14:02:11Z",
        origin=origin,
        note="vu",
    )


KEPT = (mark("a1", "PER", "Kim Jong Un", Verdict.ACCEPTED), mark("a2", "GPE", "Corée du Nord"))
OTHERS = (
    mark("a3", "GPE", "Corée"),
    mark("a4", "PER", "dirigeant", Verdict.REJECTED),
    mark("a5", "GPE", "arti"),
    mark("a6", "SUPPORT", "salué", layer="event"),
    mark("a7", "PER", "Kim", layer="quote"),
    mark("a8", "PER", "\n\n"),
    Annotation(id="a9", layer="type", label="SUPPORT", rank=1, verdict=Verdict.ADDED, by="alice"),
)
RECORD = Record(
    Article("n/1", TEXT, {"title": "Le titre", "n": [1, {"x": None}]}, (Region(0, 3, "date"),)),
    (*KEPT, *OTHERS),
    work={"alice": Work(Status.DONE, 12.5, flag=True, note="relire")},
)
PLAIN = replace(RECORD, article=replace(RECORD.article, hidden=()))


def write(folder: Path, records: Sequence[Record], *, misaligned: Misaligned = Misaligned.SKIP) -> exports.Written:
    return exports.write("conll", folder / "a", records, SCHEME, options=Options(misaligned=misaligned))


def read(path: Path) -> tuple[list[Record], list[BadLine]]:
    bad: list[BadLine] = []
    return list(corpus.read([path], bad=bad.append)), bad


def test_what_is_written(tmp_path: Path) -> None:
    written = write(tmp_path, [PLAIN])
    assert written.paths == (tmp_path / "a.conll", tmp_path / "a.conll.offsets.jsonl")
    assert written.paths[0].read_text(encoding="utf-8") == ROWS
    assert written.labels == {("entity", "PER"): 1, ("entity", "GPE"): 1}
    assert {loss.limit: loss.count for loss in written.losses} == {
        conll.OVERLAPPING: 1,
        conll.OTHER_SPANS: 1,
        conll.BLANK: 1,
        OFF_GRID: 1,
        REJECTED: 1,
        FRAMES: 1,
        CHOICES: 1,
    }


def test_what_was_written_comes_back_as_it_was(tmp_path: Path) -> None:
    write(tmp_path, [RECORD])
    (record,), bad = read(tmp_path / "a.conll")
    assert not bad
    assert replace(record, where="") == replace(RECORD, annotations=KEPT)


def test_without_the_offsets_the_tokens_are_there(tmp_path: Path) -> None:
    written = write(tmp_path, [PLAIN])
    written.paths[1].unlink()
    (record,), _ = read(tmp_path / "a.conll")
    assert record.article == Article("a", "Le dirigeant Kim Jong Un a salué la Corée du Nord.\nKim est parti.")
    assert [(a.label, a.text, a.layer, a.by) for a in record.annotations] == [
        ("PER", "Kim Jong Un", "", ""),
        ("GPE", "Corée du Nord", "", ""),
    ]


def test_an_edited_file_is_read_as_edited(tmp_path: Path) -> None:
    path = write(tmp_path, [PLAIN]).paths[0]
    edited = ROWS.replace("Kim -X- -X- O", "Kim\tB-GPE".replace("\t", " -X- -X- ")).replace("Un -X- -X- I-PER", "Un -X- -X- O")
    path.write_text(edited.replace("\n\nKim", "\n\n\nKim").replace("\n", "\r\n"), encoding="utf-8", newline="")
    (record,), bad = read(path)
    assert not bad
    found = {(a.label, a.start, a.end): a for a in record.annotations}
    assert list(found) == [("PER", 14, 22), ("GPE", 37, 50), ("GPE", 53, 56)]
    assert found["GPE", 37, 50] == KEPT[1]
    new = found["GPE", 53, 56]
    assert (new.layer, new.text, new.by, new.verdict, new.origin, new.note) == (
        "entity",
        "Kim",
        "alice",
        Verdict.ADDED,
        None,
        "",
    )
    assert len({a.id for a in record.annotations}) == 3
    assert record.article == PLAIN.article


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("salué -X-", "salue -X-", 9, "the token is “salue”, but the text has “salué” there"),
        ("salué -X- -X- O\n", "", 9, "the token is “la”, but the text has “salué” there"),
        ("parti -X- -X- O\n. -X- -X- O\n", "", 17, "behind this line the token “parti” is missing"),
        ("parti -X- -X- O\n.", "parti -X- -X- O\n. -X- -X- O\n!", 20, "the token is “!”, but the text has no more tokens"),
        ("-DOCSTART- -X- -X- O\n\n", "", 0, ""),
    ],
)
def test_a_file_that_does_not_go_with_its_offsets(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    path = write(tmp_path, [PLAIN, replace(PLAIN, article=Article("n2", "Kim est là."), annotations=())]).paths[0]
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    records, bad = read(path)
    assert [r.article.id for r in records] == (["n2"] if line else ["n/1", "n2"])
    assert [(b.line, b.reason) for b in bad] == ([(line, reason)] if line else [])


def test_more_and_fewer_articles_than_offsets(tmp_path: Path) -> None:
    path, offsets = write(tmp_path, [PLAIN, replace(PLAIN, article=Article("n2", "Kim est là."), annotations=())]).paths
    lines = offsets.read_text(encoding="utf-8").splitlines(keepends=True)
    for kept, reason in ((lines[:1], "the articles are not in a.conll.offsets.jsonl"), ([*lines, lines[0]], "not in ")):
        offsets.write_text("".join(kept), encoding="utf-8")
        records, (bad,) = read(path)
        assert len(records) == min(len(kept), 2)
        assert reason in bad.reason
        assert bad.hint


@pytest.mark.parametrize(
    "broken",
    [
        {"postil_offsets": 2},
        {"tokens": None},
        {"tokens": [[0, 1], [1]]},
        {"tokens": [[1, 3], [2, 5]]},
        {"tokens": [[True, 3]]},
        {"tokens": [[0, 10_000]]},
        {"tokens": [[-1, 3]]},
        {"annotator": 1},
        {"text": 5},
        {"text": "short"},
        {"annotations": [{"id": "a"}]},
        {"unknown": 1},
    ],
)
def test_broken_offsets_are_refused(tmp_path: Path, broken: dict[str, object]) -> None:
    path, offsets = write(tmp_path, [PLAIN]).paths
    value = json.loads(offsets.read_text(encoding="utf-8"))
    offsets.write_text(json.dumps({**value, **broken}), encoding="utf-8")
    records, (bad,) = read(path)
    assert not records
    assert (bad.file, bad.line) == (str(offsets), 1)
    for content in ("", "{", "[" * 100_000, "\0", "[]"):
        offsets.write_text(content, encoding="utf-8")
        records, found = read(path)
        assert not records
        assert found


def test_hidden_passages_are_no_training_data(tmp_path: Path) -> None:
    start = TEXT.index("Kim est parti")
    hidden = replace(RECORD, article=replace(RECORD.article, hidden=(Region(start, len(TEXT), "repeated"),)))
    written = write(tmp_path, [hidden])
    assert "parti" not in written.paths[0].read_text(encoding="utf-8")
    (record,), _ = read(written.paths[0])
    assert record.article == hidden.article


def test_spans_off_the_grid_can_be_widened(tmp_path: Path) -> None:
    written = write(tmp_path, [PLAIN], misaligned=Misaligned.EXPAND)
    assert "parti -X- -X- B-GPE" in written.paths[0].read_text(encoding="utf-8")
    assert {loss.limit: loss.count for loss in written.losses}[EXPANDED] == 1
    (record,), _ = read(written.paths[0])
    (widened,) = [a for a in record.annotations if a.id == "a5"]
    assert (widened.text, widened.note) == ("parti", "vu")


def test_no_sentence_ends_within_a_span(tmp_path: Path) -> None:
    text = "Il a dit: «Non. Jamais. Rien.» Voilà."
    start, end = text.index("Non"), text.index("Rien") + 4
    span = replace(KEPT[1], start=start, end=end, text=text[start:end], label="PER")
    written = write(tmp_path, [replace(PLAIN, article=Article("n", text), annotations=(span,))])
    sentences = written.paths[0].read_text(encoding="utf-8").split("\n\n")
    assert [len([row for row in s.split("\n") if "PER" in row]) for s in sentences if "PER" in s] == [5]
    (record,), _ = read(written.paths[0])
    assert record.annotations == (span,)


def test_splits(tmp_path: Path) -> None:
    other = replace(PLAIN, article=Article("n2", "Kim est là."), annotations=())
    with exports.export(
        "conll", tmp_path / "a", [PLAIN, other], SCHEME, splits={"n/1": "train", "n2": "dev"}, parts=("train", "dev", "test")
    ) as dataset:
        dataset.keep()
    files = {p.name for p in (tmp_path / "a").iterdir()}
    assert files == {"export.json", *(f"{s}.conll{x}" for s in ("train", "dev", "test") for x in ("", ".offsets.jsonl"))}
    records, bad = read(tmp_path / "a")
    assert not bad
    assert sorted(r.article.id for r in records) == ["n/1", "n2"]


def test_two_annotators_of_one_article_are_one_record(tmp_path: Path) -> None:
    bob = tuple(replace(a, id=f"b{a.id}", by="bob") for a in KEPT[1:])
    both = replace(PLAIN, annotations=(*KEPT, *bob), work={**PLAIN.work, "bob": Work(Status.STARTED)})
    written = write(tmp_path, [both])
    assert written.documents == 2
    assert [loss.limit for loss in written.losses] == [conll.UNFINISHED]
    (record,), _ = read(written.paths[0])
    assert replace(record, where="") == both


def test_what_is_no_text_is_a_sentence(tmp_path: Path) -> None:
    for article in (Article("n1", "a\ud800"), Article("n1", "a", {"x": float("nan")})):
        with pytest.raises(PostilError, match="'n1' cannot be written"):
            write(tmp_path, [replace(PLAIN, article=article, annotations=())])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(st.data())
def test_every_row_is_one_of_four_columns(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    records = data.draw(corpora(scheme))
    written = exports.write("conll", tmp_path_factory.mktemp("conll") / "a", records, scheme)
    articles = written.paths[0].read_bytes().decode().split("-DOCSTART- -X- -X- O\n\n")[1:]
    found = [(record, version) for record in records for version in versions(record)]
    assert len(articles) == len(found) == written.documents
    for rows, (record, _) in zip(articles, found, strict=True):
        before = "O"
        tokens = []
        for row in rows.split("\n"):
            if not row:
                before = "O"
                continue
            token, second, third, tag = row.split(" ")
            assert (second, third) == ("-X-", "-X-")
            assert tag == "O" or tag[:2] == "B-" or (tag[:2] == "I-" and before[2:] == tag[2:] and before != "O")
            before = tag
            tokens.append(token)
        if not record.article.hidden:
            words = [t.text for t in document(record.article, scheme.language) if not t.is_space]
            assert tokens == ["_DOCSTART_" if word == "-DOCSTART-" else word for word in words]
