"""WebAnno TSV 3, as WebAnno and INCEpTION write it: a file is one article as one annotator marked it."""

from collections.abc import Iterator
from typing import BinaryIO

from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec, advice
from postil.corpus.lines import LONGEST, lines
from postil.corpus.reading import NOBODY, Reading
from postil.corpus.sources import Source
from postil.corpus.text import undecodable
from postil.corpus.webanno_header import Header, header, java_escapes
from postil.corpus.webanno_marks import Marks
from postil.corpus.webanno_text import Line, Wrong, body
from postil.schema.article import Article
from postil.schema.file_name import id_of
from postil.schema.loss import Effect, Limit, Losses, Part
from postil.schema.record import Record, Status, Work
from postil.schema.safe import safe

GAPS = Limit("articles whose white space between sentences is made up, since the file has none", Effect.ASIDE, Part.TEXT)
CHAINS = Limit("links of chains (coreference)")
NOWHERE = Limit("relations of what is not annotated in the file")
NO_TARGET = Limit("roles filled by what is not annotated in the file", Effect.LOST, Part.ROLES)
VALUES = Limit("values of relations beside what they are", Effect.LOST, Part.ATTRIBUTES)
EMPTY = Limit("annotations of no text, left out")
OTHERS = Limit("names of sentences, and comments", Effect.ASIDE, Part.META)
_FOLDERS = ("annotation", "curation")
_INITIAL = "INITIAL_CAS"


def read_webanno(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """The article of the file; anything wrong in it makes it one that cannot be read.

    In the folders of a project that INCEpTION exports, and postil, the file is annotation/<article>/<annotator>.tsv, which
    tells both. Elsewhere the file has the article's name, and nobody's.
    """
    article, annotator, bare = _names(source)
    if bare and len(list(source.path.parent.glob("*.tsv"))) > 1:
        return  # the text as it was before anybody worked on it, which every other file beside has as well
    try:
        yield _record(list(_lines(stream, codec)), article, annotator, source, reading.losses, bare=bare)
    except Wrong as wrong:
        line = wrong.line
        yield BadLine(source.name, line.number, line.byte, wrong.reason, line.text.encode(errors="replace"), wrong.hint)


def _names(source: Source) -> tuple[str, str, bool]:
    """The ids of article and annotator; and whether it is the file that INCEpTION has for nobody."""
    stem, folder = source.path.stem, source.path.parent
    if folder.parent.name not in _FOLDERS:
        return source.id, NOBODY, False
    return id_of(folder.name), NOBODY if stem in ("_", _INITIAL) else id_of(stem), stem == _INITIAL


def _lines(stream: BinaryIO, codec: Codec) -> Iterator[Line]:
    size = 0
    for line in lines(stream, codec):
        size += len(line.raw)
        if not line.whole or size > LONGEST:
            raise Wrong(Line(line.number, line.byte, ""), f"the file is larger than {LONGEST // 2**20} MB, which is no article")
        try:
            text = line.raw.decode(codec.name)
        except UnicodeDecodeError as error:
            raise Wrong(
                Line(line.number, line.byte + error.start, ""), undecodable(error), advice(line.raw[:100_000])
            ) from None
        yield Line(line.number, line.byte, text.removesuffix("\n").removesuffix("\r"))


def _record(found: list[Line], name: str, by: str, source: Source, losses: Losses, *, bare: bool) -> Record:
    first = found[0] if found else Line(0, 0, "")
    java = java_escapes(first.text)
    if java is None:
        raise Wrong(first, "it does not begin with #FORMAT=WebAnno TSV 3", "Earlier versions are not read: export it again.")
    top = 1
    while top < len(found) and found[top].text.startswith("#T_"):
        top += 1
    columns = _header(found[1:top])
    whole = body(found[top:], columns.columns, java=java)
    if not whole.text.strip():
        raise Wrong(found[-1], "there is no text in it")
    marks = Marks(columns)
    for row in whole.rows:
        marks.add(row)
    annotations, empty = marks.annotations(whole.text, by)
    article = Article(name, whole.text)
    losses.article(GAPS, article, count=min(whole.gaps, 1))
    losses.article(OTHERS, article, count=whole.others)
    losses.article(CHAINS, article, count=marks.chains)
    losses.article(NOWHERE, article, count=marks.nowhere)
    losses.article(VALUES, article, count=marks.values)
    losses.marks(NO_TARGET, article, marks.unfilled)
    losses.marks(EMPTY, article, empty)
    work = {} if bare and not annotations else {by: Work(Status.DONE)}
    return Record(article, tuple(annotations), work=work, where=safe(source.name))


def _header(found: list[Line]) -> Header:
    for last in range(1, len(found) + 1):
        try:
            done = header([line.text for line in found[:last]])
        except ValueError as error:
            raise Wrong(found[last - 1], str(error)) from None
        if last == len(found):
            return done
    return header([])
