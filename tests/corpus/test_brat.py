"""brat standoff, as brat and other tools write it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil import corpus
from postil.corpus import BadLine
from postil.corpus.brat_offsets import article_text, ruler
from postil.schema.annotation import Annotation, Filler
from postil.schema.errors import PostilError
from postil.schema.loss import Losses
from postil.schema.record import Record, Status

SHARED = Path(__file__).parents[3] / "shared" / "samples"
TEXT = "😀 Brell meets Anna Oss\nin Vald."
SPANS = "T1\tPER 2 7\tBrell\nT2\tPER 14 22\tAnna Oss\nT3\tMeet 8 13\tmeets\nT4\tGPE 26 30\tVald\n"


def read(folder: Path, ann: str | bytes | None, text: str | bytes = TEXT, suffix: str = ".ann") -> tuple[Record, list[BadLine]]:
    (folder / "a.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    if ann is not None:
        (folder / f"a{suffix}").write_bytes(ann if isinstance(ann, bytes) else ann.encode())
    bad: list[BadLine] = []
    (record,) = corpus.read([folder], bad=bad.append)
    return record, bad


def marks(folder: Path, ann: str | bytes, text: str | bytes = TEXT, suffix: str = ".ann") -> dict[str, Annotation]:
    record, bad = read(folder, ann, text, suffix)
    assert not bad
    for mark in record.annotations:
        assert mark.start is not None
        assert mark.text == record.article.text[mark.start : mark.end]
    return {mark.id: mark for mark in record.annotations}


def lost(folder: Path, ann: str, text: str = TEXT) -> dict[str, int]:
    read(folder, ann, text)
    losses = Losses()
    list(corpus.read([folder], losses=losses, bad=lambda _: None))
    return {loss.what: loss.count for loss in losses.result()}


def fault(folder: Path, line: str, text: str = TEXT) -> str:
    record, (bad,) = read(folder, f"{SPANS}{line}\n", text)
    assert bad.file == f"{folder}/a.ann"
    assert bad.line == 5
    assert bad.byte == len(SPANS.encode())
    assert bad.raw.decode() == f"{line}\n"
    assert {"T1", "T2", "T4"} <= {mark.id for mark in record.annotations}
    return bad.reason


def test_spans_events_relations_attributes_and_notes(tmp_path: Path) -> None:
    ann = (
        SPANS + "E1\tMeet:T3 Who:T1 Who2:T2 Where:T4\nR1\tLives-in Arg1:T2 Arg2:T4\t\nA1\tCertain E1 low\nM1\tNegated E1\n"
        "A2\tName T1\n#1\tAnnotatorNotes E1\tcheck\tthis\n#2\tAnnotationError T4\tno\n"
    )
    found = marks(tmp_path, ann)
    assert list(found) == ["T1", "T2", "T4", "E1"]
    assert [(m.layer, m.label) for m in found.values()] == [("entities", "PER")] * 2 + [("entities", "GPE"), ("events", "Meet")]
    assert (found["E1"].start, found["E1"].end) == (8, 13)
    assert found["E1"].roles == {
        "Who": (Filler(annotation="T1"), Filler(annotation="T2")),
        "Where": (Filler(annotation="T4"),),
    }
    assert found["T2"].roles == {"Lives-in": (Filler(annotation="T4"),)}
    assert found["E1"].attributes == {"Certain": "low", "Negated": "true"}
    assert found["T1"].attributes == {"Name": "true"}
    assert (found["E1"].note, found["T4"].note) == ("check\tthis", "AnnotationError: no")


def test_events_of_events_and_several_on_one_trigger(tmp_path: Path) -> None:
    found = marks(tmp_path, SPANS + "E2\tMeet:T3 Who:T1\nE1\tMeet:T3 Cause:E2\nR1\tIn Arg2:T4 Arg1:T3\n")
    assert "T3" not in found
    assert (found["E1"].start, found["E2"].start) == (8, 8)
    assert found["E1"].roles == {"Cause": (Filler(annotation="E2"),)}
    assert found["E2"].roles["In"] == (Filler(annotation="T4"),)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Theme:T1 Theme2:T2", ["Theme"]),
        ("Theme:T1 Theme:T2", ["Theme"]),
        ("Theme2:T2", ["Theme"]),
        ("Arg1:T1 Arg2:T2", ["Arg1", "Arg2"]),
        ("Theme01:T1", ["Theme01"]),
    ],
)
def test_numbers_of_roles(tmp_path: Path, given: str, expected: list[str]) -> None:
    assert list(marks(tmp_path, f"{SPANS}E1\tMeet:T3 {given}\n")["E1"].roles) == expected


def test_pieces_with_nothing_but_white_space_between_are_one_span(tmp_path: Path) -> None:
    found = marks(tmp_path, "T1\tX 19 22;23 25\tOss in\nT2\tX 14 25\tAnna Oss in\n")
    assert [(m.start, m.end, m.note) for m in found.values()] == [(19, 25, ""), (14, 25, "")]


def test_pieces_apart_are_one_span_with_a_note(tmp_path: Path) -> None:
    ann = "T1\tX 19 22;2 7\tOss Brell\n"
    (mark,) = marks(tmp_path, ann).values()
    assert (mark.start, mark.end, mark.note) == (2, 22, "In pieces: Brell [2–7] … Oss [19–22]")
    assert lost(tmp_path, ann) == {"spans in several pieces: one from the first to the last, the pieces in its note": 1}


def test_what_has_no_place_is_counted(tmp_path: Path) -> None:
    ann = SPANS + (
        "*\tAlias T1 T2\nR1\tLoc Arg1:T1 Arg2:T4\n#1\tAnnotatorNotes R1\twhy\nA1\tSure R1\nX1\twhat\nno tab\n\nT9\tX 3 3\t\n"
        "E9\tX:T9\nA9\tB T9\nA2\tB T1 x\nA3\tB T1 y\nN1\tReference T1 Wikidata:Q1\tBrell\n"
    )
    assert lost(tmp_path, ann) == {
        "equivalences (lines that begin with *)": 1,
        "attributes and notes of what is neither a span nor an event": 2,
        "lines of a kind that brat does not have": 2,
        "spans of no text": 1,
        "events, roles, attributes and notes of spans that are empty or cannot be read": 2,
        "attributes given twice with different values: the first": 1,
        "entries of databases (lines that begin with N): in the note": 1,
    }
    assert marks(tmp_path, ann)["T1"].note == "Reference Wikidata:Q1 (Brell)"


def test_empty_is_annotated_with_nothing_and_missing_is_not_annotated(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("not annotated")
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.ann").write_text("")
    (tmp_path / "annotation.conf").write_text("[entities]\nPER\n")
    empty, missing = corpus.read([tmp_path])
    assert [work.status for work in empty.work.values()] == [Status.DONE]
    assert (missing.article.id, dict(missing.work)) == ("b", {})


def test_a_note_to_the_article(tmp_path: Path) -> None:
    record, bad = read(tmp_path, SPANS + "#1\tAnnotatorNotes\twhat a text\n")
    assert not bad
    assert [work.note for work in record.work.values()] == ["what a text"]


def test_annotations_without_their_text(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text(SPANS)
    with pytest.raises(PostilError, match=r"a\.ann: the text that it is about is missing: a\.txt"):
        list(corpus.read([tmp_path]))


def test_the_annotations_lead_to_the_text(tmp_path: Path) -> None:
    read(tmp_path, SPANS)
    (record,) = corpus.read([tmp_path / "a.ann"])
    assert len(record.annotations) == 4


def test_files_of_the_bionlp_tasks_belong_together(tmp_path: Path) -> None:
    (tmp_path / "a.a2").write_text("T3\tMeet 8 13\tmeets\nE1\tMeet:T3 Who:T1\n")
    found = marks(tmp_path, "T1\tPER 2 7\tBrell\n", suffix=".a1")
    assert list(found) == ["T1", "E1"]


CRLF = TEXT.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("text", "brell", "vald"),
    [
        (CRLF, 2, 27),  # as brat counts
        (CRLF, 2, 26),
        ("\ufeff" + TEXT, 3, 27),  # as brat counts
        ("\ufeff" + TEXT, 2, 26),
        ("\ufeff" + CRLF, 3, 28),  # as brat counts
        ("\ufeff" + CRLF, 3, 27),
        ("\ufeff" + CRLF, 2, 27),
        ("\ufeff" + CRLF, 2, 26),
    ],
)
def test_cr_lf_and_byte_order_marks_however_they_are_counted(tmp_path: Path, text: str, brell: int, vald: int) -> None:
    ann = f"T1\tPER {brell} {brell + 5}\tBrell\r\nT4\tGPE {vald} {vald + 4}\tVald\r\n"
    record, bad = read(tmp_path, ann, text)
    assert not bad
    assert record.article.text == TEXT
    assert [(m.start, m.end, m.text) for m in record.annotations] == [(2, 7, "Brell"), (26, 30, "Vald")]


@given(
    st.lists(st.sampled_from(("a", "😀", "\r\n", "\n", "\r", " ", "e\u0301")), max_size=12).map("".join),
    st.sampled_from(("", "\ufeff")),
)
def test_every_offset_is_at_the_same_place_in_the_article(text: str, lead: str) -> None:
    raw = lead + text
    found = ruler(raw, [])
    for offset in range(len(lead), len(raw) + 1):
        if raw[offset - 1 : offset + 1] != "\r\n":
            assert article_text(raw)[: found.place(offset)] == article_text(raw[:offset])


def test_a_span_over_a_line_end_of_cr_lf(tmp_path: Path) -> None:
    (mark,) = marks(tmp_path, "T1\tX 19 22;24 26\tOss in\n", CRLF).values()
    assert mark.text == "Oss\nin"


def test_the_text_beside_may_differ_in_white_space_and_be_missing(tmp_path: Path) -> None:
    ann = "T1\tX 14 25\tAnna  Oss in\nT2\tX 14 22\nT3\tX 14 18;19 22\tAnnaOss\nT4\tX 2 7\tBrell\tmore\nT5\tX 2 7\tBrell more\n"
    assert len(marks(tmp_path, ann)) == 5


@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_a_byte_order_mark_of_the_annotations_is_passed_over(tmp_path: Path, mark: str) -> None:
    assert list(marks(tmp_path, (mark + SPANS).encode())) == ["T1", "T2", "T3", "T4"]


def test_other_encodings(tmp_path: Path) -> None:
    assert len(marks(tmp_path, SPANS.encode("utf-16"), TEXT.encode("utf-16"))) == 4
    assert len(marks(tmp_path, SPANS, TEXT.encode("utf-16"))) == 4


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("T1\tPER 2 7\tBrell", "the id 'T1' stands there twice"),
        ("T5\tPER 2 99\tBrell", "2–99 is outside the text (31 code points)"),
        ("T5\tPER 7 2\tBrell", "7–2 ends before it begins"),
        ("T5\tPER 3 8\tBrell", "it says 'Brell', but the text there is 'rell '"),
        ("T5\tPER -2 7\tBrell", "offsets must be START END"),
        ("T5\tPER 2\tBrell", "offsets must be START END"),
        ("T5\tPER 2 7 9\tBrell", "offsets must be START END"),
        ("T5\tPER\tBrell", "offsets must be START END"),
        (f"T5\tPER 2 {'9' * 10_000}\tBrell", "offsets must be START END"),
        ("E1\tMeet", "'Meet' must be two names with a colon between them"),
        ("E1\t", "an event without TYPE:TRIGGER"),
        ("E1\tMeet:T8", "it names 'T8', which is not there"),
        ("E1\tMeet:T3 Who:T8", "it names 'T8', which is not there"),
        ("E1\tMeet:E1", "'E1' is no span, and cannot be a trigger"),
        ("R1\tLoc Arg1:T1", "a relation must be TYPE Arg1:ID Arg2:ID"),
        ("R1\tLoc Arg1:T1 Arg2:T8", "it names 'T8', which is not there"),
        ("R1\tLoc Arg1:T8 Arg2:T1", "it names 'T8', which is not there"),
        ("A1\tSure", "an attribute must be NAME ID, or NAME ID VALUE"),
        ("A1\tSure T8", "it names 'T8', which is not there"),
        ("#1\tAnnotatorNotes T8\tno", "it names 'T8', which is not there"),
        ("#1\t", "a note without a type"),
        ("N1\tReference T1", "a normalisation must be TYPE ID DATABASE:ENTRY"),
        ("*\t", "a * line without a type"),
    ],
)
def test_what_does_not_hold_is_refused_with_file_and_line(tmp_path: Path, line: str, reason: str) -> None:
    assert fault(tmp_path, line).startswith(reason)


def test_without_asking_for_bad_lines_the_first_one_ends_it(tmp_path: Path) -> None:
    read(tmp_path, SPANS + "T5\tPER 2 99\tBrell\n")
    with pytest.raises(PostilError, match=r"a\.ann, line 5, byte 76: 2–99 is outside the text"):
        list(corpus.read([tmp_path]))


def test_files_that_are_no_text_are_refused(tmp_path: Path) -> None:
    for text, ann, name in (
        (b"\xff\xfeA", SPANS.encode(), "a.txt"),
        (b"   ", b"", "a.txt"),
        (TEXT.encode(), b"T1\t\xff", "a.ann"),
    ):
        (tmp_path / "a.txt").write_bytes(text)
        (tmp_path / "a.ann").write_bytes(ann)
        bad: list[BadLine] = []
        assert not list(corpus.read([tmp_path], bad=bad.append))
        assert [b.file for b in bad] == [f"{tmp_path}/{name}"]


def test_hostile_lines_end_in_time(tmp_path: Path) -> None:
    ann = (
        SPANS + "E1\tMeet:T3 " + "1" * 200_000 + "x:T1 " + "x" + "2" * 200_000 + ":T1\n" + "T5\tX " + "1 2;" * 100_000 + "3 4\n"
    )
    record, bad = read(tmp_path, ann + "\x1b[31m\t\0\n" + "*\t" + "T1 " * 100_000)
    assert len(bad) <= 1
    assert len(record.annotations) >= 4


def test_the_tutorials_of_brat() -> None:
    folder = SHARED / "brat" / "tutorials-news"
    if not folder.is_dir():
        pytest.skip("the samples are not here")
    detected: list[str] = []
    losses = Losses()
    records = list(corpus.read([folder], detected=detected.append, losses=losses))
    assert (len(records), set(detected)) == (13, {"brat"})
    assert sum(len(record.annotations) for record in records) == 119
    assert {loss.what: loss.count for loss in losses.result()} == {
        "entries of databases (lines that begin with N): in the note": 1,
        "equivalences (lines that begin with *)": 2,
        "attributes and notes of what is neither a span nor an event": 1,
    }


def test_one_article() -> None:
    path = SHARED / "one-article" / "brat.txt"
    if not path.is_file():
        pytest.skip("the samples are not here")
    (record,) = corpus.read([path])
    found = [(m.id, m.label, m.start, m.end) for m in record.annotations]
    assert found == [
        ("T1", "Organization", 2, 17),
        ("T2", "GPE", 10, 17),
        ("T3", "Person", 27, 35),
        ("T5", "GPE", 56, 77),
        ("T6", "GPE", 66, 77),
        ("E1", "Resign", 36, 44),
    ]
    event = record.annotations[-1]
    assert event.roles == {"Agent": (Filler(annotation="T3"),)}
    assert event.attributes == {"Stance": "neutral", "Negation": "true"}
    assert record.annotations[1].roles == {"Part-of": (Filler(annotation="T1"),)}


def test_a_folder_of_postils_is_in_utf_8_whatever_is_told(tmp_path: Path) -> None:
    read(tmp_path, SPANS)
    (tmp_path / "annotation.conf").write_text("# postil 1\n# annotator: bob%2Fx\n\n[entities]\n")
    (record,) = corpus.read([tmp_path], encoding="cp1252")
    assert [mark.text for mark in record.annotations] == ["Brell", "Anna Oss", "meets", "Vald"]
    assert set(record.work) == {mark.by for mark in record.annotations} == {"bob/x"}


def test_configurations_of_every_version_and_words_about_the_corpus_are_no_articles(tmp_path: Path) -> None:
    read(tmp_path, SPANS)
    for name in ("annotation", "entity_types", "event_types", "relation_types", "attributes", "labels", "abbreviations", "acl"):
        (tmp_path / f"{name}.conf").write_text("# what brat shows\nPerson\n", "utf-8")
    for name in ("README", "README.md", "LICENSE.txt", "Licence.md"):
        (tmp_path / name).write_text("About this corpus.\n", "utf-8")
    assert [r.article.id for r in corpus.read([tmp_path])] == ["a"]
    (tmp_path / "README.txt").write_text("Vald", "utf-8")
    (tmp_path / "README.ann").write_text("T1\tGPE 0 4\tVald\n", "utf-8")
    assert [r.article.id for r in corpus.read([tmp_path])] == ["README", "a"]
