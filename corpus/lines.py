"""A file as lines of bytes, each with its number and offset, in constant memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from postil.corpus.encoding import Codec

LONGEST = 64 * 1024 * 1024
"""The longest line and the longest text file that is read, in bytes."""


@dataclass(frozen=True, slots=True)
class Line:
    """`number` counts from 1; `byte` is the offset of its first byte in the file; `raw` includes the newline.

    `whole` is False when the line goes on beyond the limit; `raw` then holds its beginning.
    """

    number: int
    byte: int
    raw: bytes
    whole: bool = True


def lines(stream: BinaryIO, codec: Codec, *, longest: int = LONGEST) -> Iterator[Line]:
    """The lines of `stream`, which stands at its start. Only U+000A ends a line; a byte order mark is passed over."""
    offset = len(stream.read(codec.mark))
    number = 0
    while True:
        raw = _line(stream, codec, longest)
        if not raw:
            return
        number += 1
        whole = len(raw) <= longest
        yield Line(number, offset, raw if whole else raw[:longest], whole)
        offset += len(raw)
        if not whole and not raw.endswith(codec.newline):
            while rest := _line(stream, codec, 1024 * 1024):
                offset += len(rest)
                if rest.endswith(codec.newline):
                    break


def _line(stream: BinaryIO, codec: Codec, longest: int) -> bytes:
    """One line, or a little more than `longest` bytes of it; aligned to whole code units, so that a U+0A0A is no newline."""
    if codec.width == 1:
        return stream.readline(longest + 1)
    raw = bytearray()
    while len(raw) <= longest:
        part = stream.readline(longest + 1 - len(raw))
        raw += part + stream.read(-(len(raw) + len(part)) % codec.width)
        if not part or raw.endswith(codec.newline):
            break
    return bytes(raw)
