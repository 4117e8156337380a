"""Annotations out of the lines of a brat file: spans, events as frames, relations as roles."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from postil.corpus.brat_lines import Attribute, Broken, Equivalence, Event, Line, Note, Relation, Row, TextBound, Unknown
from postil.corpus.brat_offsets import Ruler
from postil.schema.annotation import Annotation, Filler, Mark, Verdict
from postil.schema.article import Article
from postil.schema.brat_names import name_of, type_of
from postil.schema.loss import Effect, Limit, Losses, Part

DISCONTINUOUS = Limit(
    "spans in several pieces: one from the first to the last, the pieces in its note", Effect.CHANGED, Part.RANGE
)
EMPTY = Limit("spans of no text")
GONE = Limit("events, roles, attributes and notes of spans that are empty or cannot be read")
EQUIVALENCES = Limit("equivalences (lines that begin with *)")
UNKNOWN_LINES = Limit("lines of a kind that brat does not have")
OF_RELATIONS = Limit("attributes and notes of what is neither a span nor an event")
AGAIN = Limit("attributes given twice with different values: the first")
NORMALIZATIONS = Limit("entries of databases (lines that begin with N): in the note", Effect.ASIDE, Part.NOTE)

ENTITIES, EVENTS = "entities", "events"
"""The layers, as brat's annotation.conf calls them."""
_SHOWN = 80
_RANGE = re.compile(r"([0-9]{1,12}) ([0-9]{1,12})")


@dataclass(slots=True)
class _Draft:
    """An annotation in the making."""

    id: str
    layer: str
    label: str
    start: int
    end: int
    roles: dict[str, list[Filler]] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    flag: bool = False


class Marks:
    """What the lines of one article say. `faults` are the lines that cannot be read; `note` is the article's."""

    def __init__(self, article: Article, ruler: Ruler, lines: Iterable[Line], losses: Losses) -> None:
        self.faults: list[tuple[Row, str]] = []
        self.note = ""
        self._article, self._ruler, self._losses = article, ruler, losses
        self._drafts: dict[str, _Draft] = {}
        self._stands_for: dict[str, str] = {}
        good = list(self._sound(lines))
        self._known = {line.id: line for line in good if not isinstance(line, Equivalence | Unknown)}
        events = [line for line in good if isinstance(line, Event)]
        triggers = {event.trigger for event in events}
        places = {line.id: self._place(line) for line in good if isinstance(line, TextBound)}
        for line in good:
            if isinstance(line, TextBound) and line.id not in triggers:
                self._draft(line.id, ENTITIES, line.type, line, places[line.id])
            elif isinstance(line, Event):
                self._event(line, places)
        for line in good:
            self._further(line)

    def annotations(self, by: str) -> tuple[Annotation, ...]:
        """The annotations in the order of their lines."""
        text = self._article.text
        return tuple(
            Annotation(
                id=d.id,
                layer=d.layer,
                label=d.label,
                start=d.start,
                end=d.end,
                text=text[d.start : d.end],
                roles={role: tuple(fillers) for role, fillers in d.roles.items()},
                attributes=d.attributes,
                verdict=Verdict.ADDED,
                by=by,
                note="; ".join(d.notes),
                flag=d.flag,
            )
            for d in self._drafts.values()
        )

    def _sound(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines that can be read, each id once."""
        seen: set[str] = set()
        for line in lines:
            if isinstance(line, Unknown):
                self._lost(UNKNOWN_LINES, line.row)
            elif isinstance(line, Equivalence):
                self._lost(EQUIVALENCES, line.row)
            elif line.id and line.id in seen:
                self.faults.append((line.row, f"the id {ascii(line.id)[:40]} stands there twice"))
            else:
                seen.add(line.id)
                if isinstance(line, Broken):
                    self.faults.append((line.row, line.reason))
                yield line

    def _place(self, line: TextBound) -> tuple[int, int, str] | None:
        """Where a T line's span is in the article, and what is to be noted of it; None where there is no such span."""
        fault = self._ruler.fault(line)
        if fault:
            self.faults.append((line.row, fault))
            return None
        text = self._article.text
        found = sorted((self._ruler.place(start), self._ruler.place(end)) for start, end in line.fragments)
        pieces = [(start, end) for start, end in found if start < end]
        if not pieces:
            self._lost(EMPTY, line.row)
            return None
        start, end = pieces[0][0], max(end for _, end in pieces)
        reached, apart = pieces[0][1], False
        for begin, stop in pieces[1:]:
            apart |= bool(text[reached:begin].strip())
            reached = max(reached, stop)
        said = " … ".join(f"{' '.join(text[a:b].split())} [{a}–{b}]" for a, b in pieces)
        return start, end, f"In pieces: {said}" if apart else ""

    def _draft(self, name: str, layer: str, written: str, line: TextBound, place: tuple[int, int, str] | None) -> None:
        if place is None:
            return
        own, label = type_of(written)
        if not label.strip():
            self.faults.append((line.row, "a type is missing"))
            return
        draft = self._drafts[name] = _Draft(name, own or layer, label, place[0], place[1])
        if place[2]:
            draft.notes.append(place[2])
            self._losses.marks(DISCONTINUOUS, self._article, [self._mark(draft)])

    def _event(self, event: Event, places: dict[str, tuple[int, int, str] | None]) -> None:
        trigger = self._known.get(event.trigger)
        unknown = next((target for _, target in event.arguments if target not in self._known), "")
        if trigger is None or unknown:
            self._missing(event.row, unknown or event.trigger)
        elif isinstance(trigger, Broken) or (isinstance(trigger, TextBound) and places[trigger.id] is None):
            self._lost(GONE, event.row)
        elif not isinstance(trigger, TextBound):
            self.faults.append((event.row, f"{ascii(event.trigger)[:40]} is no span, and cannot be a trigger"))
        else:
            self._draft(event.id, EVENTS, event.type, trigger, places[trigger.id])
            if event.id in self._drafts:
                self._stands_for.setdefault(trigger.id, event.id)

    def _further(self, line: Line) -> None:
        """What is said of spans and events."""
        match line:
            case Event() if line.id in self._drafts:
                roles = {role for role, _ in line.arguments}
                for role, target in line.arguments:
                    self._fill(self._drafts[line.id], _role(role, roles), target, line.row)
            case Relation():
                if line.second not in self._known:
                    self._missing(line.row, line.second)
                elif (draft := self._of(line.first, line.row)) is not None:
                    self._fill(draft, name_of(line.type), line.second, line.row)
            case Attribute():
                if (draft := self._of(line.target, line.row)) is not None:
                    value = name_of(line.value)
                    if draft.attributes.setdefault(name_of(line.name), value) != value:
                        self._lost(AGAIN, line.row)
            case Note():
                self._noted(line)

    def _fill(self, draft: _Draft, role: str, target: str, row: Row) -> None:
        filler = self._stands_for.get(target, target)
        if filler in self._drafts:
            draft.roles.setdefault(role, []).append(Filler(annotation=filler))
        else:
            self._lost(GONE, row)

    def _of(self, target: str, row: Row) -> _Draft | None:
        """The annotation that a line speaks of."""
        line = self._known.get(target)
        draft = self._drafts.get(self._stands_for.get(target, target))
        if line is None:
            self._missing(row, target)
        elif draft is None:
            self._lost(GONE if isinstance(line, TextBound | Event | Broken) else OF_RELATIONS, row)
        return draft

    def _noted(self, note: Note) -> None:
        if not note.target:
            self.note = "; ".join(part for part in (self.note, note.text.strip()) if part)
            return
        draft = self._of(note.target, note.row)
        if draft is None:
            return
        if note.normalization:
            draft.notes.append(note.text)
            self._losses.marks(NORMALIZATIONS, self._article, [self._mark(draft)])
        elif note.type == "AnnotatorNotes":
            draft.notes.append(note.text)
        elif note.type == "Flag":
            draft.flag = True
        elif note.type.startswith("Role-"):
            draft.roles.setdefault(name_of(note.type.removeprefix("Role-")), []).append(Filler(text=note.text))
        elif not (note.type == "Range" and self._widened(draft, note.text)):
            draft.notes.append(f"{note.type}: {note.text}")

    def _widened(self, draft: _Draft, said: str) -> bool:
        """Whether a note tells of white space at the edges of a span, which brat's own line cannot have."""
        match = _RANGE.fullmatch(said.strip())
        start, end = (self._ruler.place(int(match[1])), self._ruler.place(int(match[2]))) if match else (0, 0)
        text = self._article.text
        if not (match and start <= draft.start < draft.end <= end <= len(text)):
            return False
        if text[start : draft.start].strip() or text[draft.end : end].strip():
            return False
        draft.start, draft.end = start, end
        return True

    def _missing(self, row: Row, target: str) -> None:
        self.faults.append((row, f"it names {ascii(target)[:40]}, which is not there"))

    def _lost(self, limit: Limit, row: Row) -> None:
        self._losses.article(limit, self._article, row.text[:_SHOWN])

    def _mark(self, draft: _Draft) -> Mark:
        text = self._article.text[draft.start : draft.end]
        return Mark(id=draft.id, layer=draft.layer, label=draft.label, start=draft.start, end=draft.end, text=text)


def _role(written: str, beside: Iterable[str]) -> str:
    """The role's name, without the number that brat gives to the second and third of a kind; Arg1 and Arg2 are two kinds."""
    bare = written.rstrip("0123456789")
    number = written[len(bare) :]
    numbered = bare and number and number != "1" and number[0] != "0" and f"{bare}1" not in beside
    return name_of(bare if numbered else written)


def text_bounds(lines: Sequence[Line]) -> list[TextBound]:
    """The T lines."""
    return [line for line in lines if isinstance(line, TextBound)]
