"""Files of tokens and tags: how they may be laid out, where articles end, and what is refused."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil import corpus
from postil.corpus import conll
from postil.corpus.bad_line import BadLine
from postil.schema.errors import PostilError
from postil.schema.loss import Losses
from postil.schema.record import Record, Status

SHARED = Path(__file__).parents[3] / "shared" / "samples"
ONE = [("ORG", 2, 17), ("PERSON", 27, 35), ("EVT", 36, 44), ("DATE", 48, 54), ("GPE", 66, 77)]
Span = tuple[str, int, int]


def read(path: Path, *, losses: Losses | None = None, encoding: str = "") -> list[Record]:
    found: list[str] = []
    records = list(corpus.read([path], losses=losses, detected=found.append, encoding=encoding))
    assert found == ["conll"]
    return records


def written(folder: Path, content: str | bytes, name: str = "a.conll") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def bad(path: Path) -> tuple[list[Record], list[BadLine]]:
    lines: list[BadLine] = []
    return list(corpus.read([path], format="conll", bad=lines.append)), lines


def marks(record: Record) -> list[Span]:
    for a in record.annotations:
        assert a.start is not None
        assert a.end is not None
        assert record.article.text[a.start : a.end] == a.text
    return [(a.label, a.start or 0, a.end or 0) for a in record.annotations]


def surfaces(record: Record) -> list[tuple[str, str]]:
    marks(record)
    return [(a.label, a.text) for a in record.annotations]


@pytest.mark.parametrize("name", ["conll2002.txt", "conll2003.txt"])
def test_one_article(name: str) -> None:
    if not SHARED.is_dir():
        pytest.skip("the sample files are not here")
    (record,) = read(SHARED / "one-article" / name)
    assert record.article.id == name.removesuffix(".txt")
    assert record.article.text == "😊 Bank of England governor Jane Doe\nresigned on Monday, North and South Korea said."
    assert marks(record) == ONE
    assert record.work[corpus.NOBODY].status is Status.DONE


@pytest.mark.parametrize(
    "name", ["sent-per-line.iob", "token-per-line-conll2003.iob", "token-per-line-with-pos.iob", "token-per-line.iob"]
)
def test_spacys_own_files(name: str) -> None:
    if not SHARED.is_dir():
        pytest.skip("the sample files are not here")
    (record,) = read(SHARED / "spacy" / f"ner-{name}")
    assert surfaces(record) == [
        ("PERSON", "Sebastian Thrun"),
        ("ORG", "Google"),
        ("DATE", "2007"),
        ("NORP", "American"),
        ("PERSON", "Thrun"),
        ("ORG", "Recode"),
        ("DATE", "earlier this week"),
    ]
    assert record.article.text.startswith(
        "When Sebastian Thrun started working on self - driving cars at Google in 2007, few people"
    )
    assert "he was" not in record.article.text


def test_doccanos_own_files() -> None:
    if not SHARED.is_dir():
        pytest.skip("the sample files are not here")
    folder = SHARED / "doccano" / "import" / "sequence_labeling"
    (record,) = read(folder / "example.conll")
    assert surfaces(record) == [("LOC", "JAPAN"), ("PER", "Nadim Ladki")]
    (record,) = read(folder / "labeling.trailing.conll")
    assert surfaces(record) == [("LOC", "JAPAN"), ("PER", "CHINA")]
    with pytest.raises(PostilError, match=r"labeling\.invalid\.conll, line 1, byte 0: “SOCCERO” is no tag"):
        list(corpus.read([folder / "labeling.invalid.conll"]))


@pytest.mark.parametrize(
    "content",
    [
        "Kim B-PER\nJong I-PER\n\nleft O\n\n",
        "Kim B-PER\nJong I-PER\n\nleft O",
        "\n\nKim B-PER\nJong I-PER\n \n\t\n\nleft O\n\n\n\n",
        "Kim B-PER \nJong I-PER  \n\nleft O\t\n",
        "Kim\tB-PER\nJong\tI-PER\n\nleft\tO\n",
        "Kim\tB-PER\t\nJong\tI-PER\n\nleft\tO\n",
        "Kim   B-PER\nJong  I-PER\n\nleft  O\n",
        "Kim NNP B-NP I-PER\nJong NNP I-NP I-PER\n\nleft VBD B-VP O\n",
        "-DOCSTART- -X- O O\n\nKim NNP B-NP I-PER\nJong NNP I-NP I-PER\n\nleft VBD B-VP O\n",
        "-DOCSTART-\nKim -X- _ I-PER\nJong -X- _ I-PER\n\nleft -X- _ O\n",
        "-DOCSTART-\tO\n\nKim\tU-PERSON\n".replace("U-PERSON", "B-PER") + "Jong\tL-PER\n\nleft\tO\n",
        "Kim|B-PER Jong|I-PER\nleft|O\n",
        "Kim|NNP|B-PER Jong|NNP|I-PER\n\nleft|VBD|O",
        "# id 17 domain=en\nKim _ _ B-PER\nJong _ _ I-PER\n\n# id 18\nleft _ _ O\n",
        "# newdoc\n# text = Kim Jong\nKim\tB-PER\nJong\tI-PER\n\n# text = left\nleft\tO\n",
        "1 Kim B-PER\n2 Jong I-PER\n\n1 left O\n",
        "0 Kim B-PER\n1 Jong I-PER\n\n0 left O\n",
        "1\tKim\tB-PER\n2\tJong\tI-PER\n\n3\tleft\tO\n",
        "1\tKim\tB-PER\t-\tann\n2\tJong\tI-PER\t-\tann\n\n1\tleft\tO\t-\tann\n",
        "B-PER\tKim\nI-PER\tJong\n\nO\tleft\n",
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_layouts(tmp_path: Path, content: str, ends: str, mark: bytes) -> None:
    (record,) = read(written(tmp_path, mark + content.replace("\n", ends).encode()))
    assert record.article.id == "a"
    assert record.article.text == "Kim Jong\nleft"
    assert marks(record) == [("PER", 0, 8)]


def test_nested_spans_in_two_columns(tmp_path: Path) -> None:
    rows = ["1 Kim B-ORG B-PER", "2 Foundation I-ORG O", "3 left O O", "4 , O O", "5 too O O"]
    (record,) = read(written(tmp_path, "\n".join(rows)))
    assert marks(record) == [("ORG", 0, 14), ("PER", 0, 3)]
    (record,) = read(written(tmp_path, "Kim B-ORG B-PER\nFoundation I-ORG O\nleft O O\n"))
    assert marks(record) == [("ORG", 0, 14), ("PER", 0, 3)]
    (record,) = read(written(tmp_path, "Kim B-NP B-ORG\nFoundation I-NP I-ORG\nleft B-VP O\n"))
    assert marks(record) == [("ORG", 0, 14)]


def test_tokens_that_are_numbers_are_tokens(tmp_path: Path) -> None:
    (record,) = read(written(tmp_path, "1 -X- -X- B-N\n2 -X- -X- O\n3 -X- -X- O\n4 -X- -X- O\n5 -X- -X- O\n"))
    assert (record.article.text, marks(record)) == ("1 2 3 4 5", [("N", 0, 1)])


U = """# newdoc id = d1
# text = Il vient du Havre.
1\tIl\til\tPRON\t_\t_\t2\tnsubj\t_\t_
2\tvient\tvenir\tVERB\t_\t_\t0\troot\t_\tNER=O
3-4\tdu\t_\t_\t_\t_\t_\t_\t_\t_
3\tde\tde\tADP\t_\t_\t5\tcase\t_\tNER=O
4\tle\tle\tDET\t_\t_\t5\tdet\t_\tNER=B-LOC
4.1\tque\tque\t_\t_\t_\t_\t_\t_\t_
5\tHavre\tHavre\tPROPN\t_\t_\t2\tobl\t_\tSpaceAfter=No|ner=I-LOC
6\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\tSpaceAfter=No

# newdoc id = d2
1\tOslo\tOslo\tPROPN\t_\t_\t0\troot\t_\tNE=S-LOC
"""


def test_conll_u_with_entities_in_its_last_column(tmp_path: Path) -> None:
    losses = Losses()
    one, two = read(written(tmp_path, U, "a.conllu"), losses=losses)
    assert (one.article.id, one.article.text) == ("d1", "Il vient du Havre.")
    assert surfaces(one) == [("LOC", "du Havre")]
    assert (two.article.id, surfaces(two)) == ("d2", [("LOC", "Oslo")])
    assert [(loss.limit, loss.count) for loss in losses.result() if loss.lossy] == [(conll.PIECES, 1)]


def test_conll_u_without_entities_is_refused(tmp_path: Path) -> None:
    plain = "\n".join(line.rpartition("\t")[0] + "\t_" if "\t" in line else line for line in U.split("\n"))
    for name in ("a.conllu", "a.conll", "a.txt"):
        with pytest.raises(PostilError, match=r"line 3, byte \d+: it is CoNLL-U, and no word says"):
            read(written(tmp_path, plain, name))


def test_conll_u_that_is_broken_is_refused(tmp_path: Path) -> None:
    for row in ("x\tle" + "\t_" * 8, "4\tle", "4" + "\t" * 9 + "_", "4\tle" + "\t_" * 9):
        rows = U.replace("4\tle\tle\tDET\t_\t_\t5\tdet\t_\tNER=B-LOC", row)
        records, lines = bad(written(tmp_path, rows, "a.conllu"))
        assert [r.article.id for r in records] == ["d2"]
        assert [b.line for b in lines] == [7]
    records, lines = bad(written(tmp_path, U.replace("case\t_\tNER=O", "case\t_\tNER=B-PER"), "a.conllu"))
    assert [(b.line, b.reason) for b in lines] == [(7, "“du” has pieces of several entities")]


def test_prose_with_letters_and_figures_is_no_conll(tmp_path: Path) -> None:
    for prose in ("vitamin B-12\n", "the B-52\nthe B-1\n", "Dear O\nMy B-1\n", "Ann|O\n", "O captain\nMy captain O\n"):
        (record,) = corpus.read([written(tmp_path, prose, "a.txt")])
        assert record.article.text == prose


def test_a_first_column_that_counts_is_no_token(tmp_path: Path) -> None:
    content = "# https://example.org\n1\tKim\tB-PER\tO\n2\tleft\tO\tO\n3\t.\tO\tO\n\n1\tHe\tO\tO\n2\tran\tO\tO\n3\t.\tO\tO\n"
    (record,) = read(written(tmp_path, content, "a.tsv"))
    assert record.article.text == "Kim left.\nHe ran."
    assert marks(record) == [("PER", 0, 3)]


def test_utf_16(tmp_path: Path) -> None:
    content = "😀\tO\nÉtéਊ\tB-PER\n\nleft\tO\n"
    for encoding in ("utf-16", "utf-16-le"):
        given = "" if encoding == "utf-16" else encoding
        (record,) = read(written(tmp_path, content.encode(encoding)), encoding=given)
        assert (record.article.text, marks(record)) == ("😀 Étéਊ\nleft", [("PER", 2, 6)])


def test_tokens_may_be_anything(tmp_path: Path) -> None:
    content = "New York\tB-LOC\n#\tO\n# 1\tO\n|\tO\n\u00a0\tO\nO\tO\nB-PER\tO\n\u2028\u0085\tO\n\x1b[31m\tO\n"
    (record,) = read(written(tmp_path, content))
    assert record.article.text == "New York # # 1 | \u00a0 O B-PER \u2028\u0085 \x1b[31m"
    assert marks(record) == [("LOC", 0, 8)]
    (record,) = read(written(tmp_path, "# -X- -X- O\nKim -X- -X- B-PER\n# -X- -X- O\n"))
    assert record.article.text == "# Kim #"


def test_articles_begin_where_the_file_says(tmp_path: Path) -> None:
    content = "-DOCSTART- O\n\nKim B-PER\n\n-DOCSTART- O\n\n-DOCSTART- O\n\nleft O\n\nran O\n"
    records = read(written(tmp_path, content))
    assert [(r.article.id, r.article.text) for r in records] == [("a-1", "Kim"), ("a-7", "left\nran")]
    content = "# newdoc id = x 1\nKim\tB-PER\n\n# newdoc id = y\nleft\tO\n\nran\tO\n"
    records = read(written(tmp_path, content))
    assert [(r.article.id, r.article.text) for r in records] == [("x 1", "Kim"), ("y", "left\nran")]


def test_without_a_word_about_articles_a_small_file_is_one_and_a_large_one_many(tmp_path: Path) -> None:
    (record,) = read(written(tmp_path, "Kim B-PER\nleft O\n\n" * 500))
    assert record.article.text == "\n".join(["Kim left"] * 500)
    assert len(record.annotations) == 500
    records = read(written(tmp_path, "Kim B-PER\nleft O\n\n\n" * 501))
    assert [r.article.id for r in records][:3] == ["a-1", "a-5", "a-9"]
    assert len(records) == 501
    assert marks(records[-1]) == [("PER", 0, 3)]
    records = read(written(tmp_path, "Kim|B-PER left|O\n" * 501))
    assert [r.article.id for r in records][:3] == ["a-1", "a-2", "a-3"]
    assert len(records) == 501
    records = read(written(tmp_path, "-DOCSTART- O\n" + "Kim B-PER\nleft O\n\n" * 501))
    assert [r.article.id for r in records] == ["a-1"]


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("« L' été » , dit-il ( à l’ ONU ) :", "« L'été », dit-il (à l’ONU):"),
        ("do n't , Kim 's , he ’ll", "don't, Kim's, he’ll"),
        ('" no ! " 5 % ... [ … ] players \' own', '" no! " 5%... […] players \' own'),
        ("中 共 在 Oslo 。 東 京 ガ イ ド 한국 은", "中共在 Oslo 。東京ガイド 한국 은"),
    ],
)
def test_space_is_made_up_as_most_languages_have_it(tmp_path: Path, tokens: str, text: str) -> None:
    (record,) = read(written(tmp_path, tokens.replace(" ", " O\n") + " O\n"))
    assert record.article.text == text


def test_what_has_no_place_is_counted(tmp_path: Path) -> None:
    losses = Losses()
    read(written(tmp_path, "# one\n# two\nKim NNP B-PER\n\nleft VBD O\n"), losses=losses)
    assert {(loss.limit, loss.count, loss.lossy) for loss in losses.result()} == {
        (conll.WHITE, 1, False),
        (conll.COLUMNS, 1, False),
        (conll.COMMENTS, 2, False),
    }
    losses = Losses()
    read(written(tmp_path, "Kim -X- -X- B-PER\nleft _ O O\n"), losses=losses)
    assert [loss.limit for loss in losses.result()] == [conll.WHITE]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("Kim B-PER\nleft\n", 2, "“left” is a token without a tag"),
        ("Kim NNP B-NP B-PER\nleft VBD O\n" + "ran VBD B-VP O\n" * 3, 2, "columns: 3, where most lines have 4"),
        ("Kim B-PER\nleft VERB\n", 2, "“VERB” is no tag"),
        ("Kim B-PER\nleft \x1b[31m\n", 2, "“␛[31m” is no tag"),
        ("Kim\tB-PER\n\tO\n", 2, "the token is missing"),
        ("Kim|B-PER left|O\nran|VBD\n", 2, "“VBD” is no tag"),
        ("Kim|B-PER left|O\nran\n", 2, "“ran” is a token without a tag"),
        (b"Kim B-PER\nleft\xe9 O\n", 2, "byte 0xE9 is not UTF-8 here"),
        ("\u00a0\tO\n", 1, "the article has no text"),
        ("Kim (PER*)\n", 1, "“(PER*)” is no tag"),
        ("Kim B-ORG\nFoundation I-ORG|B-PER\n", 2, "“I-ORG|B-PER” is several tags in one"),
        ("Kim B-PER\rleft O\r\rHe O\r", 1, "a carriage return stands within the line"),
        ("[" * 100_000, 1, f"“{'[' * 39}…” is a token without a tag"),
    ],
)
def test_refused(tmp_path: Path, content: str | bytes, line: int, reason: str) -> None:
    records, (found,) = bad(written(tmp_path, content))
    assert not records
    assert (found.line, found.reason) == (line, reason)


def test_the_article_behind_a_refused_one_is_read(tmp_path: Path) -> None:
    content = "-DOCSTART- O\n\nKim PER\nJong PER\n\n-DOCSTART- O\n\nleft O\n"
    records, lines = bad(written(tmp_path, content))
    assert [r.article.text for r in records] == ["left"]
    assert [(b.line, b.byte, b.raw) for b in lines] == [(3, 14, b"Kim PER\n")]
    records, lines = bad(written(tmp_path, "Kim B-PER\n\n" * 600 + "Kim PER\n\nleft O\n"))
    assert len(records) == 601
    assert [b.line for b in lines] == [1201]


def test_empty_files_have_no_articles(tmp_path: Path) -> None:
    for content in ("", "\n\n", "-DOCSTART- -X- O O\n\n", "# only this\n"):
        assert bad(written(tmp_path, content)) == ([], [])


@pytest.mark.parametrize("suffix", ["txt", "tsv", "tab", "bio", "conll"])
def test_detected(tmp_path: Path, suffix: str) -> None:
    (record,) = read(written(tmp_path, "# id 1\nKim\tB-PER\nleft\tO\n\nHe\tO\n", f"a.{suffix}"))
    assert record.article.text == "Kim left\nHe"


@settings(deadline=None, max_examples=200)
@given(st.text(st.sampled_from("KO|BI-PER_# \t\n\r\u00a0\ufeff😀\0\u2028"), max_size=40))
def test_nothing_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    records, lines = bad(written(tmp_path_factory.mktemp("any"), content))
    for record in records:
        marks(record)
    assert all(b.reason for b in lines)
