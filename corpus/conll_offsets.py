"""The file of offsets beside a CoNLL file that postil wrote: what the columns cannot say, for each article a line."""

import io
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from postil.corpus.bad_line import BadLine
from postil.corpus.conll_articles import Row, Tagged
from postil.corpus.encoding import choose
from postil.corpus.json_objects import Item, objects
from postil.corpus.postil_jsonl import record_of
from postil.corpus.sources import Source
from postil.corpus.tags import spans
from postil.schema.annotation import Annotation, Verdict
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.record import Record
from postil.schema.safe import safe

VERSION = 1
_SPACE = re.compile(r"\s+")
_AGAIN = "Export again, or take the file of offsets away to read the tokens alone."


@dataclass(frozen=True, slots=True)
class _Known:
    """The article as it was, whose work on it is there, the layer of its tags, and where each token stood."""

    record: Record
    annotator: str
    layer: str
    tokens: Sequence[tuple[int, int]]


def restored(
    found: Iterator[Tagged | BadLine], source: Source, beside: Path
) -> Iterator[tuple[Tagged, Record | None] | BadLine]:
    """Each article with its record, as far as both files say the same of its tokens."""
    name = safe(beside.name)
    with io.BufferedReader(io.FileIO(beside)) as stream:
        other = Source(beside, source.id, str(beside))
        lines = objects(stream, other, choose(stream.peek(4)))
        for tagged, item in zip_longest(found, lines):
            if item is None:
                line, byte = (tagged.line, tagged.byte) if tagged else (0, 0)
                yield BadLine(source.name, line, byte, f"from here on, the articles are not in {name}", hint=_AGAIN)
                return
            if tagged is None:
                place = (item.line, item.byte)
                yield BadLine(other.name, *place, f"from here on, the articles are not in {safe(source.name)}", hint=_AGAIN)
                return
            known = _known(item) if isinstance(item, Item) else item
            if isinstance(tagged, BadLine):
                yield tagged
            elif isinstance(known, BadLine):
                yield known
            else:
                record = _record(tagged, known, source)
                yield record if isinstance(record, BadLine) else (tagged, record)


def _known(item: Item) -> _Known | BadLine:
    value = dict(item.value)
    if value.pop("postil_offsets", None) != VERSION:
        return item.bad("this is no file of offsets that postil wrote", _AGAIN)
    annotator, layer, tokens = value.pop("annotator", ""), value.pop("layer", ""), _pairs(value.pop("tokens", None))
    if not isinstance(annotator, str) or not isinstance(layer, str) or tokens is None:
        return item.bad('"tokens" must be a list of [start, end], "annotator" and "layer" text')
    try:
        record = record_of({"postil": 1, **value}, item.where)
    except PostilError as error:
        return item.bad(str(error), error.hint)
    ends = [0, *(end for _, end in tokens)]
    if any(not before <= start < end for before, (start, end) in zip(ends, tokens, strict=False)) or ends[-1] > len(
        record.article.text
    ):
        return item.bad("the tokens are not in order, or outside the text")
    return _Known(record, annotator, layer, tokens)


def _pairs(value: Json) -> list[tuple[int, int]] | None:
    found: list[tuple[int, int]] = []
    for pair in value if isinstance(value, list) else [None]:
        if not isinstance(pair, list) or len(pair) != 2:
            return None
        start, end = pair
        if type(start) is not int or type(end) is not int:
            return None
        found.append((start, end))
    return found


def _record(tagged: Tagged, known: _Known, source: Source) -> Record | BadLine:
    bad = _compare(tagged, known, source)
    if bad:
        return bad
    before = _by_tokens(known)
    labels = {_SPACE.sub("_", a.label): a.label for a in known.record.annotations}
    taken = {a.id for a in known.record.annotations} | {a.origin.id for a in known.record.annotations if a.origin}
    new = (name for n in range(1, 1 << 62) if (name := f"c{n}") not in taken)
    annotations: list[Annotation] = []
    base = 0
    for sentence in tagged.sentences:
        for first, end, label in spans([row.tags[0] for row in sentence]):
            here = (base + first, base + end, label)
            annotations.append(before.get(here) or _added(known, here, labels.get(label, label), next(new)))
        base += len(sentence)
    return replace(known.record, annotations=tuple(annotations))


def _compare(tagged: Tagged, known: _Known, source: Source) -> BadLine | None:
    """The first row that is not the token that stood there."""
    text = known.record.article.text
    last = Row("", (), tagged.line, tagged.byte)
    for row, place in zip_longest(tagged.rows, known.tokens):
        if row is None:
            wanted = _short(text[slice(*place)])
            return BadLine(source.name, last.line, last.byte, f"behind this line the token {wanted} is missing", hint=_AGAIN)
        last = row
        surface = text[slice(*place)] if place else ""
        if row.token != ("_DOCSTART_" if surface == "-DOCSTART-" else _SPACE.sub("_", surface)):
            there = f"the text has {_short(surface)} there" if place else "the text has no more tokens"
            reason = f"the token is {_short(row.token)}, but {there}"
            return BadLine(source.name, row.line, row.byte, reason, hint=_AGAIN)
    return None


def _by_tokens(known: _Known) -> Mapping[tuple[int, int, str], Annotation]:
    """The annotations as they were written, by the tokens within them and the tag's label."""
    starts, ends = [start for start, _ in known.tokens], [end for _, end in known.tokens]
    found = {}
    for annotation in known.record.annotations:
        if annotation.start is not None and annotation.end is not None:
            place = bisect_left(starts, annotation.start), bisect_right(ends, annotation.end)
            found[*place, _SPACE.sub("_", annotation.label)] = annotation
    return found


def _added(known: _Known, here: tuple[int, int, str], label: str, name: str) -> Annotation:
    start, end = known.tokens[here[0]][0], known.tokens[here[1] - 1][1]
    return Annotation(
        id=name,
        layer=known.layer,
        label=label,
        start=start,
        end=end,
        text=known.record.article.text[start:end],
        verdict=Verdict.ADDED,
        by=known.annotator,
    )


def _short(text: str) -> str:
    return f"“{safe(text if len(text) <= 40 else text[:39] + '…')}”"
