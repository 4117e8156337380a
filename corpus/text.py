"""One text file, one article."""

from collections.abc import Iterator
from typing import BinaryIO

from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec, advice
from postil.corpus.lines import LONGEST
from postil.corpus.reading import Reading
from postil.corpus.sources import Source
from postil.schema.article import Article
from postil.schema.record import Record
from postil.schema.safe import safe


def read_text(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """The file's whole text as one article.

    A byte order mark is left off and CRLF becomes LF; both happen before the text is frozen, so that every offset is one
    in the text as it is stored.
    """
    stream.read(codec.mark)
    data = stream.read(LONGEST + 1)
    if len(data) > LONGEST:
        yield BadLine(source.name, 0, 0, f"the file is larger than {LONGEST // 2**20} MB, which is no article")
        return
    try:
        text = data.decode(codec.name)
    except UnicodeDecodeError as error:
        line = data.count(codec.newline, 0, error.start) + 1
        yield BadLine(source.name, line, codec.mark + error.start, undecodable(error), data, advice(data[:100_000]))
        return
    nuls = text.count("\0")
    if nuls * 20 > len(text):
        yield BadLine(source.name, 0, 0, "this is not text: it is full of NUL bytes", data, advice(data[:100_000]))
    elif not text.strip():
        yield BadLine(source.name, 0, 0, "there is no text in it", data)
    else:
        yield Record(Article(source.id, text.replace("\r\n", "\n")), where=safe(source.name))


def undecodable(error: UnicodeDecodeError) -> str:
    """Why bytes could not be decoded, naming the first of them."""
    return f"byte 0x{error.object[error.start]:02X} is not {error.encoding.upper()} here"
