"""WebAnno TSV files of every version and shape, and what is refused."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil import corpus
from postil.corpus import webanno
from postil.corpus.bad_line import BadLine
from postil.schema.annotation import Annotation
from postil.schema.errors import PostilError
from postil.schema.loss import Losses
from postil.schema.record import Record, Status

SHARED = Path(__file__).parents[3] / "shared" / "samples"
NE = "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|value\n"
TOP = "#FORMAT=WebAnno TSV 3.3\n"


def written(folder: Path, content: str | bytes, name: str = "a.tsv") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path, *, losses: Losses | None = None) -> list[Record]:
    found: list[str] = []
    records = list(corpus.read([path], losses=losses, detected=found.append))
    assert set(found) == {"webanno"}
    return records


def bad(path: Path) -> BadLine:
    lines: list[BadLine] = []
    assert not list(corpus.read([path], format="webanno", bad=lines.append))
    (line,) = lines
    return line


def marks(record: Record) -> list[tuple[str, str, int, int]]:
    for a in record.annotations:
        assert a.text == record.article.text[a.start or 0 : a.end]
    return [(a.layer, a.label, a.start or 0, a.end or 0) for a in record.annotations]


def filled(record: Record, annotation: Annotation) -> dict[str, list[str]]:
    texts = {a.id: a.text for a in record.annotations}
    return {role: [texts[f.annotation] for f in fillers] for role, fillers in annotation.roles.items()}


def rows(*cells: str, text: str = "Kim met Lee .") -> str:
    """A sentence of words with spaces between, and a row for each of them with these cells."""
    out, at = [f"\n\n#Text={text}\n"], 0
    for number, (word, cell) in enumerate(zip(text.split(" "), cells, strict=True), 1):
        out.append(f"1-{number}\t{at}-{at + len(word)}\t{word}\t{cell}\t\n")
        at += len(word) + 1
    return "".join(out)


def test_one_article() -> None:
    if not SHARED.is_dir():
        pytest.skip("the sample files are not here")
    (record,) = read(SHARED / "one-article" / "webanno.tsv")
    assert record.article.text == "😊 Bank of England governor Jane Doe\nresigned on Monday, North and South Korea said."
    assert marks(record) == [
        ("NamedEntity", "ORG", 2, 17),
        ("NamedEntity", "GPE", 10, 17),
        ("NamedEntity", "PERSON", 27, 35),
        ("NamedEntity", "EVT", 36, 44),
        ("NamedEntity", "DATE", 48, 54),
        ("NamedEntity", "GPE", 66, 77),
    ]
    assert record.work[corpus.NOBODY].status is Status.DONE


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("version", ["3", "3.0", "3.1", "3.2", "3.3"])
def test_versions(tmp_path: Path, ends: str, mark: str, version: str) -> None:
    content = mark + f"#FORMAT=WebAnno TSV {version}\n" + NE + rows("PER", "_", "PER|ORG", "_")
    (record,) = read(written(tmp_path, content.replace("\n", ends)))
    assert record.article.text == "Kim met Lee ."
    assert marks(record) == [("NamedEntity", label, *at) for label, at in (("PER", (0, 3)), ("PER", (8, 11)), ("ORG", (8, 11)))]


def test_numbers_tell_annotations_apart(tmp_path: Path) -> None:
    (record,) = read(written(tmp_path, TOP + NE + rows("A[1]", "A[1]|B[2]|C[3]", "B[2]|C[4]", "D")))
    assert [m[1:] for m in marks(record)] == [("A", 0, 7), ("B", 4, 11), ("C", 4, 7), ("C", 8, 11), ("D", 12, 13)]


def test_the_text_is_put_together(tmp_path: Path) -> None:
    content = TOP + NE + "\n\n#Text=😀 Hé\\t\n#Text=\n#Text=\\\\ x\n1-1\t2-4\t😀\tX\t\n1-2\t5-7\tHé\t_\t\n"
    content += "1-3\t10-11\t\\\t_\t\n1-4\t12-13\tx\tY\t\n"
    content += "\n#Sentence.id=s2\n#Text=glued\n2-1\t13-18\tglued\tX\t\n\n#Text=apart\n3-1\t21-26\tapart\tX\t\n"
    losses = Losses()
    (record,) = read(written(tmp_path, content), losses=losses)
    assert record.article.text == "  😀 Hé\t\n\n\\ xglued\n  apart"
    assert [a.text for a in record.annotations] == ["😀", "x", "glued", "apart"]
    assert {loss.limit: loss.count for loss in losses.result()} == {webanno.GAPS: 1, webanno.OTHERS: 1}


def test_a_sentence_may_begin_before_its_first_token(tmp_path: Path) -> None:
    content = TOP + NE + "\n\n#Text= Kim\n1-1\t1-4\tKim\tPER\t\n\n#Text=  Lee\n2-1\t7-10\tLee\tPER\t\n"
    (record,) = read(written(tmp_path, content))
    assert record.article.text == " Kim\n  Lee"


def test_pieces_of_tokens(tmp_path: Path) -> None:
    content = TOP + NE + "\n\n#Text=anti-Kim now\n1-1\t0-8\tanti-Kim\t_\t\n1-1.1\t0-4\tanti\tX\t\n1-1.2\t5-8\tKim\tPER[1]\t\n"
    content += "1-1.3\t6-6\t\tZERO\t\n1-2\t9-12\tnow\tPER[1]\t\n"
    losses = Losses()
    (record,) = read(written(tmp_path, content), losses=losses)
    assert [m[1:] for m in marks(record)] == [("X", 0, 4), ("PER", 5, 12)]
    assert {loss.limit: loss.count for loss in losses.result()} == {webanno.EMPTY: 1}


def test_values_are_unescaped(tmp_path: Path) -> None:
    content = TOP + "#T_SP=x.Span|note|value\n" + rows("a\\|b\\;\\[1\\]\\_\\\\[2]\tV[2]", "_\t_", "*\t\\*|*", "_\t_")
    assert bad(written(tmp_path, content)).reason == "the columns of a layer have different numbers of annotations"
    content = TOP + "#T_SP=x.Span|note|value\n" + rows("a\\|b\\;\\[1\\]\\_\\\\[2]\tV[2]", "_\t_", "*|a\\nb\t\\*|*", "_\t_")
    (record,) = read(written(tmp_path, content))
    found = [(a.label, dict(a.attributes)) for a in record.annotations]
    assert found == [("V", {"note": "a|b;[1]_\\"}), ("*", {}), ("Span", {"note": "a\nb"})]


@pytest.mark.parametrize(
    ("layer", "cells", "label", "attributes"),
    [
        ("x.Span|", "*", "Span", {}),
        ("x.Span", "*", "Span", {}),
        ("x.NE|identifier|value", "http://q\tPER", "PER", {"identifier": "http://q"}),
        ("x.NE|identifier|other", "q\to", "q", {"other": "o"}),
        ("x.NE|kind|label", "k\tPER", "PER", {"kind": "k"}),
        ("x.POS|coarseValue|PosValue", "NOUN\tNN", "NN", {"coarseValue": "NOUN"}),
        ("x.NE|b|a", "first\tsecond", "first", {"a": "second"}),
        ("x.NE|b|a", "*\tsecond", "NE", {"a": "second"}),
        ("webanno.custom.aZ2DZb|value|Z76Zalue", "L\tv", "L", {"value": "v"}),
    ],
)
def test_labels_and_attributes(tmp_path: Path, layer: str, cells: str, label: str, attributes: dict[str, str]) -> None:
    nothing = "\t".join("_" for _ in cells.split("\t"))
    (record,) = read(written(tmp_path, f"{TOP}#T_SP={layer}\n" + rows(cells, nothing, nothing, nothing)))
    (found,) = record.annotations
    assert (found.label, dict(found.attributes)) == (label, attributes)
    assert found.layer in ("Span", "NE", "POS", "a-b")


def test_layers_that_are_called_alike_keep_their_long_names(tmp_path: Path) -> None:
    content = TOP + "#T_SP=x.Span|value\n#T_SP=y.Span|value\n" + rows("A\tB", "_\t_", "_\t_", "_\t_")
    (record,) = read(written(tmp_path, content))
    assert [m[:2] for m in marks(record)] == [("x.Span", "A"), ("y.Span", "B")]


def test_slots(tmp_path: Path) -> None:
    content = TOP + "#T_SP=webanno.custom.Lu|v\n"
    content += "#T_SP=webanno.custom.Frame|FE|ROLE_webanno.custom.Frame:Roles_webanno.custom.FrameRolesLink|webanno.custom.Lu\n"
    content += rows("kim\t_\t_\t_", "_\tmeeting\twho;with;*\t1-1;1-3;1-1", "lee\t_\t_\t_", "_\tstop\t_\t*")
    (record,) = read(written(tmp_path, content))
    meeting = next(a for a in record.annotations if a.label == "meeting")
    assert filled(record, meeting) == {"who": ["Kim"], "with": ["Lee"], "Roles": ["Kim"]}


def test_slots_of_stacked_hosts_without_values(tmp_path: Path) -> None:
    content = TOP + "#T_SP=x.Span|\n#T_SP=x.Host|ROLE_x.Host:links_x.HostLinksLink|uima.tcas.Annotation\n"
    content += rows("*\ta;b[2]|_[3]\t1-1;1-3[1]|*", "*[1]\t_\t_", "*[1]\t_\t*", "_\t_\t_")
    (record,) = read(written(tmp_path, content))
    hosts = [a for a in record.annotations if a.layer == "Host"]
    assert [(a.text, filled(record, a)) for a in hosts] == [("Kim", {"a": ["Kim"], "b": ["met Lee"]}), ("Kim", {}), ("Lee", {})]


def test_relations_are_roles(tmp_path: Path) -> None:
    content = TOP + "#T_SP=x.Span|value\n#T_RL=x.Rel|value|more|BT_x.Span\n"
    content += rows("A\t_\t_\t_", "B[1]|C[2]\tr|*\tm|*\t1-1[0_2]|1-3[3_1]", "D[3]|E[4]\t_\t_\t_", "_\tr\t*\t1-1")
    losses = Losses()
    (record,) = read(written(tmp_path, content), losses=losses)
    a, b, c, d, _ = record.annotations
    assert [f.annotation for f in a.roles["r"]] == [c.id]
    assert [f.annotation for f in d.roles["Rel"]] == [b.id]
    assert {loss.limit: loss.count for loss in losses.result()} == {webanno.NOWHERE: 1, webanno.VALUES: 1}


def test_chains_are_counted(tmp_path: Path) -> None:
    content = TOP + NE + "#T_CH=x.CorefLink|referenceRelation|referenceType\n"
    content += rows("PER\t*->1-1\t*[1]", "_\t_\t_", "_\tc->1-2\tp[1]", "_\t_\t_")
    losses = Losses()
    (record,) = read(written(tmp_path, content), losses=losses)
    assert [m[1] for m in marks(record)] == ["PER"]
    assert {loss.limit: loss.count for loss in losses.result()} == {webanno.CHAINS: 2}


def test_a_filler_that_is_not_there_is_counted(tmp_path: Path) -> None:
    content = (
        TOP
        + "#T_SP=x.Host|value|ROLE_x.Host:to_x.HostToLink|x.Token\n"
        + rows("A\tto\t1-2", "_\t_\t_", "B\tto\t1-1", "C\tto;to\t1-9;1-1[77]")
    )
    losses = Losses()
    (record,) = read(written(tmp_path, content), losses=losses)
    assert [filled(record, a) for a in record.annotations] == [{}, {"to": ["Kim"]}, {}]
    assert {loss.limit: loss.count for loss in losses.result()} == {webanno.NO_TARGET: 2}


def test_the_folders_of_an_inception_project(tmp_path: Path) -> None:
    for who, label in (("alice", "PER"), ("bob%2Fx", "ORG"), ("INITIAL_CAS", "_")):
        written(tmp_path, TOP + NE + rows(label, "_", "_", "_"), f"annotation/doc 1.txt/{who}.tsv")
    written(tmp_path, TOP + NE + rows("PER", "_", "_", "_"), "curation/doc 1.txt/CURATION_USER.tsv")
    written(tmp_path, TOP + NE + rows("_", "_", "_", "_"), "annotation/n%2F2/INITIAL_CAS.tsv")
    found = read(tmp_path)
    assert [(r.article.id, sorted(r.work)) for r in found] == [
        ("doc 1.txt", ["alice", "bob/x"]),
        ("n/2", []),
        ("doc 1.txt", ["CURATION_USER"]),
    ]
    assert {(a.by, a.label) for a in found[0].annotations} == {("alice", "PER"), ("bob/x", "ORG")}


def test_columns_that_are_left_out(tmp_path: Path) -> None:
    two = "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value\n"
    (record,) = read(written(tmp_path, TOP + two + rows("_\tPER[1]", "_\tPER[1]", "Q1\t_", "_\t_")))
    assert marks(record) == [("NamedEntity", "PER", 0, 7), ("NamedEntity", "NamedEntity", 8, 11)]
    assert [dict(a.attributes) for a in record.annotations] == [{}, {"identifier": "Q1"}]
    slots = "#T_SP=a.S|\n#T_SP=a.H|ROLE_a.H:to_a.L|a.S\n#T_RL=a.R|v|BT_a.S\n"
    (record,) = read(
        written(tmp_path, TOP + slots + rows("*[1]\t_\t_\t_\t_", "_\t_\t1-1[1]\t_\t_", "*\t_\t_\t_\t1-1[1_0]", "_\t_\t_\t_\t_"))
    )
    assert [(a.layer, a.text, filled(record, a)) for a in record.annotations] == [
        ("S", "Kim", {"R": ["Lee"]}),
        ("H", "met", {"to": ["Kim"]}),
        ("S", "Lee", {}),
    ]


def test_a_whole_project_of_inception(tmp_path: Path) -> None:
    for who in ("alice", "INITIAL_CAS"):
        written(tmp_path, TOP + NE + rows("PER", "_", "_", "_"), f"annotation/d.txt/{who}.tsv")
    written(tmp_path, "Kim met Lee .", "source/d.txt")
    written(tmp_path, '{"name": "p"}', "exportedproject.json")
    written(tmp_path, "{}\n", "event.log")
    written(tmp_path, b"\0\1", "annotation_ser/d.txt/alice.ser")
    (record,) = read(tmp_path)
    assert (record.article.id, [a.by for a in record.annotations]) == ("d.txt", ["alice"])
    written(tmp_path, "Kim was alone.", "source/e.txt")
    assert {r.article.id for r in corpus.read([tmp_path])} == {"d.txt", "e"}


@pytest.mark.parametrize("top", [" # a.b.NamedEntity | value # a.b.Rel | r | AttachTo=a.b.Sense", "# a.b.NamedEntity | value"])
def test_earlier_versions_are_told_apart(tmp_path: Path, top: str) -> None:
    with pytest.raises(PostilError, match="does not begin with #FORMAT=WebAnno TSV 3") as caught:
        read(written(tmp_path, top + "\n#id=1\n#text=Kim left\n1-1\tKim\tPER\t\n1-2\tleft\t_\t\n"))
    assert "Earlier versions are not read" in caught.value.hint


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 0, "it does not begin with #FORMAT=WebAnno TSV 3"),
        ("#FORMAT=WebAnno TSV " + "3" * 9000, 1, "it does not begin with #FORMAT=WebAnno TSV 3"),
        ("#FORMAT=WebAnno TSV 2\n" + NE, 1, "it does not begin with #FORMAT=WebAnno TSV 3"),
        (TOP + NE, 2, "there is no text in it"),
        (TOP + "#T_XX=a|b\n", 2, "#T_XX is no kind of layer; there are #T_SP, #T_CH and #T_RL"),
        (TOP + NE + "#T_SP=\n", 3, "a layer without a name"),
        (TOP + "#T_RL=a|b\n", 2, "a layer of relations ends with BT_ and the layer of what it relates"),
        (TOP + "#T_SP=a|ROLE_a:b_c\n", 2, "ROLE_a:b_c has no column for what it links to"),
        (TOP + NE + "\n\n1-1\t0-3\tKim\t_\t\n", 5, "a token without a sentence: no line with #Text= is before it"),
        (TOP + NE + "\n\n#Text=Kim\n1-1\t0-3\tKim\n", 6, "the row has 3 columns, the header says 4"),
        (TOP + NE + "\n\n#Text=Kim\nx\t0-3\tKim\t_\t\n", 6, "a row begins with the number of its sentence and token"),
        (TOP + NE + "\n\n#Text=Kim\n1-1\t0-x\tKim\t_\t\n", 6, "a row begins with the number of its sentence and token"),
        (TOP + NE + "\n\n#Text=Kim\n1-1\t3-0\tKim\t_\t\n", 6, "the token ends at 0, before it begins"),
        (TOP + NE + "\n\n#Text=Kim\n1-1\t0-3\tLee\t_\t\n", 6, "the token is “Lee”, but the text has “Kim” at 0–3"),
        (TOP + NE + "\n\n#Text=Kim\n1-1\t0-9\tKim\t_\t\n", 6, "0–9 is outside the text of the sentence"),
        (TOP + NE + "\n\n#Text=😀 x\n1-1\t0-1\t😀\t_\t\n", 6, "0–1 is outside the text of the sentence"),
        (
            TOP + NE + "\n\n#Text=😀 x\n1-1\t0-2\t😀\t_\t\n1-2\t2-3\tx\t_\t\n",
            7,
            "the token is “x”, but the text has “ ” at 2–3",
        ),
        (
            TOP + NE + "\n\n#Text=K\n1-1\t0-1\tK\t_\t\n\n#Text=L\n2-1\t0-1\tL\t_\t\n",
            9,
            "the sentence begins at 0",
        ),
        (TOP + "#T_SP=a|x\n#T_SP=b|x\n" + rows("A[1]\t_", "_\tB[1]", "_\t_", "_\t_"), 8, "the number [1] is another"),
        (TOP + "#T_SP=a|x|ROLE_a:r_l|t\n" + rows("A\tr;r\t1-1", *["_\t_\t_"] * 3), 6, "the columns of a role have"),
        (
            TOP + "#T_SP=a|x\n#T_RL=r|x|BT_a\n" + rows("A\tr|r\t1-1", *["_\t_\t_"] * 3),
            7,
            "the columns of a layer have",
        ),
        ((TOP + NE + "\n\n#Text=K").encode() + b"\xe9\n", 5, "byte 0xE9 is not UTF-8 here"),
    ],
)
def test_refused(tmp_path: Path, content: str | bytes, line: int, reason: str) -> None:
    found = bad(written(tmp_path, content))
    assert found.line == line
    assert found.reason.startswith(reason)


@settings(deadline=None, max_examples=200)
@given(st.text(st.sampled_from("K_*[]1|;-\\\t\n #😀"), max_size=60), st.integers(0, 200))
def test_nothing_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, junk: str, at: int) -> None:
    layer = "#T_SP=x.A|v|ROLE_x.A:r_x.ArLink|uima.tcas.Annotation\n#T_RL=x.R|v|BT_x.A\n"
    sound = TOP + layer + rows("A[1]\tr[1]\t1-3[2]\tq\t1-1[1_1]", "A[1]\t_[1]\t*\t_\t_", "B[2]\t_[2]\t*\t_\t_", "_\t_\t_\t_\t_")
    path = written(tmp_path_factory.mktemp("any"), sound[:at] + junk + sound[at:])
    lines: list[BadLine] = []
    for record in corpus.read([path], format="webanno", bad=lines.append):
        marks(record)
    assert all(line.reason for line in lines)
