"""One annotator's version of an article as the lines of a brat file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from postil.exports.brat_types import Types
from postil.exports.positive import Version
from postil.exports.shared_losses import CHOICES, FILLERS
from postil.schema.annotation import Annotation, Filler
from postil.schema.brat_names import brat_name, brat_role
from postil.schema.loss import Effect, Limit, Losses, Part

BLANK = Limit("spans of nothing but white space, left out")
FILLER_LEFT = Limit("roles filled by what is left out", Effect.LOST, Part.ROLES)
BROKEN_TEXT = Limit("free text in roles with line breaks or tabs in it: blanks instead", Effect.CHANGED, Part.ROLES)
BROKEN_NOTE = Limit("notes with line breaks or tabs in them: blanks instead", Effect.ASIDE, Part.NOTE)

# All that ends a line for brat, which reads its files with Python's splitlines, and the tab, which divides its columns.
_BREAKS = re.compile("[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_TRUE = "true"


@dataclass(slots=True)
class _Ids:
    """Ids of one kind; one that an annotation has from brat is kept."""

    kind: str
    taken: set[str] = field(default_factory=set)
    _next: int = 1

    def keep(self, own: str) -> str:
        """The annotation's own id where it is one of this kind and free, else ""."""
        if own in self.taken or not re.fullmatch(f"{self.kind}[1-9][0-9]{{0,8}}", own):
            return ""
        self.taken.add(own)
        return own

    def new(self) -> str:
        """The lowest one that is free."""
        while f"{self.kind}{self._next}" in self.taken:
            self._next += 1
        found = f"{self.kind}{self._next}"
        self.taken.add(found)
        return found


class Lines:
    """The lines, and what they cannot hold counted. `held` are the annotations that are in them."""

    def __init__(self, version: Version, types: Types, losses: Losses) -> None:
        self._article, self._types, self._losses = version.article, types, losses
        ranges = [a for a in version.annotations if a.start is not None]
        losses.marks(CHOICES, self._article, [a for a in version.annotations if a.start is None])
        losses.marks(BLANK, self._article, [a for a in ranges if not a.text.strip()])
        self.held: Sequence[Annotation] = [a for a in ranges if a.text.strip()]
        self._known = {a.origin.id for a in version.annotations if a.origin} | {a.id for a in version.annotations}
        self._pairs = dict(self._related())
        self.events = {a.layer for a in self.held if a.id not in self._pairs and types.is_event(a)}
        """The layers of which there are events."""
        self._attributes, self._relations, self._notes = _Ids("A"), _Ids("R"), _Ids("#")
        self._ids, self._triggers = self._named()

    def text(self) -> str:
        """The file."""
        first: list[str] = []
        further: list[str] = []
        for mark in self.held:
            if mark.id in self._pairs:
                one, other = (self._ids[name] for name in self._pairs[mark.id])
                further.append(f"{self._relations.new()}\t{self._types.of(mark)} Arg1:{one} Arg2:{other}\t")
            else:
                first += self._marked(mark)
                further += self._said(mark)
        return "".join(f"{line}\n" for line in (*first, *further))

    def _related(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """The frames that a relation holds whole, by id, and what they relate: frames of a layer of relations, with the range
        of the span that is the first, of which nothing more is said and which fill no role themselves.
        """
        known = {name: a for a in self.held for name in ((a.id, a.origin.id) if a.origin else (a.id,))}
        filling = {f.annotation or f.suggestion for a in self.held for fillers in a.roles.values() for f in fillers}
        for mark in self.held:
            layer = self._types.relations.get(mark.layer)
            if layer is None or mark.note or mark.flag or mark.attributes or len(mark.roles) != 2:
                continue
            if mark.id in filling or (mark.origin and mark.origin.id in filling):
                continue
            ends = [mark.roles.get(role.name, ()) for role in layer.roles]
            one, other = (known.get(f[0].annotation or f[0].suggestion) if len(f) == 1 else None for f in ends)
            if one and other and self._types.is_span(one) and (one.start, one.end) == (mark.start, mark.end):
                yield mark.id, (one.id, other.id)

    def _named(self) -> tuple[dict[str, str], dict[str, str]]:
        """brat's ids of annotations, also by the suggestions that they answer, and the ids of triggers."""
        spans, events = _Ids("T"), _Ids("E")
        found: dict[str, str] = {}
        held = [mark for mark in self.held if mark.id not in self._pairs]
        for mark in held:
            found[mark.id] = (events if self._types.is_event(mark) else spans).keep(mark.id)
        triggers: dict[str, str] = {}
        for mark in held:
            event = self._types.is_event(mark)
            found[mark.id] = found[mark.id] or (events if event else spans).new()
            if event:
                triggers[mark.id] = spans.new()
        return {mark.origin.id: found[mark.id] for mark in held if mark.origin} | found, triggers

    def _marked(self, mark: Annotation) -> Iterator[str]:
        written = self._types.of(mark)
        trigger = self._triggers.get(mark.id)
        yield f"{trigger or self._ids[mark.id]}\t{written} {_place(mark)}"
        if trigger is None:
            return
        arguments = [f"{written}:{trigger}"]
        for role, fillers in mark.roles.items():
            ids = [found for filler in fillers if (found := self._filler(filler))]
            name = brat_role(role)
            arguments += [f"{name}{number if number > 1 else ''}:{one}" for number, one in enumerate(ids, 1)]
        yield f"{self._ids[mark.id]}\t{' '.join(arguments)}"

    def _said(self, mark: Annotation) -> Iterator[str]:
        """Relations, attributes and notes, and the roles that are filled by free text: as notes, which brat shows."""
        name = self._ids[mark.id]
        for role, fillers in mark.roles.items():
            for filler in fillers:
                other = self._filler(filler)
                if other and mark.id not in self._triggers:
                    yield f"{self._relations.new()}\t{brat_name(role)} Arg1:{name} Arg2:{other}\t"
                elif not other and filler.text:
                    yield self._note(f"Role-{brat_name(role)}", name, filler.text)
                elif not other:
                    gone = filler.annotation or filler.suggestion
                    self._losses.marks(FILLER_LEFT if gone in self._known else FILLERS, self._article, [mark])
        for attribute, value in mark.attributes.items():
            bare = value == _TRUE and attribute not in self._types.valued
            said = "" if bare else f" {brat_name(value, letters=True)}"
            yield f"{self._attributes.new()}\t{brat_name(attribute)} {name}{said}"
        start, end = _edges(mark)
        if (start, end) != (mark.start, mark.end):
            yield self._note("Range", name, f"{mark.start} {mark.end}")
        if mark.note:
            yield self._note("AnnotatorNotes", name, mark.note)
        if mark.flag:
            yield self._note("Flag", name, "flagged")
        if any(_BREAKS.search(f.text) for fillers in mark.roles.values() for f in fillers):
            self._losses.marks(BROKEN_TEXT, self._article, [mark])
        if _BREAKS.search(mark.note):
            self._losses.marks(BROKEN_NOTE, self._article, [mark])

    def _note(self, kind: str, name: str, text: str) -> str:
        return f"{self._notes.new()}\t{kind} {name}\t{_BREAKS.sub(' ', text)}"

    def _filler(self, filler: Filler) -> str:
        return self._ids.get(filler.annotation or filler.suggestion, "")


def _edges(mark: Annotation) -> tuple[int, int]:
    """Where the span begins and ends but for line breaks and tabs at its edges."""
    assert mark.start is not None
    pieces = [match.span() for match in _BREAKS.finditer(mark.text)]
    begin = pieces[0][1] if pieces and pieces[0][0] == 0 else 0
    end = pieces[-1][0] if pieces and pieces[-1][1] == len(mark.text) else len(mark.text)
    return mark.start + begin, mark.start + end


def _place(mark: Annotation) -> str:
    """The fragments between line breaks, and their text."""
    start, end = _edges(mark)
    assert mark.start is not None
    fragments = []
    at = start
    for match in _BREAKS.finditer(mark.text, start - mark.start, end - mark.start):
        fragments.append((at, mark.start + match.start()))
        at = mark.start + match.end()
    fragments.append((at, end))
    text = " ".join(mark.text[a - mark.start : b - mark.start] for a, b in fragments)
    return f"{';'.join(f'{a} {b}' for a, b in fragments)}\t{text}"
