"""brat standoff: what is written, and that brat would take it."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora import corpora, schemes
from postil import corpus, exports
from postil.corpus.matching import Matcher
from postil.schema.annotation import Annotation, Filler, Verdict
from postil.schema.article import Article
from postil.schema.loss import Losses
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Attribute, Kind, Label, Layer, Role, Scheme
from postil.schema.scheme_file import load_project
from postil.schema.scheme_proposal import Proposal
from standoff import require_brat

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
TEXT = "Kim Jong\nUn salue\tl’accord 😀 d’Anna."
SCHEME = Scheme(
    name="news",
    layers=(
        Layer(
            name="entity",
            kind=Kind.SPANS,
            labels=(
                Label(name="PER", title="Person | one", color="teal"),
                Label(name="AGREE"),
                Label(name="É"),
                Label(name="a.b"),
            ),
        ),
        Layer(
            name="event",
            kind=Kind.FRAMES,
            labels=(Label(name="AGREE", color="#ff0000"), Label(name="CONSULT")),
            roles=(
                Role(name="actor", of=("entity.PER", "entity.AGREE"), many=True),
                Role(name="lieu1", text=True),
                Role(name="list", list="targets"),
            ),
            attributes=(
                Attribute(name="modality", values=("sûr", "peut-être", "a|b, c")),
                Attribute(name="Negation", values=("true",)),
            ),
        ),
        Layer(name="kind", kind=Kind.CHOICES, labels=(Label(name="PER"),)),
    ),
)


def mark(name: str, layer: str, label: str, start: int, end: int, by: str = "alice", **more: object) -> Annotation:
    base = Annotation(
        id=name, layer=layer, label=label, start=start, end=end, text=TEXT[start:end], verdict=Verdict.ADDED, by=by
    )
    return replace(base, **more)  # type: ignore[arg-type]


def record(*marks: Annotation, name: str = "n1") -> Record:
    return Record(Article(name, TEXT), marks, work={who: Work(Status.DONE) for who in {m.by for m in marks} or {"alice"}})


def written(folder: Path, *records: Record, scheme: Scheme = SCHEME) -> exports.Written:
    result = exports.write("brat", folder / "out", records, scheme)
    require_brat(folder / "out")
    return result


def lines(folder: Path, *marks: Annotation) -> list[str]:
    written(folder, record(*marks))
    return (folder / "out" / "alice" / "n1.ann").read_text(encoding="utf-8").split("\n")[:-1]


def test_spans_go_in_pieces_at_line_breaks_and_tabs(tmp_path: Path) -> None:
    assert lines(tmp_path, mark("a1", "entity", "PER", 0, 17)) == ["T1\tPER 0 8;9 17\tKim Jong Un salue"]
    assert (tmp_path / "out" / "alice" / "n1.txt").read_bytes() == TEXT.encode()


def test_breaks_at_the_edges_are_told_beside(tmp_path: Path) -> None:
    found = lines(tmp_path, mark("a1", "entity", "PER", 8, 18))
    assert found == ["T1\tPER 9 17\tUn salue", "#1\tRange T1\t8 18"]


def test_frames_are_events_with_triggers(tmp_path: Path) -> None:
    roles = {"actor": (Filler(annotation="a1"), Filler(annotation="a2")), "lieu1": (Filler(text="ici"),)}
    frame = mark(
        "e1", "event", "CONSULT", 12, 17, roles=roles, attributes={"modality": "a|b, c", "Negation": "true"}, flag=True
    )
    assert lines(tmp_path, mark("a1", "entity", "PER", 0, 11), frame, mark("a2", "entity", "PER", 31, 35, note="qui ?")) == [
        "T1\tPER 0 8;9 11\tKim Jong Un",
        "T2\tCONSULT 12 17\tsalue",
        "E1\tCONSULT:T2 actor:T1 actor2:T3",
        "T3\tPER 31 35\tAnna",
        "#1\tRole-lieu1 E1\tici",
        "A1\tmodality E1 a_x7C_b_x2C__x20_c",
        "A2\tNegation E1",
        "#2\tFlag E1\tflagged",
        "#3\tAnnotatorNotes T3\tqui ?",
    ]


def test_a_label_stays_as_it_is_where_it_says_enough(tmp_path: Path) -> None:
    found = lines(
        tmp_path,
        mark("a1", "entity", "PER", 0, 3),
        mark("a2", "entity", "AGREE", 0, 3),
        mark("a3", "event", "AGREE", 0, 3),
        mark("a4", "entity", "É", 0, 3),
        mark("a5", "entity", "a.b", 0, 3),
    )
    types = [line.split("\t")[1].split(" ")[0] for line in found if line.startswith("T")]
    assert types == ["PER", "entity_x2E_AGREE", "event_x2E_AGREE", "_xC9_", "entity_x2E_a_x2E_b"]


def test_the_configuration(tmp_path: Path) -> None:
    written(tmp_path, record())
    conf = (tmp_path / "out" / "annotation.conf").read_text(encoding="utf-8")
    assert "CONSULT\tactor*:PER|entity_x2E_AGREE, lieu_x31_?:<ANY>\n" in conf
    assert "modality\tArg:event_x2E_AGREE|CONSULT, Value:sûr|peut-être|a_x7C_b_x2C__x20_c\n" in conf
    assert "Negation\tArg:event_x2E_AGREE|CONSULT\n" in conf
    visual = (tmp_path / "out" / "visual.conf").read_text(encoding="utf-8")
    assert "PER | Person one\n" in visual
    assert "PER\tbgColor:teal, borderColor:darken\n" in visual
    assert "event_x2E_AGREE\tbgColor:#ff0000, borderColor:darken\n" in visual


def test_each_annotator_has_a_folder_and_splits_are_above(tmp_path: Path) -> None:
    one = record(mark("a1", "entity", "PER", 0, 3), mark("b1", "entity", "PER", 0, 3, by="bob/x"))
    with exports.export("brat", tmp_path / "out", [one], SCHEME, splits={"n1": "train"}, parts=("train",)) as dataset:
        dataset.keep()
    names = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*.ann")}
    assert names == {"train/alice/n1.ann", "train/bob%2Fx/n1.ann"}
    back = list(corpus.read([tmp_path / "out"]))
    assert [(r.article.id, sorted(r.work), [a.by for a in r.annotations]) for r in back] == [
        ("n1", ["alice", "bob/x"], ["alice", "bob/x"])
    ]


def test_hostile_ids_stay_in_the_folder_and_come_back(tmp_path: Path) -> None:
    names = ["../../x", "/etc/passwd", "a" * 1000, ".", "annotation", "\n", "C:\\x"]
    result = written(tmp_path, *(record(name=name) for name in names))
    assert all((tmp_path / "out") in path.parents for path in result.paths)
    back = {r.article.id for r in corpus.read([tmp_path / "out"])}
    assert set(names) - back == {"a" * 1000}
    assert [(loss.what, loss.count) for loss in result.losses] == [
        ("articles whose id is too long for the name of a file: a shorter one", 1)
    ]


def test_what_has_no_place_is_counted(tmp_path: Path) -> None:
    blank = mark("e2", "event", "CONSULT", 8, 9)
    frame = mark("e1", "event", "CONSULT", 12, 17, roles={"actor": (Filler(annotation="e2"), Filler(suggestion="s9"))})
    choice = Annotation(id="c", layer="kind", label="PER", verdict=Verdict.ADDED, by="alice")
    no = mark("r", "entity", "PER", 0, 3, verdict=Verdict.REJECTED)
    result = written(tmp_path, record(blank, frame, choice, no, mark("a", "entity", "PER", 0, 3, note="a\nb")))
    assert {loss.what: loss.count for loss in result.losses} == {
        "rejected suggestions, left out": 1,
        "labels of whole articles, left out": 1,
        "spans of nothing but white space, left out": 1,
        "roles filled by what is left out": 1,
        "roles filled by suggestions nobody answered or by rejected ones": 1,
        "notes with line breaks or tabs in them: blanks instead": 1,
    }


def test_texts_are_kept_to_the_letter(tmp_path: Path) -> None:
    for text in ("\ufeffa\r\nb\r", "\0\0a", "a\u2028b\x85c", "  a\n\n"):
        one = Record(Article("n1", text), work={"alice": Work(Status.DONE)})
        exports.write("brat", tmp_path / "out", [one], SCHEME)
        (back,) = corpus.read([tmp_path / "out"])
        assert back.article.text == text


def test_what_came_from_brat_keeps_its_ids(tmp_path: Path) -> None:
    text = "Brell meets Anna, Oss meets Vald."
    ann = (
        "T2\tPER 0 5\tBrell\nT7\tPER 12 16\tAnna\nT1\tMeet 6 11\tmeets\nE4\tMeet:T1 Who:T2 Who2:T7\n"
        "R1\tKnows Arg1:T2 Arg2:T7\t\nA1\tSure T7\n#1\tAnnotatorNotes E4\twhy\n"
    )
    (tmp_path / "a.txt").write_text(text)
    (tmp_path / "a.ann").write_text(ann)
    scheme = Scheme(
        name="x",
        layers=(
            Layer(
                name="entities",
                kind=Kind.FRAMES,
                labels=(Label(name="PER"),),
                roles=(Role(name="Knows", of=("entities.PER",)),),
                attributes=(Attribute(name="Sure", values=("true",)),),
            ),
            Layer(
                name="events", kind=Kind.FRAMES, labels=(Label(name="Meet"),), roles=(Role(name="Who", of=("entities.PER",)),)
            ),
        ),
    )
    result = written(tmp_path, *corpus.read([tmp_path / "a.txt"]), scheme=scheme)
    assert not result.losses
    assert sorted((tmp_path / "out" / "a.ann").read_text().split("\n")) == sorted(ann.split("\n"))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_brat_would_take_whatever_is_written(data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    with TemporaryDirectory() as folder:
        result = exports.write("brat", Path(folder) / "out", data.draw(corpora(scheme)), scheme)
        assert require_brat(Path(folder) / "out") == result.documents


def test_frames_that_only_relate_two_annotations_are_relations(tmp_path: Path) -> None:
    of = ("entity.PER", "entity.ORG")
    roles = (Role(name="from", of=of), Role(name="to", of=of))
    scheme = Scheme(
        name="x",
        layers=(
            Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"), Label(name="ORG"))),
            Layer(name="relation", kind=Kind.FRAMES, labels=(Label(name="Knows"), Label(name="ORG")), roles=roles),
        ),
    )
    kim, anna = mark("T4", "entity", "PER", 0, 3), mark("T2", "entity", "ORG", 31, 35)

    def related(label: str, at: Annotation, **more: object) -> Annotation:
        ends = {"from": (Filler(annotation="T4"),), "to": (Filler(annotation="T2"),)}
        return replace(mark(f"r-{label}-{at.start}", "relation", label, at.start or 0, at.end or 0), **{"roles": ends, **more})  # type: ignore[arg-type]

    def require(*marks: Annotation) -> str:
        one = record(*marks)
        result = written(tmp_path, one, scheme=scheme)
        assert not result.losses
        losses = Losses()
        (back,) = (Matcher.of(scheme, {}, losses).match(r) for r in corpus.read([tmp_path / "out"], losses=losses))
        assert not losses.result()
        plain = {m.id: m.identity for m in (*back.annotations, *marks)}
        assert sorted(a.identity for a in back.annotations) == sorted(m.identity for m in marks)
        told = [
            sorted((m.identity, r, plain[f.annotation]) for m in found for r, (f,) in m.roles.items())
            for found in (back.annotations, marks)
        ]
        assert told[0] == told[1]
        return (tmp_path / "out" / "alice" / "n1.ann").read_text()

    assert require(kim, anna, related("Knows", kim), related("ORG", kim)) == (
        "T4\tPER 0 3\tKim\nT2\tentity_x2E_ORG 31 35\tAnna\n"
        "R1\tKnows Arg1:T4 Arg2:T2\t\nR2\trelation_x2E_ORG Arg1:T4 Arg2:T2\t\n"
    )
    conf = (tmp_path / "out" / "annotation.conf").read_text()
    assert "[relations]\nKnows\tArg1:PER|entity_x2E_ORG, Arg2:PER|entity_x2E_ORG\n" in conf
    assert "[events]\n\n" in conf
    # Wherever it says more than a relation can, it is an event.
    assert "E1\t" in require(kim, anna, related("Knows", kim, note="since when?"))
    assert "E1\t" in require(kim, anna, related("Knows", anna))
    assert "[events]\nKnows\tfrom?:" in (tmp_path / "out" / "annotation.conf").read_text()
    assert "E1\t" in require(kim, anna, related("Knows", kim, roles={"from": (Filler(annotation="T4"),)}))


def test_the_tutorials_of_brat_keep_their_spans_events_and_relations(tmp_path: Path) -> None:
    folder = SAMPLES / "brat" / "tutorials-news"
    if not folder.is_dir():
        pytest.skip("the samples are not here")
    records = list(corpus.read([folder]))
    proposal = Proposal()
    for one in records:
        proposal.add(one)
    (tmp_path / "postil.yaml").write_text(proposal.yaml("news")[0], encoding="utf-8")
    scheme = load_project(tmp_path / "postil.yaml").scheme
    matcher = Matcher.of(scheme, {}, Losses())
    written(tmp_path, *(matcher.match(one) for one in records), scheme=scheme)

    def lines_of(path: Path) -> list[str]:
        return sorted(line.rstrip() for line in path.read_text(encoding="utf-8").split("\n") if line[:1] in ("T", "E", "R"))

    for path in folder.glob("*.txt"):
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes()
        again = tmp_path / "out" / f"{path.stem}.ann"
        assert lines_of(again) == lines_of(path.with_suffix(".ann"))
