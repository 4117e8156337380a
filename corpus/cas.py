"""UIMA CAS, as XMI with its type system beside, or as JSON with its types inside: one article, by one annotator, a file."""

import io
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import BinaryIO

from cassis import TypeSystem, load_cas_from_json, load_cas_from_xmi  # type: ignore[import-untyped]

from postil.corpus.bad_line import BadLine
from postil.corpus.cas_article import FOLDERS, INITIAL, record_of
from postil.corpus.cas_faults import Fault, no_doctype, quiet
from postil.corpus.cas_types import System, beside
from postil.corpus.encoding import Codec, advice
from postil.corpus.lines import LONGEST
from postil.corpus.reading import Reading
from postil.corpus.sources import Source
from postil.corpus.strict_json import BadJson, parse
from postil.corpus.text import undecodable
from postil.schema.json_types import Json
from postil.schema.loss import Effect, Limit, Part
from postil.schema.record import Record
from postil.schema.uima_text import STAND_IN

CONTROLS = Limit("control characters: U+FFFD instead", Effect.CHANGED, Part.TEXT)
LONGEST_TEXT = 4 * 1024 * 1024
"""The longest text, in bytes of XMI or code points of JSON: cassis takes some 200 bytes of memory for each character."""
_SOFA = re.compile(rb"sofaString\s*=\s*(\"[^\"]*|'[^']*)")
_NOT_A_CAS = "it is not a whole UIMA CAS"
_BESIDE = "Put the TypeSystem.xml that belongs to it into the same folder."
_REFERENCE = re.compile(rb"&#(?:x([0-9A-Fa-f]+)|([0-9]+));")
_HIGH = rb"&#(?:x[dD][89abAB][0-9a-fA-F]{2}|55(?:29[6-9]|[3-9]\d\d)|56(?:[0-2]\d\d|3[01]\d));"
_LOW = rb"&#(?:x[dD][c-fC-F][0-9a-fA-F]{2}|56(?:3[2-9]\d|[4-9]\d\d)|57(?:[0-2]\d\d|3[0-3]\d|34[0-3]));"
_PAIR = re.compile(_HIGH + _LOW)


def read_xmi(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """The article of an XMI file. Its type system is looked for beside it and in the folders above; a file that is nothing
    but a type system holds no article.
    """
    if _is_bare(source):
        return
    try:
        data = _data(stream, 0)
        if re.search(rb"<(?:\w+:)?typeSystemDescription[\s>]", data[:4096]):
            return
        no_doctype(data)
        if b"http://www.omg.org/XMI" not in data and b"http://www.omg.org/XMI" not in data.replace(b"\0", b""):
            raise Fault("it is no XMI: the namespace of XMI is not in it")
        _require_short(match.end(1) - match.start(1) for match in _SOFA.finditer(data))
        data = _mended(data, source, reading)
        system = beside(source.path)
        with quiet(_NOT_A_CAS if system else "its type system is not beside it"):
            known = system or System(TypeSystem())
            record = record_of(load_cas_from_xmi(io.BytesIO(data), known.types), known, source, reading, converted=False)
        yield record
    except Fault as fault:
        yield BadLine(source.name, fault.line, 0, fault.reason, hint=fault.hint)


def read_json_cas(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """The article of a JSON CAS file. Where it does not hold its types, they are looked for beside it."""
    if _is_bare(source):
        return
    try:
        data = _data(stream, codec.mark)
        try:
            text = data.decode(codec.name)
            value = parse(text)
        except UnicodeDecodeError as error:
            line = data.count(codec.newline, 0, error.start) + 1
            yield BadLine(source.name, line, codec.mark + error.start, undecodable(error), hint=advice(data[:100_000]))
            return
        except BadJson as error:
            yield BadLine(source.name, text.count("\n", 0, error.at) + 1, len(text[: error.at].encode()), error.reason)
            return
        if not isinstance(value, dict):
            raise Fault(f"{_NOT_A_CAS}: it is no JSON object")
        types = value.get("%TYPES")
        system = _embedded(json.dumps(types)) if types is not None else beside(source.path)
        if system is None:
            raise Fault("it holds no types, and its type system is not beside it", hint=_BESIDE)
        with quiet(_NOT_A_CAS):
            _require_whole(value)
            cas = load_cas_from_json(text, system.types, merge_typesystem=False)
            record = record_of(cas, system, source, reading, converted=True)
        yield record
    except Fault as fault:
        yield BadLine(source.name, fault.line, 0, fault.reason, hint=fault.hint)


def _is_bare(source: Source) -> bool:
    """Whether it is the text as it was before anybody worked on it, which every other file beside has as well."""
    path = source.path
    return path.stem == INITIAL and path.parent.parent.name in FOLDERS and len(list(path.parent.glob(f"*{path.suffix}"))) > 1


def _data(stream: BinaryIO, mark: int) -> bytes:
    stream.read(mark)
    data = stream.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise Fault(f"the file is larger than {LONGEST // 2**20} MB, which is no article")
    return data


@lru_cache(maxsize=4)
def _embedded(types: str) -> System:
    """The type system in JSON; files of one project have the same."""
    empty = f'{{"%TYPES": {types}, "%FEATURE_STRUCTURES": [], "%VIEWS": {{}}}}'
    with quiet("its type system cannot be read"):
        return System(load_cas_from_json(empty).typesystem)


def _require_whole(value: dict[str, Json]) -> None:
    """Raises ValueError where what is not there would be passed over."""
    structures = value.get("%FEATURE_STRUCTURES")
    if not structures or not value.get("%VIEWS"):
        raise ValueError(f'"{"%VIEWS" if structures else "%FEATURE_STRUCTURES"}" is missing')
    found = structures.values() if isinstance(structures, dict) else structures if isinstance(structures, list) else ()
    _require_short(len(str(item.get("sofaString", ""))) for item in found if isinstance(item, dict))


def _require_short(lengths: Iterable[int]) -> None:
    if max(lengths, default=0) > LONGEST_TEXT:
        raise Fault(f"its text is longer than {LONGEST_TEXT // 2**20} MB, which is no article")


def _mended(data: bytes, source: Source, reading: Reading) -> bytes:
    """XML that libxml2 takes: references to halves of surrogate pairs (which some Java writes) made whole, and references to
    control characters (which XML 1.1 has) replaced by U+FFFD and counted.
    """
    if b"&#" not in data:
        return data
    data = _PAIR.sub(_whole, data)
    lost = 0

    def legal(match: re.Match[bytes]) -> bytes:
        nonlocal lost
        code = _code(match)
        if code in (9, 10, 13) or 32 <= code < 0xD800 or 0xDFFF < code < 0xFFFE or 0xFFFF < code < 0x110000:
            return match[0]
        lost += 1
        return b"&#%d;" % ord(STAND_IN)

    data = _REFERENCE.sub(legal, data)
    reading.losses.add(CONTROLS, source.name, count=lost)
    return data


def _whole(match: re.Match[bytes]) -> bytes:
    high, low = (_code(part) for part in _REFERENCE.finditer(match[0]))
    return b"&#%d;" % (0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)


def _code(match: re.Match[bytes]) -> int:
    digits = (match[1] or match[2])[:12]
    return int(digits, 16 if match[1] else 10)
