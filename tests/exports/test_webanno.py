"""WebAnno TSV as it is written: to the letter, since INCEpTION reads it by the letter."""

from dataclasses import replace
from pathlib import Path

import pytest

from postil import corpus, exports
from postil.exports import webanno
from postil.exports.shared_losses import CHOICES, FILLERS, META, NOTES, ORIGINS, REJECTED, UNFINISHED
from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Attribute, Kind, Label, Layer, Role, Scheme

SCHEME = Scheme(
    name="test",
    language="fr",
    layers=(
        Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"), Label(name="G_P"))),
        Layer(
            name="article-event",
            kind=Kind.FRAMES,
            labels=(Label(name="SUPPORT"),),
            roles=(Role(name="actor", many=True, text=True),),
            attributes=(Attribute(name="modality", values=("asserted", "a|b")),),
        ),
        Layer(name="type", kind=Kind.CHOICES, many=True, labels=(Label(name="SUPPORT"),)),
    ),
)
TEXT = "  😀 Kim Jong\nUn a\tsalué la Corée.\n\nKim est là."
FRAME = "webanno.custom.articleZ2DZevent"
FILE = f"""#FORMAT=WebAnno TSV 3.3
#T_SP=webanno.custom.entity|value
#T_SP={FRAME}|value|modality|ROLE_{FRAME}:actor_{FRAME}ActorLink|uima.tcas.Annotation


#Text=😀 Kim Jong
#Text=Un a\\tsalué la Corée.
#Text=
#Text=
1-1|2-4|😀|_|_|_|_|_|
1-2|5-8|Kim|PER[1]|_|_|_|_|
1-3|9-13|Jong|PER[1]|_|_|_|_|
1-4|14-16|Un|PER[1]|_|_|_|_|
1-5|17-18|a|_|_|_|_|_|
1-6|19-24|salué|_|SUPPORT|a\\§b|actor;actor|1-2[1];2-1[3]|
1-7|25-27|la|G\\_P[2]|_|_|_|_|
1-8|28-33|Corée|G\\_P[2]|_|_|_|_|
1-8.1|29-32|oré|PER|_|_|_|_|
1-9|33-34|.|_|_|_|_|_|

2-1|36-39|Kim|PER[3]§G\\_P[4]|_|_|_|_|
2-2|40-43|est|_|_|_|_|_|
2-3|44-46|là|_|_|_|_|_|
2-4|46-47|.|_|_|_|_|_|
""".replace("\n\n2-1", "\n\n#Text=Kim est là.\n2-1").replace("|1-", "\t1-")


def expected() -> str:
    head, _, body = FILE.partition("\n\n\n")
    rows = [line if line.startswith("#") else line.replace("|", "\t").replace("§", "|") for line in body.split("\n")]
    return head + "\n\n\n" + "\n".join(rows)


def mark(name: str, label: str, surface: str, *, at: int = 0, layer: str = "entity") -> Annotation:
    start = TEXT.index(surface, at)
    end = start + len(surface)
    return Annotation(id=name, layer=layer, label=label, start=start, end=end, text=surface, verdict=Verdict.ADDED, by="alice")


RECORD = Record(
    Article("n/1", TEXT),
    (
        mark("a1", "PER", "Kim Jong\nUn"),
        mark("a2", "G_P", "la Corée"),
        mark("a3", "PER", "oré"),
        mark("a4", "PER", "Kim", at=20),
        mark("a5", "G_P", "Kim", at=20),
        replace(
            mark("e1", "SUPPORT", "salué", layer="article-event"),
            roles={"actor": (Filler(annotation="a1"), Filler(annotation="a4"))},
            attributes={"modality": "a|b"},
        ),
    ),
    work={"alice": Work(Status.DONE)},
)


def test_to_the_letter(tmp_path: Path) -> None:
    written = exports.write("webanno", tmp_path / "out", [RECORD], SCHEME)
    path = tmp_path / "out" / "annotation" / "n%2F1" / "alice.tsv"
    assert path in written.paths
    assert path.read_bytes().decode() == expected()
    assert not written.losses
    assert written.labels["entity", "PER"] == 3


def test_it_comes_back(tmp_path: Path) -> None:
    exports.write("webanno", tmp_path / "out", [RECORD], SCHEME)
    (record,) = corpus.read([tmp_path / "out"])
    assert record.article == RECORD.article
    texts = {a.id: (a.layer, a.label, a.start, a.end) for a in record.annotations}
    assert sorted(texts.values(), key=repr) == sorted(
        ((a.layer, a.label, a.start, a.end) for a in RECORD.annotations), key=repr
    )
    (frame,) = [a for a in record.annotations if a.layer == "article-event"]
    assert frame.attributes == {"modality": "a|b"}
    assert [texts[f.annotation] for f in frame.roles["actor"]] == [("entity", "PER", 5 - 1, 15), ("entity", "PER", 35, 38)]
    assert record.work == {"alice": Work(Status.DONE)}


@pytest.mark.parametrize(
    "text", ["\n\tKim", "\u00a0 Kim", "Kim\n\n", "Kim.\r\nLee.\r\n", "\u200b", "a\u2028b\x0bc\x1b[0m\0 \\ \\n"]
)
def test_every_text_comes_back(tmp_path: Path, text: str) -> None:
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            span = replace(RECORD.annotations[0], start=start, end=end, text=text[start:end])
            one = replace(RECORD, article=Article("n", text), annotations=(span,))
            exports.write("webanno", tmp_path / "out", [one], SCHEME)
            (record,) = corpus.read([tmp_path / "out"])
            assert record.article.text == text
            assert [(a.start, a.end, a.text) for a in record.annotations] == [(start, end, text[start:end])]


def test_what_has_no_place_is_counted(tmp_path: Path) -> None:
    origin = Suggestion(id="s", layer="entity", label="PER", start=4, end=15, text="Kim Jong\nUn", source="rules:x", score=0.5)
    one, two, *others, frame = RECORD.annotations
    marks = (
        replace(one, verdict=Verdict.ACCEPTED, origin=origin, note="vu"),
        replace(two, verdict=Verdict.REJECTED, origin=replace(origin, id="s2")),
        *others,
        replace(frame, roles={"actor": (Filler(annotation="a1"), Filler(annotation="c"), Filler(suggestion="s2"))}),
        Annotation(id="c", layer="type", label="SUPPORT", rank=1, verdict=Verdict.ADDED, by="alice", note="x"),
    )
    record = replace(RECORD, article=Article("n1", TEXT, {"k": "v"}), annotations=marks, work={"alice": Work(Status.STARTED)})
    written = exports.write("webanno", tmp_path / "out", [record], SCHEME)
    assert {loss.limit: loss.count for loss in written.losses} == {
        FILLERS: 1,
        META: 1,
        UNFINISHED: 1,
        ORIGINS: 1,
        NOTES: 1,
        REJECTED: 1,
        CHOICES: 1,
        webanno.CHOICE_FILLERS: 1,
    }


def test_free_text_in_roles(tmp_path: Path) -> None:
    texts = ["on", "a\\nb\nc|d", "*"]
    *others, frame = RECORD.annotations
    fillers = (Filler(annotation="a1"), *(Filler(text=text) for text in texts))
    record = replace(RECORD, annotations=(*others, replace(frame, roles={"actor": fillers})))
    written = exports.write("webanno", tmp_path / "out", [record], SCHEME)
    assert not written.losses
    (path,) = (tmp_path / "out").rglob("*.tsv")
    assert "|value|modality|actorZtextZ|ROLE_" in path.read_text(encoding="utf-8")
    (back,) = corpus.read([tmp_path / "out"])
    (again,) = [a for a in back.annotations if a.roles]
    assert [f.text for f in again.roles["actor"]] == [*texts, ""]


def test_no_id_and_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    names = ["../../evil", "/etc/passwd", "..", ".hidden", "_", "é" * 300]
    records = [replace(RECORD, article=Article(name, f"Kim {n}"), annotations=()) for n, name in enumerate(names)]
    records.append(Record(Article("last", "Lee"), work={"../bob": Work(Status.DONE), "": Work(Status.DONE)}))
    written = exports.write("webanno", tmp_path / "out", records, SCHEME)
    assert all(path.resolve().is_relative_to(tmp_path / "out") for path in written.paths)
    assert [loss.limit for loss in written.losses] == [webanno.LONG_IDS]
    back = list(corpus.read([tmp_path / "out"]))
    assert {r.article.id for r in back} >= {*names[:-1], "last"}
    assert {r.article.text for r in back} == {r.article.text for r in records}
    assert next(set(r.work) for r in back if r.article.id == "last") == {"../bob", corpus.NOBODY}


def test_splits(tmp_path: Path) -> None:
    with exports.export(
        "webanno", tmp_path / "a", [RECORD], SCHEME, splits={"n/1": "train"}, parts=("train", "dev")
    ) as dataset:
        dataset.keep()
    assert (tmp_path / "a" / "train" / "annotation" / "n%2F1" / "alice.tsv").is_file()
    (record,) = corpus.read([tmp_path / "a"])
    assert record.article.id == "n/1"


def test_what_is_no_text_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PostilError, match="'n1' cannot be written"):
        exports.write("webanno", tmp_path / "a", [replace(RECORD, article=Article("n1", "a\ud800"), annotations=())], SCHEME)
