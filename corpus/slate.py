"""SLATE: a text, and beside it a file of annotations for each annotator and kind."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec, advice, choose
from postil.corpus.lines import Line, lines
from postil.corpus.reading import NOBODY, Reading
from postil.corpus.slate_items import BadItem, Item, Position, item_of
from postil.corpus.slate_places import Places
from postil.corpus.sources import Source
from postil.corpus.text import read_text, undecodable
from postil.schema.annotation import Annotation, Filler, Verdict
from postil.schema.loss import Effect, Limit, Losses, Part
from postil.schema.record import Record, Status, Work

DISCONTINUOUS = Limit(
    "spans in several pieces: one from the first to the last, the pieces in its note", Effect.CHANGED, Part.RANGE
)
LINKS = Limit("links with an end that has no label")
UNLABELLED = Limit("items without a label")
LINK = "link"
"""The role that a link is where its file has no name for it."""
_NAME = re.compile(r"\.(?:(?P<kind>[\w.-]+)\.)?annotations(?P<who>\w*)")
_LIST = re.compile(r"\S+ \S*\.annotations\w*(?: .*)?")
_LABEL = "label:"


@dataclass(frozen=True, slots=True)
class _File:
    """A file of annotations: whose, and of which kind ("" where the name says nothing)."""

    path: Path
    name: str
    kind: str
    annotator: str


@dataclass(frozen=True, slots=True)
class _Found:
    """An item, and where it stands."""

    item: Item
    file: _File
    line: Line


def is_list(line: str) -> bool:
    """Whether a line is one of a list of files for SLATE: a text, where its annotations go, a position, other annotations."""
    return _LIST.fullmatch(line.strip()) is not None


def read_slate(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """The text as one article, with all annotations beside it.

    `text.KIND.annotationsNAME`: KIND is the layer, NAME the annotator. Several labels of one item are several annotations;
    labels of the whole text are choices. A link is a role of what it goes from, if both ends have labels by its annotator.
    """
    for record in read_text(stream, source, codec, reading):
        if isinstance(record, BadLine):
            yield record
        elif not source.companions and is_list(record.article.text.partition("\n")[0]):
            reason = "this is a list of files for SLATE, and no text"
            yield BadLine(source.name, 0, 0, reason, hint="Give the texts that it names, or their folder.")
        else:
            yield from _annotated(record, source, reading)


def _annotated(record: Record, source: Source, reading: Reading) -> Iterator[Record | BadLine]:
    files = [_file(path, source) for path in source.companions]
    places = Places(record.article.text)
    marks = _Marks(record, places, reading.losses)
    links: list[_Found] = []
    for file in files:
        found: list[_Found] = []
        for item in _items(file):
            if isinstance(item, BadLine):
                yield item
            else:
                found.append(item)
        for one in _as_meant(found, places):
            try:
                if one.item.labels:
                    marks.add(one)
                elif len(one.item.spans) > 1:
                    marks.check(one)
                    links.append(one)
                else:
                    marks.check(one)
                    reading.losses.add(UNLABELLED, f"{file.name}, line {one.line.number}")
            except BadItem as error:
                yield _bad(one.file, one.line, str(error))
    for link in links:
        marks.link(link)
    work = {file.annotator: Work(Status.DONE) for file in files}
    yield replace(record, annotations=marks.annotations(), work=work)


class _Marks:
    """The annotations of one text in the making."""

    def __init__(self, record: Record, places: Places, losses: Losses) -> None:
        self._article, self._places, self._losses = record.article, places, losses
        self._marks: dict[str, Annotation] = {}
        self._standing: dict[tuple[str, int, int], str] = {}

    def annotations(self) -> tuple[Annotation, ...]:
        return tuple(self._marks.values())

    def check(self, found: _Found) -> None:
        """Raises BadItem for a place that is none."""
        for start, end in found.item.spans:
            self._places.range(start, end)

    def add(self, found: _Found) -> None:
        """One annotation for each label. Raises BadItem."""
        file, item = found.file, found.item
        ranges = [self._places.range(start, end) for start, end in item.spans]
        start, end = min(r[0] for r in ranges), max(r[1] for r in ranges)
        whole = item.spans[0][0] == ()
        note = ", ".join(f"{s}–{e}" for s, e in ranges) if len(ranges) > 1 else ""
        for number, label in enumerate(item.labels, 1):
            name = label.removeprefix(_LABEL) or label
            mark = Annotation(
                id=f"a{len(self._marks) + 1}",
                layer=file.kind or (_LABEL[:-1] if name != label else ""),
                label=name,
                start=None if whole else start,
                end=None if whole else end,
                text="" if whole else self._article.text[start:end],
                rank=number if whole and len(item.labels) > 1 else None,
                verdict=Verdict.ADDED,
                by=file.annotator,
                note=note,
            )
            self._marks[mark.id] = mark
            if not whole:
                self._standing.setdefault((file.annotator, start, end), mark.id)
            if note:
                self._losses.marks(DISCONTINUOUS, self._article, [mark])

    def link(self, found: _Found) -> None:
        """A role of the first span for each of the others."""
        who, role = found.file.annotator, found.file.kind or LINK
        ends = [self._standing.get((who, *self._places.range(start, end))) for start, end in found.item.spans]
        first, others = ends[0], ends[1:]
        for other in others:
            if first is None or other is None or other == first:
                self._losses.add(LINKS, f"{found.file.name}, line {found.line.number}")
                continue
            mark = self._marks[first]
            filled = dict.fromkeys((*mark.roles.get(role, ()), Filler(annotation=other)))
            self._marks[first] = replace(mark, roles={**mark.roles, role: tuple(filled)})


def _items(file: _File) -> Iterator[_Found | BadLine]:
    hint = ""
    try:
        with file.path.open("rb") as stream:
            head = stream.peek(4)
            codec = choose(head)
            for line in lines(stream, codec):
                try:
                    text = line.raw.decode(codec.name).strip()
                    if text:
                        yield _Found(item_of(text), file, line)
                except UnicodeDecodeError as error:
                    hint = hint or advice(line.raw[:100_000])
                    at = line.byte + error.start
                    yield BadLine(file.name, line.number, at, undecodable(error), line.raw, hint)
                except BadItem as error:
                    yield _bad(file, line, str(error))
    except OSError as error:
        yield BadLine(file.name, 0, 0, f"it cannot be read: {error.strerror}")


def _as_meant(found: Sequence[_Found], places: Places) -> Sequence[_Found]:
    """The items. Newer versions of SLATE write the line 5 as (5, 5), like the word 5 of line 5: where a file has nothing but
    such pairs, and several, or one that is no word, they are lines.
    """
    starts = [start for one in found for start, _ in one.item.spans]
    alike = all(start == end and len(start) == 2 and start[0] == start[1] for one in found for start, end in one.item.spans)
    if not alike or not starts or (len(set(starts)) == 1 and places.has(starts[0])):
        return found

    def line(position: Position) -> Position:
        return position[:1]

    return [
        replace(one, item=replace(one.item, spans=tuple((line(start), line(end)) for start, end in one.item.spans)))
        for one in found
    ]


def _file(path: Path, source: Source) -> _File:
    rest = path.name.removeprefix(source.path.name)
    match = _NAME.fullmatch(rest)
    kind, who = (match["kind"] or "", match["who"]) if match else ("", "")
    return _File(path, source.name.removesuffix(source.path.name) + path.name, kind, who or NOBODY)


def _bad(file: _File, line: Line, reason: str) -> BadLine:
    hint = "SLATE counts lines, words and characters from 0: (line, word) - label."
    return BadLine(file.name, line.number, line.byte, reason, line.raw, hint)
