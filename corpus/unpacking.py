"""What is packed with zlib and MessagePack, unpacked as plain values; damage is a sentence."""

import zlib
from typing import BinaryIO

from srsly.msgpack import Unpacker  # type: ignore[import-untyped]
from srsly.msgpack.exceptions import UnpackException  # type: ignore[import-untyped]

_LARGEST = 4 << 30
_CHUNK = 1 << 24
# What srsly raises at packed data that make no sense, arrays of NumPy among them.
_DAMAGED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, SyntaxError, MemoryError, UnpackException)


class Broken(ValueError):
    """Why a file, or something in it, cannot be read."""


def inflated(stream: BinaryIO) -> bytes:
    """All that a file holds, unpacked. Raises Broken."""
    packer = zlib.decompressobj()
    parts: list[bytes] = []
    size = 0
    try:
        while data := packer.unconsumed_tail or stream.read(_CHUNK):
            parts.append(packer.decompress(data, _CHUNK))
            size += len(parts[-1])
            if size > _LARGEST:
                raise Broken(f"it unpacks to more than {_LARGEST >> 30} GB")
            if packer.eof:
                break
        parts.append(packer.flush())
    except zlib.error as error:
        raise Broken(f"it is not packed as one, or damaged ({error})") from error
    if not packer.eof:
        raise Broken("it is cut off")
    return b"".join(parts)


class Loader:
    """Unpacks small things one after another; srsly looks for its plugins whenever it begins anew, which takes longer."""

    def __init__(self, *, lists: bool) -> None:
        self._lists = lists
        self._unpacker = self._new()

    def load(self, data: bytes) -> object:
        """The value that is packed there. Raises Broken."""
        try:
            self._unpacker.feed(data)
            value: object = self._unpacker.unpack()
            whole = not self._unpacker.read_bytes(1)
        except _DAMAGED as error:
            self._unpacker = self._new()
            raise Broken("what is packed in it is damaged") from error
        if not whole:
            self._unpacker = self._new()
            raise Broken("something stands behind what is packed in it")
        return value

    def _new(self) -> Unpacker:
        return Unpacker(raw=False, use_list=self._lists, strict_map_key=False, max_buffer_size=_LARGEST)
