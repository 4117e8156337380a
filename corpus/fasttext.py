"""fastText: on each line labels, as words that begin with __label__, and a text."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec, advice
from postil.corpus.lines import LONGEST, Line, lines
from postil.corpus.reading import NOBODY, Reading
from postil.corpus.sources import Source
from postil.corpus.text import undecodable
from postil.schema.annotation import Annotation, Verdict
from postil.schema.article import Article
from postil.schema.record import Record, Status, Work
from postil.schema.safe import safe

LAYER = "label"
_BLANK = " \t\r\n\v\f\0"
"""What ends a word for fastText; no other white space does."""
_LABEL = re.compile(r"(?<![^ \t\r\v\f\0])__label__([^ \t\r\n\v\f\0]*)[ \t\r\v\f\0]*")
_EXAMPLE = "A line is: __label__politics The text of the article."


def read_fasttext(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """An article for each line that is not blank; its id is the file's with the line's number.

    Labels count wherever they stand in the line, as for fastText, and are not part of the text. Several are in the order of
    their ranks. A line without any is an article that none applies to.
    """
    hint = ""
    for line in lines(stream, codec):
        if not line.whole:
            yield _bad(source, line, f"the line is longer than {LONGEST // 2**20} MB")
            continue
        try:
            text = line.raw.decode(codec.name).strip(_BLANK)
        except UnicodeDecodeError as error:
            hint = hint or advice(line.raw[:100_000])
            yield BadLine(source.name, line.number, line.byte + error.start, undecodable(error), line.raw, hint)
            continue
        if text:
            yield _record(text, source, line)


def _record(line: str, source: Source, where: Line) -> Record | BadLine:
    labels = list(dict.fromkeys(_LABEL.findall(line)))
    text = _LABEL.sub("", line).strip(_BLANK)
    if "" in labels:
        return _bad(source, where, "a label has no name: nothing stands behind __label__")
    if not text.strip():
        return _bad(source, where, "there are labels, and no text")
    article = Article(f"{source.id}-{where.number}", text)
    several = len(labels) > 1
    marks = tuple(
        Annotation(
            id=f"a{number}",
            layer=LAYER,
            label=label,
            rank=number if several else None,
            verdict=Verdict.ADDED,
            by=NOBODY,
        )
        for number, label in enumerate(labels, 1)
    )
    return Record(article, marks, (), {NOBODY: Work(Status.DONE)}, f"{safe(source.name)}, line {where.number}")


def _bad(source: Source, line: Line, reason: str) -> BadLine:
    return BadLine(source.name, line.number, line.byte, reason, line.raw, _EXAMPLE)
