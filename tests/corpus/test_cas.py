"""UIMA CAS of other tools: what INCEpTION, DKPro and cassis write, and what is broken."""

import json
import time
from pathlib import Path

import cassis  # type: ignore[import-untyped]
import pytest

from cas_files import SPACES, SPAN, STRING, TEXT, TYPES, json_cas, one, read, type_system, xmi
from postil import corpus
from postil.corpus import BadLine
from postil.schema.annotation import Filler
from postil.schema.errors import PostilError
from postil.schema.loss import Losses
from postil.schema.record import Status

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "one-article"


def test_offsets_are_utf_16_units(tmp_path: Path) -> None:
    record, losses = one(
        tmp_path / "n1.xmi",
        '<custom:Entity sofa="1" begin="3" end="6" value="PER" sure="3" real="true" type="x"/>',
        '<custom:Entity sofa="1" begin="13" end="20" value="QUOTE"/>',
        '<custom:Entity sofa="1" begin="13" end="15"/>',
        '<custom:Bare sofa="1" begin="23" end="28"/>',
    )
    assert [(a.layer, a.label, a.text) for a in record.annotations] == [
        ("Entity", "PER", "Kim"),
        ("Entity", "QUOTE", "😀oui😀"),
        ("Entity", "Entity", "😀"),
        ("Bare", "Bare", "Paris"),
    ]
    assert record.annotations[0].attributes == {"sure": "3", "real": "true", "type": "x"}
    assert all(record.article.text[a.start : a.end] == a.text for a in record.annotations)
    assert (record.article.id, record.article.text, dict(record.article.meta)) == ("n1", TEXT, {})
    assert record.work[""].status is Status.DONE
    assert not losses


def test_links_arrays_and_references_are_roles(tmp_path: Path) -> None:
    record, losses = one(
        tmp_path / "n1.xmi",
        '<custom:Entity sofa="1" begin="3" end="6" value="PER"/>',
        '<custom:Event sofa="1" begin="9" end="12" label="SAY" arguments="4 5" cause="2" others="2 6">'
        "<tags>a</tags><tags>b</tags></custom:Event>".replace("<custom:Event", '<custom:Event xmi:id="3"'),
        '<custom:EventArgumentsLink role="speaker" target="2"/>',
        '<custom:EventArgumentsLink role="where" target="6"/>',
        '<custom:Entity sofa="1" begin="23" end="28" value="GPE"/>',
        members=[2, 3],
    )
    person, event = record.annotations
    by_annotation = Filler(annotation=person.id)
    assert event.roles == {
        "speaker": (by_annotation,),
        "where": (Filler(text="Paris"),),
        "cause": (by_annotation,),
        "others": (by_annotation, Filler(text="Paris")),
    }
    assert (event.label, event.attributes) == ("SAY", {"tags": "a; b"})
    assert sorted(losses.values()) == [1, 2]


def test_relations_are_roles_of_their_governor(tmp_path: Path) -> None:
    record, losses = one(
        tmp_path / "n1.xmi",
        '<custom:Entity sofa="1" begin="3" end="6" value="PER"/>',
        '<custom:Bare sofa="1" begin="23" end="28"/>',
        '<custom:Relation sofa="1" begin="3" end="6" Governor="2" Dependent="3" label="in" kind="x"/>',
        '<type:Token sofa="1" begin="3" end="6"/>',
        '<custom:Relation sofa="1" begin="3" end="6" Governor="2" Dependent="5" label="in"/>',
        '<custom:Relation sofa="1" begin="3" end="6" Governor="2" Dependent="3"/>',
    )
    first, second = record.annotations
    assert first.roles == {"in": (Filler(annotation=second.id),), "Relation": (Filler(annotation=second.id),)}
    assert losses == {
        "sentences, tokens, parts of speech and other grammar": 1,
        "features of relations beside their label": 1,
        "relations with an end that is no annotation here": 1,
    }


def test_chains(tmp_path: Path) -> None:
    record, losses = one(
        tmp_path / "n1.xmi",
        '<custom:Chain sofa="1" first="3"/>',
        '<custom:Link sofa="1" begin="3" end="6" next="4" kind="name"/>',
        '<custom:Link sofa="1" begin="23" end="28"/>',
    )
    first, second = record.annotations
    assert (first.label, first.attributes) == ("Link", {"kind": "name"})
    assert first.roles == {"next": (Filler(annotation=second.id),)}
    assert losses == {"feature structures that are no annotations": 1}


def test_labels_of_the_document_and_what_is_no_annotation(tmp_path: Path) -> None:
    record, losses = one(
        tmp_path / "n1.xmi",
        '<custom:Genre sofa="1" category="news" rank="2"/>',
        '<custom:Other name="x"/>',
        '<custom:Bare sofa="1" begin="3" end="3"/>',
        '<tcas:DocumentAnnotation sofa="1" begin="0" end="29" language="fr"/>',
    )
    (choice,) = record.annotations
    assert (choice.layer, choice.label, choice.rank, choice.start, choice.text) == ("Genre", "news", 2, None, "")
    assert record.article.meta == {"language": "fr"}
    assert sorted(losses.values()) == [1, 1]


def test_what_is_not_indexed_is_no_annotation(tmp_path: Path) -> None:
    record, _ = one(tmp_path / "n1.xmi", '<custom:Bare sofa="1" begin="3" end="6"/>', members=[])
    assert not record.annotations
    assert record.work


@pytest.mark.parametrize(
    ("path", "features", "who"),
    [
        ("x.xmi", 'documentId="d7" documentTitle="Titre"', ("d7", "", {"title": "Titre"})),
        ("x.xmi", 'documentTitle="Titre"', ("x", "", {"title": "Titre"})),
        ("x.xmi", 'documentId="ann" documentTitle="a.txt" documentBaseUri="p-1" documentUri="p-1/a.txt"', ("a.txt", "ann", {})),
        ("annotation/a.txt/bob.xmi", 'documentId="x" documentTitle="a.txt"', ("a.txt", "bob", {})),
        ("curation/a%2Fb/CURATION_USER.xmi", "", ("a/b", "CURATION_USER", {})),
    ],
)
def test_whose_and_which(tmp_path: Path, path: str, features: str, who: tuple[str, str, dict[str, str]]) -> None:
    record, _ = one(
        tmp_path / path, f'<meta:DocumentMetaData sofa="1" begin="0" end="29" language="x-unspecified" {features}/>'
    )
    assert (record.article.id, *record.work, dict(record.article.meta)) == who


def test_a_document_that_nobody_began(tmp_path: Path) -> None:
    record, _ = one(tmp_path / "annotation" / "a.txt" / "INITIAL_CAS.xmi")
    assert record.article.id == "a.txt"
    assert not record.work


def test_what_nobody_began_is_not_read_beside_what_somebody_did(tmp_path: Path) -> None:
    for name in ("INITIAL_CAS", "alice"):
        path = tmp_path / "annotation" / "a.txt" / f"{name}.xmi"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(xmi('<custom:Bare sofa="1" begin="3" end="6"/>'), "utf-8")
    (tmp_path / "TypeSystem.xml").write_text(type_system(), "utf-8")
    (record,) = corpus.read([tmp_path])
    assert ([a.by for a in record.annotations], list(record.work)) == (["alice"], ["alice"])


def test_annotators_in_a_folder_for_each_document_are_one_record(tmp_path: Path) -> None:
    for name in ("alice", "bob"):
        path = tmp_path / "annotation" / "a.txt" / f"{name}.xmi"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(xmi('<custom:Bare sofa="1" begin="3" end="6"/>'), "utf-8")
    (tmp_path / "typesystem.xml").write_text(type_system(), "utf-8")
    (record,) = corpus.read([tmp_path / "annotation"])
    assert [a.by for a in record.annotations] == ["alice", "bob"]


def test_type_systems_that_complete_each_other(tmp_path: Path) -> None:
    path = tmp_path / "n1.xmi"
    for name in list(TYPES)[:2]:
        (tmp_path / f"{name}.xml").write_text(type_system({name: TYPES[name]}), "utf-8")
    structures = ('<custom:Entity sofa="1" begin="3" end="6" value="PER"/>', '<custom:Bare sofa="1" begin="3" end="6"/>')
    records, bad, _ = read(path, xmi(*structures), "")
    assert not bad
    assert len(records[0].annotations) == 2
    own = {"custom.Bare": (SPAN, {"value": STRING})}
    (tmp_path / "n1.xml").write_text(type_system(own), "utf-8")
    records, bad, _ = read(path, xmi('<custom:Bare sofa="1" begin="3" end="6" value="x"/>'), "")
    assert records[0].annotations[0].label == "x"


def test_a_type_system_alone_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "TypeSystem.xml").write_text(type_system(), "utf-8")
    assert list(corpus.read([tmp_path / "TypeSystem.xml"])) == []


def test_several_texts_in_one_file(tmp_path: Path) -> None:
    after = '<cas:Sofa xmi:id="9" sofaNum="2" sofaID="other" sofaString="Autre"/><cas:View sofa="9" members="3"/>'
    structures = ('<custom:Bare sofa="1" begin="3" end="6"/>', '<custom:Bare sofa="9" begin="0" end="5"/>')
    records, bad, losses = read(tmp_path / "n1.xmi", xmi(*structures, members=[2], after=after))
    assert not bad
    assert [a.text for a in records[0].annotations] == ["Kim"]
    assert losses == {"annotations of other views of a CAS than the one that is read": 1}


def test_white_space_and_characters_written_as_numbers(tmp_path: Path) -> None:
    text = "a&#10;b&#13;&#9;c&#x2028;&#55357;&#56832;d&#xD83D;&#xde00;"
    records, bad, losses = read(tmp_path / "n1.xmi", xmi(text=text))
    assert (records[0].article.text, bad, losses) == ("a\nb\r\tc\u2028😀d😀", [], {})


def test_control_characters_of_xml_1_1(tmp_path: Path) -> None:
    data = xmi(text="a&#1;b&#xB;&#55357;c").replace('version="1.0"', 'version="1.1"', 1)
    records, bad, losses = read(tmp_path / "n1.xmi", data)
    assert (records[0].article.text, bad) == ("a\ufffdb\ufffd\ufffdc", [])
    assert losses == {"control characters: U+FFFD instead": 3}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    data = xmi('<custom:Bare sofa="1" begin="13" end="20"/>').replace("UTF-8", "UTF-16" if "16" in encoding else "UTF-8")
    records, bad, _ = read(tmp_path / "n1.xmi", data.encode(encoding))
    assert not bad
    assert records[0].annotations[0].text == "😀oui😀"


GOOD = xmi('<custom:Bare sofa="1" begin="3" end="6"/>')


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "no XMI"),
        ("not xml", "no XMI"),
        (GOOD[:-5], "no sound XML"),
        (GOOD[:450], "no sound XML"),
        (GOOD.replace("?>", f"?>{BOMB}]>", 1).replace("Kim", "&j;"), "DOCTYPE"),
        (GOOD.replace("?>", '?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1).replace("Kim", "&e;"), "DOCTYPE"),
        (xmi('<custom:Bare sofa="1" begin="14" end="20"/>'), "at 14, which is outside"),
        (xmi('<custom:Bare sofa="1" begin="3" end="99"/>'), "at 99, which is outside"),
        (xmi('<custom:Bare sofa="1" begin="-1" end="3"/>'), "at -1, which is outside"),
        (xmi('<custom:Bare sofa="1" begin="6" end="3"/>'), "at 5–2, which is no place"),
        (xmi('<custom:Bare sofa="1" begin="x" end="3"/>'), "not a whole UIMA CAS"),
        (xmi('<custom:Bare sofa="7" begin="1" end="3"/>'), "refers to 7, which is not there"),
        (xmi('<custom:Event sofa="1" begin="3" end="6" cause="77"/>'), "refers to 77"),
        (xmi(members=[55]), "refers to 55"),
        (xmi('<custom:Unknown sofa="1" begin="3" end="6"/>'), "Type with name [custom.Unknown] not found"),
        (xmi('<custom:Bare sofa="1" begin="3" end="6" odd="1"/>'), "its type system has no feature 'odd' there"),
        ("<xmi/>", "it is no XMI"),
        (xmi(text=" &#10;"), "no text in it"),
        (f"<xmi:XMI {SPACES}/>", "no text in it"),
        (f"<xmi:XMI {SPACES}>" + "<a>" * 100_000, "not a whole UIMA CAS"),
    ],
    ids=lambda value: value[-30:],
)
def test_what_is_broken_is_named(tmp_path: Path, data: str, reason: str) -> None:
    path = tmp_path / "n1.xmi"
    path.write_text(data, "utf-8")
    (tmp_path / "TypeSystem.xml").write_text(type_system(), "utf-8")
    bad: list[BadLine] = []
    began = time.monotonic()
    assert not list(corpus.read([path], format="xmi", bad=bad.append))
    assert time.monotonic() - began < 20
    assert [reason in b.reason for b in bad] == [True], bad


@pytest.mark.parametrize("types", ["", "<typeSystemDescription", type_system({"custom.Bare": ("custom.Nothing", {})})])
def test_a_type_system_that_is_missing_or_broken(tmp_path: Path, types: str) -> None:
    _, bad, _ = read(tmp_path / "n1.xmi", GOOD, types)
    assert "its type system" in bad[0].reason
    with pytest.raises(PostilError, match="type system"):
        list(corpus.read([tmp_path / "n1.xmi"]))


INJECTED = "a=print('run'), b"


@pytest.mark.parametrize("name", [INJECTED, "a b", "1", "", "x\n    print('run')\n", "a, *, b"])
def test_names_of_features_are_never_run(tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    types = TYPES | {"custom.Bare": (SPAN, {name: STRING})}
    _, bad, _ = read(tmp_path / "n1.xmi", GOOD, type_system(types))
    assert "name that is none" in bad[0].reason
    entity = {"%SUPER_TYPE": SPAN, name: {"%RANGE": STRING}}
    _, bad, _ = read(tmp_path / "n1.json", json.dumps(json_cas({"%TYPES": {"custom.Entity": entity}})))
    assert "name that is none" in bad[0].reason
    assert capfd.readouterr() == ("", "")


def test_features_called_like_words_of_python(tmp_path: Path) -> None:
    types = TYPES | {"custom.Bare": (SPAN, {"class": STRING})}
    records, bad, _ = read(tmp_path / "n1.xmi", xmi(), type_system(types))
    assert (len(records), bad) == (1, [])
    _, bad, _ = read(tmp_path / "n1.xmi", GOOD, type_system(types))
    assert "word of Python" in bad[0].reason


def test_nothing_is_said_on_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    read(tmp_path / "n1.xmi", xmi('<custom:Entity sofa="1" begin="14" end="20" type="x"/>'))
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list


def test_many_files_share_their_type_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[object] = []

    def count(stream: object) -> object:
        loaded.append(stream)
        return cassis.load_typesystem(stream)

    monkeypatch.setattr("postil.corpus.cas_types.load_typesystem", count)
    (tmp_path / "TypeSystem.xml").write_text(type_system(), "utf-8")
    for n in range(20):
        (tmp_path / f"{n}.xmi").write_text(GOOD, "utf-8")
    assert len(list(corpus.read([tmp_path]))) == 20
    assert len(loaded) == 1


@pytest.mark.parametrize("form", ["xmi", "json"])
def test_texts_that_are_no_articles(tmp_path: Path, form: str) -> None:
    text = "a" * (4 * 2**20 + 10)
    _, bad, _ = read(tmp_path / f"n1.{form}", xmi(text=text) if form == "xmi" else json.dumps(json_cas(text=text)))
    assert "longer than 4 MB" in bad[0].reason


def test_the_one_article() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not here")
    found: list[str] = []
    losses = Losses()
    (record,) = corpus.read([SAMPLES / "cas.xmi"], detected=found.append, losses=losses)
    assert found == ["xmi"]
    assert [(a.layer, a.label, a.start, a.end) for a in record.annotations] == [
        ("NamedEntity", "ORG", 2, 17),
        ("NamedEntity", "GPE", 10, 17),
        ("NamedEntity", "PERSON", 27, 35),
        ("NamedEntity", "EVT", 36, 44),
        ("NamedEntity", "DATE", 48, 54),
        ("NamedEntity", "GPE", 66, 77),
    ]
    assert not losses.result()
