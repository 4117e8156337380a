"""brat standoff: a text, and the annotations in a file beside it. A folder that postil wrote is read as it was."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from postil.corpus.bad_line import BadLine
from postil.corpus.brat_lines import Line, Row, parsed
from postil.corpus.brat_marks import Marks, text_bounds
from postil.corpus.brat_offsets import Ruler, article_text, ruler
from postil.corpus.encoding import Codec, advice, choose
from postil.corpus.lines import LONGEST
from postil.corpus.reading import NOBODY, Reading
from postil.corpus.sources import Source
from postil.corpus.text import undecodable
from postil.schema.article import Article
from postil.schema.file_name import id_of
from postil.schema.record import Record, Status, Work
from postil.schema.safe import safe

_SUFFIXES = (".ann", ".a1", ".a2", ".co", ".rel")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_UTF_8 = Codec("utf-8", 0, b"\n")
_OURS, _BY = "# postil ", "# annotator: "
_HINT = "Offsets count Unicode code points from 0, the end exclusive, CR LF as two."


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder that postil wrote, and whose annotations are in it ("": nobody's)."""

    by: str


def read_brat(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """The article and its annotations: T lines are spans, E lines frames, R lines roles, A and M lines attributes.

    Without a file of annotations beside it, it is an article that nobody annotated; with an empty one, one in which there is
    nothing to annotate. CR LF becomes LF and a byte order mark is left off, as in every text, and the offsets follow.
    """
    if source.path.suffix in _SUFFIXES:
        yield BadLine(source.name, 0, 0, f"the text that it is about is missing: {safe(source.path.stem)}.txt")
        return
    folder = _folder(source.path.parent)
    codec = _UTF_8 if folder else codec
    data = stream.read(LONGEST + 1)
    raw = _decoded(data, source.name, codec)
    if isinstance(raw, BadLine):
        yield raw
        return
    text = raw if folder else article_text(raw)
    if not folder and text.count("\0") * 20 > len(text):
        yield BadLine(source.name, 0, 0, "this is not text: it is full of NUL bytes", data, advice(data[:100_000]))
        return
    if not text.strip():
        yield BadLine(source.name, 0, 0, "there is no text in it", data)
        return
    article = Article(id_of(source.path.stem) if folder else source.id, text)
    where = safe(source.name)
    paths = _annotations(source)
    if not paths:
        yield Record(article, where=where)
        return
    lines: list[Line] = []
    for path in paths:
        found = _lines(path, source, codec)
        if isinstance(found, BadLine):
            yield found
            return
        lines += found
    marks = Marks(article, Ruler(raw) if folder else ruler(raw, text_bounds(lines)), lines, reading.losses)
    for row, reason in sorted(marks.faults, key=lambda fault: (fault[0].file, fault[0].number)):
        yield BadLine(row.file, row.number, row.byte, reason, row.raw, _HINT if "–" in reason else "")
    by = folder.by if folder else NOBODY
    yield Record(article, marks.annotations(by), work={by: Work(Status.DONE, note=marks.note)}, where=where)


def _annotations(source: Source) -> list[Path]:
    """The files with annotations: .ann, or those of the BioNLP shared tasks together, as brat takes them."""
    found = [path for suffix in _SUFFIXES for path in source.companions if path.suffix == suffix]
    return found[:1] if found and found[0].suffix == ".ann" else found


def _lines(path: Path, source: Source, codec: Codec) -> list[Line] | BadLine:
    name = source.name.removesuffix(source.path.suffix) + path.suffix
    with path.open("rb") as stream:
        data = stream.read(LONGEST + 1)
    # The text's byte order mark says nothing about the annotations, which brat has in UTF-8.
    own = choose(data, "" if codec.mark else codec.name)
    text = _decoded(data, name, own, mark=True)
    return text if isinstance(text, BadLine) else list(parsed(_rows(text, name, own)))


def _rows(text: str, name: str, codec: Codec) -> Iterator[Row]:
    byte = codec.mark
    for number, line in enumerate(_LINE.findall(text), 1):
        raw = line.encode(codec.name)
        yield Row(number, byte, line.removesuffix("\n").removesuffix("\r"), raw, name)
        byte += len(raw)


def _decoded(data: bytes, name: str, codec: Codec, *, mark: bool = False) -> str | BadLine:
    """The text of a file; `mark`: without its byte order mark."""
    if len(data) > LONGEST:
        return BadLine(name, 0, 0, f"the file is larger than {LONGEST // 2**20} MB, which is no article")
    try:
        text = data[codec.mark if mark else 0 :].decode(codec.name)
    except UnicodeDecodeError as error:
        at = error.start + (codec.mark if mark else 0)
        line = data.count(codec.newline, 0, at) + 1
        return BadLine(name, line, at, undecodable(error), data, advice(data[:100_000]))
    return text


def _folder(path: Path) -> _Folder | None:
    """What the folder's configuration says, where postil wrote it."""
    try:
        with (path / "annotation.conf").open("rb") as stream:
            lines = stream.read(2048).decode("utf-8", "replace").split("\n")
    except OSError:
        return None
    if not lines[0].startswith(_OURS):
        return None
    by = lines[1].removeprefix(_BY) if len(lines) > 2 and lines[1].startswith(_BY) else ""
    return _Folder(id_of(by) if by else NOBODY)
