"""The objects in a JSON file, one after another: one on each line, spread over lines, or in one list; in constant memory."""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec, advice
from postil.corpus.lines import LONGEST, lines
from postil.corpus.sources import Source
from postil.corpus.strict_json import BadJson, parse, parse_from
from postil.corpus.text import undecodable
from postil.schema.json_types import Json
from postil.schema.safe import safe

_CHUNK = 1 << 18
_BLANK = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Item:
    """An object, where it begins (`line` from 1, `byte` from 0), and the bytes that it was read from. `nth`: which of those
    that begin on this line it is, from 1.
    """

    value: Mapping[str, Json]
    source: Source
    line: int
    byte: int
    raw: bytes = b""
    nth: int = 1

    @property
    def where(self) -> str:
        """How messages name the place."""
        return f"{safe(self.source.name)}, line {self.line}"

    @property
    def fallback(self) -> str:
        """The id of an article that has none of its own; articles of one line differ."""
        return f"{self.source.id}-{self.line}" + (f"-{self.nth}" if self.nth > 1 else "")

    def bad(self, reason: str, hint: str = "") -> BadLine:
        """Why the object cannot be read."""
        return BadLine(self.source.name, self.line, self.byte, reason, self.raw, hint)


def objects(stream: BinaryIO, source: Source, codec: Codec, *, longest: int = LONGEST) -> Iterator[Item | BadLine]:
    """Every object of the file. After a line that is no object it goes on; in a list, or where objects go over several
    lines, nobody knows where the next one would begin, and it ends. Blank lines are passed over.
    """
    if _spread(stream, codec):
        yield from _values(stream, source, codec, longest)
    else:
        yield from _lines(stream, source, codec, longest)


def _spread(stream: BinaryIO, codec: Codec) -> bool:
    """Whether the file is a list, or its first object goes over several lines."""
    head = stream.peek(_CHUNK) if hasattr(stream, "peek") else b""
    text = head[codec.mark :].decode(codec.name, "ignore").lstrip()
    if text.startswith("["):
        return True
    first, newline, rest = text.partition("\n")
    if not newline or not first.startswith("{"):
        return False
    try:
        parse(first.rstrip())
    except BadJson:
        return first.strip() == "{" or (not first.rstrip().endswith("}") and rest.lstrip(" \t\r\n")[:1] in ('"', "}"))
    return False


def _lines(stream: BinaryIO, source: Source, codec: Codec, longest: int) -> Iterator[Item | BadLine]:
    hint = ""
    for line in lines(stream, codec, longest=longest):
        if not line.whole:
            reason = f"the line is longer than {longest // 2**20} MB"
            yield BadLine(source.name, line.number, line.byte, reason, line.raw)
            continue
        try:
            text = line.raw.decode(codec.name)
        except UnicodeDecodeError as error:
            hint = hint or advice(line.raw[:100_000])
            yield BadLine(source.name, line.number, line.byte + error.start, undecodable(error), line.raw, hint)
            continue
        text = text.rstrip(" \t\r\n")
        if not text:
            continue
        try:
            value = parse(text)
        except BadJson as error:
            at = line.byte + len(text[: error.at].encode(codec.name))
            yield BadLine(source.name, line.number, at, error.reason, line.raw)
            continue
        if isinstance(value, Mapping):
            yield Item(value, source, line.number, line.byte, line.raw)
        else:
            hint_object = 'JSONL holds one object on each line: {"text": "…"}.'
            yield BadLine(source.name, line.number, line.byte, "not a JSON object", line.raw, hint_object)


def _values(stream: BinaryIO, source: Source, codec: Codec, longest: int) -> Iterator[Item | BadLine]:
    text = _Text(stream, codec)
    listed, between = False, False
    line, nth = 0, 0
    while True:
        text.blank()
        char = text.char()
        if char == "[" and not listed and not between:
            listed = True
            text.take(1)
        elif char == "," and listed and between:
            text.take(1)
            between = False
        elif char == "]" and listed:
            text.take(1)
            text.blank()
            if text.char():
                yield BadLine(source.name, text.line, text.byte, "something stands behind the end of the list")
            return
        elif not char and not text.broken:
            if listed:
                yield BadLine(source.name, text.line, text.byte, "the list does not end: the file is cut off")
            return
        elif listed and between:
            yield BadLine(source.name, text.line, text.byte, "between two entries of the list a comma is missing")
            return
        else:
            found = _value(text, source, longest)
            if isinstance(found, BadLine):
                yield found
                return
            line, nth = found.line, nth + 1 if found.line == line else 1
            yield found if nth == 1 else replace(found, nth=nth)
            between = True


def _value(text: "_Text", source: Source, longest: int) -> Item | BadLine:
    while True:
        try:
            value, end = parse_from(text.buffer, text.at)
            break
        except BadJson as error:
            size = len(text.buffer) - text.at
            if error.final or size > longest or not text.more(max(_CHUNK, size)):
                if text.broken:
                    return text.broken_line(source)
                line = text.line + text.buffer.count("\n", text.at, text.at + error.at)
                byte = text.byte + text.bytes(text.buffer[text.at : text.at + error.at])
                long = size > longest and not error.final
                reason = f"the object is longer than {longest // 2**20} MB" if long else error.reason
                return BadLine(source.name, line, byte, reason)
    line, byte = text.line, text.byte
    raw = text.take(end - text.at)
    if not isinstance(value, Mapping):
        return BadLine(source.name, line, byte, "not a JSON object", raw)
    return Item(value, source, line, byte, raw)


class _Text:
    """The file's text from where it is read, with line and byte of that place."""

    def __init__(self, stream: BinaryIO, codec: Codec) -> None:
        self.byte = len(stream.read(codec.mark))
        self.line = 1
        self.buffer = ""
        self.at = 0
        self.broken: UnicodeDecodeError | None = None
        self._stream, self._codec = stream, codec
        self._decoder = codecs.getincrementaldecoder(codec.name)()
        self._ended = False

    def more(self, size: int) -> bool:
        """Read on; False where nothing more can be decoded. What was taken is given up."""
        if self._ended:
            return False
        data = self._stream.read(size)
        try:
            added = self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            self.broken, self._ended = error, True
            added = error.object[: error.start].decode(self._codec.name)
        self._ended = self._ended or not data
        self.buffer = self.buffer[self.at :] + added
        self.at = 0
        return bool(added)

    def char(self) -> str:
        """The next character, "" at the end."""
        return self.buffer[self.at : self.at + 1]

    def blank(self) -> None:
        """Pass over white space."""
        while True:
            match = _BLANK.match(self.buffer, self.at)
            assert match is not None
            self.take(match.end() - self.at)
            if self.at < len(self.buffer) or not self.more(_CHUNK):
                return

    def take(self, length: int) -> bytes:
        """Go on by so many characters; their bytes."""
        taken = self.buffer[self.at : self.at + length]
        raw = taken.encode(self._codec.name)
        self.at += length
        self.line += taken.count("\n")
        self.byte += len(raw)
        return raw

    def bytes(self, text: str) -> int:
        """How many bytes the text takes in the file."""
        return len(text.encode(self._codec.name))

    def broken_line(self, source: Source) -> BadLine:
        """Where the file cannot be decoded."""
        assert self.broken is not None
        line = self.line + self.buffer.count("\n", self.at)
        byte = self.byte + self.bytes(self.buffer[self.at :])
        return BadLine(source.name, line, byte, undecodable(self.broken), hint=advice(self.broken.object[:100_000]))
