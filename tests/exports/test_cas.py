"""What a UIMA CAS of postil's looks like, where its files are, and what another tool may have done to it meanwhile."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from postil import corpus, exports
from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.loss import Effect
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Attribute, Kind, Label, Layer, Role, Scheme

SCHEME = Scheme(
    name="news",
    language="fr",
    layers=(
        Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"), Label(name="GPE"))),
        Layer(
            name="événement",
            kind=Kind.FRAMES,
            labels=(Label(name="SAY"),),
            roles=(Role(name="who"), Role(name="value")),
            attributes=(Attribute(name="value", values=("yes",)),),
        ),
        Layer(name="kind", kind=Kind.CHOICES, labels=(Label(name="news"),), many=True),
    ),
)
TEXT = "😀 Kim\x0b dit\noui\r"


def mark(name: str, layer: str, label: str, start: int | None = None, end: int | None = None) -> Annotation:
    text = "" if start is None else TEXT[start:end]
    return Annotation(
        id=name, layer=layer, label=label, start=start, end=end, text=text, verdict=Verdict.ADDED, by="alice", at="2026-01-01"
    )


MADE = Suggestion(id="s1", layer="entity", label="PER", start=2, end=5, text="Kim", source="rules:x", score=0.25)
PERSON = replace(mark("a1", "entity", "PER", 2, 5), verdict=Verdict.ACCEPTED, origin=MADE)
EVENT = replace(
    mark("a2", "événement", "SAY", 7, 10),
    roles={"who": (Filler(text="on\x01"), Filler(suggestion="s1"), Filler(text="elle")), "value": (Filler(suggestion="s1"),)},
    attributes={"value": "yes"},
    note="\x00?",
)
CHOICE = replace(mark("a3", "kind", "news"), rank=1)
NOT_MADE = replace(MADE, id="s2", label="GPE", start=0, end=1, text="😀")
NO = replace(mark("a4", "entity", "GPE", 0, 1), verdict=Verdict.REJECTED, origin=NOT_MADE)


def record(name: str = "n1", *marks: Annotation, **work: Work) -> Record:
    return Record(Article(name, TEXT, {"date": "2024", "k": ["\x02"]}), marks, (), work or {"alice": Work(Status.DONE)})


def write(folder: Path, form: str, *records: Record) -> exports.Written:
    return exports.write(form, folder / "out", records, SCHEME)


def test_layers_are_types_with_slots(tmp_path: Path) -> None:
    write(tmp_path, "xmi", record("n1", PERSON, EVENT, CHOICE, NO))
    xmi = (tmp_path / "out" / "n1@alice.xmi").read_text("utf-8")
    assert re.search(r'<custom:entity xmi:id="\d+" sofa="1" begin="3" end="6" value="PER" ', xmi)
    assert re.search(r'<custom:kind xmi:id="\d+" sofa="1" value="news" rank="1" ', xmi)
    assert re.search(
        r'<custom:ZE9ZvZE9Znement [^>]*value="SAY" [^>]*Z76Zalue="yes" [^>]*who="\d+"[^>]*Z76Zalue__role="\d+"', xmi
    )
    assert "<who__text>on\ufffd</who__text><who__text>elle</who__text>" in xmi
    assert re.search(r'<postil:Rejected [^>]*begin="0" end="2" layer="entity" value="GPE"', xmi)
    assert 'sofaString="😀 Kim\ufffd dit&#10;oui&#13;"' in xmi
    types = (tmp_path / "out" / "TypeSystem.xml").read_text("utf-8")
    link = types[types.index("<name>postil.link.ZE9ZvZE9Znement.who</name>") :]
    assert re.findall("<name>(.*?)</name>", link[: link.index("</typeDescription>")])[1:] == ["role", "target"]
    assert "<supertypeName>uima.cas.TOP</supertypeName>" in link[: link.index("</features>")]


@pytest.mark.parametrize("form", ["xmi", "jsoncas"])
def test_everything_is_read_again(tmp_path: Path, form: str) -> None:
    given = record("n1", PERSON, EVENT, CHOICE, NO, alice=Work(Status.STARTED, 2.5, True, "mémo\x03"))
    written = write(tmp_path, form, given)
    assert [loss.limit.effect for loss in written.losses] == ([Effect.CHANGED] if form == "xmi" else [])
    (again,) = corpus.read([tmp_path / "out"])
    assert (again.article, again.annotations, again.work) == (given.article, given.annotations, given.work)


def test_json_needs_no_stand_ins(tmp_path: Path) -> None:
    write(tmp_path, "jsoncas", record("n1", EVENT))
    data = (tmp_path / "out" / "n1@alice.json").read_text("utf-8")
    assert "\ufffd" not in data
    assert r'"sofaString": "😀 Kim\u000b dit\noui\r"' in data


@pytest.mark.parametrize("name", ["../x", "a/b", "é😀", ".", "a@b", "con\0", "x" * 300, "😀" * 90])
def test_ids_of_all_kinds_stay_in_the_folder(tmp_path: Path, name: str) -> None:
    given = replace(record(name, replace(PERSON, by="b/ob")), work={"b/ob": Work(Status.DONE)})
    write(tmp_path, "xmi", given, record("x@y", PERSON))
    assert {path.parent for path in tmp_path.rglob("*.xmi")} == {tmp_path / "out"}
    assert {r.article.id: list(r.work) for r in corpus.read([tmp_path / "out"])} == {name: ["b/ob"], "x@y": ["alice"]}


def test_a_folder_for_each_split_and_annotators_side_by_side(tmp_path: Path) -> None:
    marks = (PERSON, replace(PERSON, id="b1", by="bob", verdict=Verdict.ADDED, origin=None))
    given = [record("n1", *marks, alice=Work(Status.DONE), bob=Work(Status.DONE)), record("n2", PERSON)]
    with exports.export(
        "xmi", tmp_path / "out", given, SCHEME, splits={"n1": "train", "n2": "test"}, parts=("train", "test")
    ) as dataset:
        dataset.keep()
    names = [path.relative_to(tmp_path / "out").as_posix() for path in sorted(tmp_path.rglob("*.xmi"))]
    assert names == ["test/n2@alice.xmi", "train/n1@alice.xmi", "train/n1@bob.xmi"]
    found = {r.article.id: [a.by for a in r.annotations] for r in corpus.read([tmp_path / "out"])}
    assert found == {"n1": ["alice", "bob"], "n2": ["alice"]}


def test_what_another_tool_moved_is_corrected_and_what_it_added_is_added(tmp_path: Path) -> None:
    write(tmp_path, "xmi", record("n1", PERSON, EVENT))
    path = tmp_path / "out" / "n1@alice.xmi"
    xmi = path.read_text("utf-8").replace('begin="3" end="6" value="PER"', 'begin="3" end="7" value="GPE"')
    xmi = xmi.replace(">on\ufffd<", ">nous<").replace("?</", "!</")
    xmi = xmi.replace("<cas:Sofa", '<custom:entity xmi:id="99" sofa="1" begin="12" end="15" value="PER"/><cas:Sofa', 1)
    path.write_text(xmi.replace('members="', 'members="99 '), "utf-8")
    (again,) = corpus.read([tmp_path / "out"])
    person, event, added = again.annotations
    assert (person.verdict, person.label, person.text) == (Verdict.CORRECTED, "GPE", "Kim\x0b")
    assert person.origin == PERSON.origin
    assert {f.text for f in event.roles["who"]} == {"nous", "elle", ""}
    assert (added.verdict, added.text, added.by) == (Verdict.ADDED, "oui", "alice")


def test_whoever_annotated_on_in_inception_is_the_annotator(tmp_path: Path) -> None:
    write(tmp_path, "xmi", record("n1", PERSON))
    path = tmp_path / "out" / "n1@alice.xmi"
    about = 'documentId="carol" documentUri="p-1/n1.xmi" documentBaseUri="p-1" documentTitle="n1.xmi"'
    path.write_text(re.sub(r'documentTitle="[^"]*" documentId="[^"]*"', about, path.read_text("utf-8")), "utf-8")
    (again,) = corpus.read([tmp_path / "out"])
    assert (again.article.id, list(again.work), again.annotations[0].by) == ("n1", ["carol"], "carol")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("&quot;start&quot;: 2", "&quot;start&quot;: 999"),
        ("&quot;id&quot;: &quot;s1&quot;", "&quot;odd&quot;: 1"),
        ('postil_suggested="{', 'postil_suggested="['),
        ('postil_verdict="accepted"', 'postil_verdict="perhaps"'),
        ('postil_score="0.25"', 'postil_score="7"'),
        ('status="done"', 'status="odd"'),
        ('meta="{', 'meta="{{'),
        ('characters="[[', 'characters="[[[['),
        ('characters="[[5, 11]]"', 'characters="[[5]]"'),
        ('postil_exact="{', 'postil_exact="{{'),
    ],
)
def test_what_is_broken_in_postil_s_own_features_is_named(tmp_path: Path, before: str, after: str) -> None:
    write(tmp_path, "xmi", record("n1", PERSON, EVENT))
    path = tmp_path / "out" / "n1@alice.xmi"
    data = path.read_text("utf-8")
    assert before in data
    path.write_text(data.replace(before, after), "utf-8")
    bad: list[corpus.BadLine] = []
    assert not list(corpus.read([path], bad=bad.append))
    assert [b.reason.startswith("it is not a whole UIMA CAS: ") for b in bad] == [True]


def test_layers_that_the_scheme_has_no_more(tmp_path: Path) -> None:
    old = replace(mark("a9", "old", "X", 2, 5), attributes={"sure": "no"})
    other = mark("b1", "kind", "news", 2, 5)
    write(tmp_path, "xmi", record("n1", old, other, CHOICE))
    (again,) = corpus.read([tmp_path / "out"])
    assert [(a.layer, a.label, a.start, dict(a.attributes)) for a in again.annotations] == [
        ("old", "X", 2, {"sure": "no"}),
        ("kind", "news", 2, {}),
        ("kind", "news", None, {}),
    ]


@pytest.mark.parametrize("form", ["xmi", "jsoncas"])
def test_attributes_and_roles_called_like_what_is_there_already(tmp_path: Path, form: str) -> None:
    names = (
        "value",
        "class",
        "get",
        "set",
        "self",
        "type",
        "begin",
        "xmiID",
        "None",
        "postil_id",
        "x__text",
        "Zone",
        "get_covered_text",
    )
    event = replace(
        EVENT,
        attributes={name: name for name in names},
        roles={name: (Filler(suggestion="s1"), Filler(text=name)) for name in names},
    )
    write(tmp_path, form, record("n1", PERSON, event))
    (again,) = corpus.read([tmp_path / "out"])
    assert again.annotations == (PERSON, event)
