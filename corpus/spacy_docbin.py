"""spaCy DocBin, read as the values that it packs: a file from anywhere never gets as far as spaCy's own memory."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isfinite
from typing import BinaryIO

from spacy.attrs import (  # type: ignore[import-not-found]  # compiled
    DEP,
    ENT_ID,
    ENT_IOB,
    ENT_KB_ID,
    ENT_TYPE,
    LEMMA,
    ORTH,
    POS,
    TAG,
)
from spacy.strings import StringStore

from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec
from postil.corpus.reading import Reading
from postil.corpus.sources import Source
from postil.corpus.spacy_document import Document, Marked, record_in
from postil.corpus.strict_json import DEEPEST
from postil.corpus.unpacking import Broken, Loader, inflated
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.loss import Effect, Limit, Part
from postil.schema.record import Record
from postil.schema.safe import safe

VALUES = Limit("values in doc.user_data that are no JSON, such as extension attributes", Effect.ASIDE, Part.META)
UNTOLD = Limit("documents whose tokens have labels of entities, but do not say where one begins: those, left out")
_SPAN = struct.Struct(">QQQllll")
_INSIDE, _OUTSIDE, _BEGIN = 1, 2, 3
_HINT = "DocBin.to_disk of spaCy 3 writes such files."


def read_docbin(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """Every document of a DocBin; one that cannot be read is a BadLine, and the others are read. The file as a whole is
    unpacked in memory, as spaCy does.
    """
    try:
        packed = _unpacked(stream)
    except Broken as error:
        yield BadLine(source.name, 0, 0, f"it is no DocBin that can be read: {error}", hint=_HINT)
        return
    for number in range(len(packed.lengths)):
        place = f"document {number + 1}"
        try:
            document, strange = packed.document(number)
            found = record_in(document, f"{source.id}-{number + 1}", f"{safe(source.name)}, {place}", reading.losses)
        except (Broken, PostilError) as error:
            hint = error.hint if isinstance(error, PostilError) else ""
            yield BadLine(source.name, 0, 0, f"{place}: {error}", hint=hint)
            continue
        reading.losses.article(UNTOLD, found.article, count=packed.untold(number))
        reading.losses.article(VALUES, found.article, ", ".join(strange), count=len(strange))
        yield found


@dataclass(frozen=True, slots=True)
class _Packed:
    """What a DocBin holds. `cells`: for each token of each document one number for each of `columns`; `lengths` and `starts`:
    how many tokens each document has, and which is its first.
    """

    columns: Mapping[int, int]
    cells: memoryview
    spaces: bytes
    lengths: Sequence[int]
    starts: Sequence[int]
    strings: Mapping[int, str]
    flags: Sequence[object]
    cats: Sequence[object]
    groups: Sequence[object]
    values: Sequence[object]
    lists: Loader
    tuples: Loader

    def document(self, number: int) -> tuple[Document, list[str]]:
        """The document of that number, and the names of values beside it that are no JSON. Raises Broken."""
        words = [self._string(word) for word in self._column(number, ORTH)]
        if "" in words:
            raise Broken("it has a word without a letter")
        start, end = self.starts[number], self.starts[number] + self.lengths[number]
        spaced = self.spaces[start:end] if not _flag(self.flags[number], "has_unknown_spaces") else b"\1" * len(words)
        text, tokens = _text(words, spaced)
        tags = self._column(number, ENT_IOB)
        values, strange = _values(self.values[number], self.tuples)
        seen = [tag for word, tag in zip(words, tags, strict=True) if not word.isspace()]
        document = Document(
            text,
            tokens,
            list(self._entities(number, tags)),
            self._groups(number, len(words)),
            _cats(self.cats[number]),
            values,
            known=any(tags),
            unknown=not all(seen),
            tagged=any(any(self._column(number, column)) for column in (TAG, POS, LEMMA, DEP)),
        )
        return document, strange

    def untold(self, number: int) -> bool:
        """Whether tokens of a document have labels of entities, which spaCy itself does not read without ENT_IOB."""
        return ENT_IOB not in self.columns and any(self._column(number, ENT_TYPE))

    def _column(self, number: int, attribute: int) -> Sequence[int]:
        """That attribute of each token of a document, 0 where the file has none."""
        at, width = self.columns.get(attribute), len(self.columns)
        if at is None:
            return [0] * self.lengths[number]
        start = self.starts[number]
        return self.cells[start * width + at : (start + self.lengths[number]) * width : width].tolist()

    def _string(self, key: int) -> str:
        found = self.strings.get(key)
        if found is None:
            raise Broken("it has a word, a label or an id that is not among the file's strings")
        return found

    def _entities(self, number: int, tags: Sequence[int]) -> Iterator[Marked]:
        labels, names, links = (self._column(number, attribute) for attribute in (ENT_TYPE, ENT_ID, ENT_KB_ID))
        begin = -1
        for at in range(len(tags) + 1):
            tag, label = (tags[at], labels[at]) if at < len(tags) else (_OUTSIDE, 0)
            if begin >= 0 and not (tag == _INSIDE and label == labels[begin]):
                name, link = self.strings.get(names[begin], ""), self.strings.get(links[begin], "")
                yield Marked(begin, at, self._string(labels[begin]), name, link)
                begin = -1
            if begin < 0 and label and tag in (_BEGIN, _INSIDE):
                begin = at

    def _groups(self, number: int, length: int) -> dict[str, list[Marked]]:
        found: dict[str, list[Marked]] = {}
        for keys, data in _span_groups(self.groups[number], self.lists):
            packed = self.lists.load(data)
            spans = packed.get("spans") if isinstance(packed, dict) else None
            if not isinstance(packed, dict) or not isinstance(spans, list):
                raise Broken("a group of spans is broken")
            for key in keys or [packed.get("name")]:
                if not isinstance(key, str):
                    raise Broken("a group of spans has no name")
                found[key] = [self._span(span, length) for span in spans]
        return found

    def _span(self, data: object, length: int) -> Marked:
        if not isinstance(data, bytes) or len(data) != _SPAN.size:
            raise Broken("a span is broken")
        name, link, label, start, end, _, _ = _SPAN.unpack(data)
        if not 0 <= start <= end <= length:
            raise Broken(f"a span goes from token {start} to token {end}, and there are {length}")
        return Marked(start, end, self._string(label), self.strings.get(name, ""), self.strings.get(link, ""))


def _unpacked(stream: BinaryIO) -> _Packed:
    found = Loader(lists=True).load(inflated(stream))
    if not isinstance(found, dict):
        raise Broken("it does not hold what a DocBin does")
    attributes = found.get("attrs")
    if not isinstance(attributes, list) or ORTH not in attributes or not all(isinstance(a, int) for a in attributes):
        raise Broken("it does not say what is known of its tokens")
    if len(set(attributes)) < len(attributes):
        raise Broken("it says the same of its tokens twice")
    cells, lengths, spaces = found.get("tokens"), found.get("lengths"), found.get("spaces")
    if not (isinstance(cells, bytes) and isinstance(lengths, bytes) and isinstance(spaces, bytes)):
        raise Broken("its tokens are missing")
    if len(lengths) % 4 or len(cells) % 8:
        raise Broken("its tokens are cut off")
    sizes = memoryview(lengths).cast("i").tolist()
    total = sum(sizes)
    if any(size < 0 for size in sizes) or total * len(attributes) * 8 != len(cells) or len(spaces) != total:
        raise Broken("its documents and its tokens do not belong together")
    strings = found.get("strings")
    if not isinstance(strings, list) or not all(isinstance(string, str) for string in strings):
        raise Broken("its strings are missing")
    store = StringStore()
    known = {store.add(string): string for string in strings} | {0: ""}
    return _Packed(
        {attribute: at for at, attribute in enumerate(attributes)},
        memoryview(cells).cast("Q"),
        spaces,
        sizes,
        list(accumulate(sizes, initial=0)),
        known,
        _beside(found, "flags", sizes),
        _beside(found, "cats", sizes),
        _beside(found, "span_groups", sizes),
        _beside(found, "user_data", sizes),
        Loader(lists=True),
        Loader(lists=False),
    )


def _beside(found: Mapping[object, object], key: str, sizes: Sequence[int]) -> Sequence[object]:
    """What the file has for each document beside its tokens."""
    values = found.get(key, [None] * len(sizes))
    if not isinstance(values, list) or len(values) != len(sizes):
        raise Broken(f"it has {len(sizes)} documents, and not as many {key}")
    return values


def _span_groups(data: object, lists: Loader) -> list[tuple[list[object], bytes]]:
    """The packed groups, each with the names that it goes by; none where its own name is the only one."""
    if data is None or data == b"":
        return []
    value = lists.load(data) if isinstance(data, bytes) else None
    pairs: list[tuple[object, object]]
    if isinstance(value, dict):
        pairs = [(keys, packed) for packed, keys in value.items()]
    elif isinstance(value, list):
        pairs = [([], packed) for packed in value]
    else:
        raise Broken("its groups of spans are broken")
    out: list[tuple[list[object], bytes]] = []
    for keys, packed in pairs:
        if not isinstance(packed, bytes) or not isinstance(keys, list):
            raise Broken("its groups of spans are broken")
        out.append((keys, packed))
    return out


def _flag(value: object, name: str) -> bool:
    return isinstance(value, dict) and bool(value.get(name))


def _cats(value: object) -> dict[str, float]:
    given = {} if value is None else value
    if not isinstance(given, dict):
        raise Broken("its categories are no map")
    for label, number in given.items():
        if not isinstance(label, str) or not label or not isinstance(number, (bool, int, float)):
            raise Broken("a category is no label with a number")
    return {label: float(number) for label, number in given.items()}


def _values(data: object, tuples: Loader) -> tuple[dict[str, Json], list[str]]:
    """What of doc.user_data is JSON, and the names of what is not."""
    value = tuples.load(data) if isinstance(data, bytes) else {}  # extension attributes have tuples for keys
    if not isinstance(value, dict):
        raise Broken("its user_data is no map")
    out: dict[str, Json] = {}
    strange: list[str] = []
    for key, item in value.items():
        try:
            if not isinstance(key, str):
                raise Broken("no text")
            out[key] = _json(item, DEEPEST)
        except Broken:
            strange.append(str(key)[:40])
    return out, strange


def _json(value: object, deepest: int) -> Json:
    """The value as JSON. Raises Broken where it is none, or nested deeper than that."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    if deepest and isinstance(value, tuple):
        return [_json(item, deepest - 1) for item in value]
    if deepest and isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _json(item, deepest - 1) for key, item in value.items()}
    raise Broken("no JSON")


def _text(words: Sequence[str], spaced: Sequence[int]) -> tuple[str, list[tuple[int, int]]]:
    """The text, and where each word stands in it."""
    tokens: list[tuple[int, int]] = []
    at = 0
    for word, space in zip(words, spaced, strict=True):
        end = at + len(word)
        tokens.append((at, end))
        at = end + 1 if space else end
    return "".join(word + " " if space else word for word, space in zip(words, spaced, strict=True)), tokens
