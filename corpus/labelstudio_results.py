"""Label Studio's results as marks: regions with what belongs to them, and choices.

What results look like: https://labelstud.io/guide/task_format.html
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from postil.schema.annotation import Filler, Mark
from postil.schema.article import Article
from postil.schema.control_name import Use, control_of
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.loss import Effect, Limit, Losses, Part
from postil.schema.utf16 import Units

OTHERS = Limit("results of Label Studio that are neither labels of text nor choices, left out")
EMPTY = Limit("regions of no length or without a label, left out")
STRAY = Limit("choices and texts for regions that are not there, left out")
ALTERNATIVES = Limit("further choices for a region, left out: an attribute has one value", Effect.LOST, Part.ATTRIBUTES)
UNRELATED = Limit("relations without a label, or with what is not there, left out", Effect.LOST, Part.ROLES)
DIFFERENT = Limit("regions whose text stands there with other white space: their offsets hold", Effect.CHANGED, Part.TEXT)
_KINDS = ("labels", "choices", "textarea", "relation")


@dataclass(slots=True)
class Found:
    """A mark, and what its result says beside: the score, where it came from, a note, and what postil keeps there.

    `result` is the id of the result; `labels` of it, in which several marks can share one, have ids of their own.
    """

    mark: Mark
    result: str
    score: Json = None
    origin: str = ""
    note: str = ""
    kept: Mapping[str, Json] = field(default_factory=dict)

    @property
    def known_as(self) -> str:
        """The id that others know it by."""
        own = self.kept.get("id")
        return own if isinstance(own, str) and own else self.result or self.mark.id


@dataclass(slots=True)
class Results:
    """Reads lists of results of one article. `taken`: the ids of its marks so far."""

    article: Article
    losses: Losses
    units: Units
    taken: set[str] = field(default_factory=set)

    def marks(self, given: Json) -> list[Found]:
        """The marks in a list of results. Raises PostilError for offsets that cannot be, and for what is no result."""
        items = [_object(item, "a result") for item in _list(given, '"result"')]
        found: list[Found] = []
        regions: dict[str, list[Found]] = {}
        for item in items:
            if _kind(item) == "labels":
                made = list(self._region(item))
                found += made
                if made and "id" in item:
                    regions.setdefault(str(item["id"]), made)
        for item in items:
            kind, region = _kind(item), regions.get(str(item.get("id")), [])
            if kind == "choices":
                found += self._choices(item, region)
            elif kind == "textarea":
                self._words(item, region)
            elif kind == "relation":
                self._relation(item, regions)
            elif kind not in _KINDS:
                self.losses.article(OTHERS, self.article, kind or "without a type")
        return found

    def _region(self, item: Mapping[str, Json]) -> Iterator[Found]:
        value = _object(item.get("value"), '"value"')
        labels = [str(label) for label in _list(value.get("labels", []), '"labels"') if label != ""]
        start, end = (self._point(value, key) for key in ("start", "end"))
        if start >= end or not labels:
            if start > end:
                raise PostilError(f"a region ends at {value.get('end')}, before it begins at {value.get('start')}")
            self.losses.article(EMPTY, self.article, f"{' '.join(labels)} at {start}")
            return
        text = self.article.text[start:end]
        self._compare(value.get("text"), text, start, end)
        layer = control_of(str(item.get("from_name", ""))).layer
        for number, label in enumerate(labels):
            name = self._free(str(item.get("id") or "r1"))
            mark = Mark(id=name, layer=layer, label=label, start=start, end=end, text=text)
            yield self._found(mark, item) if not number else replace(self._found(mark, item), kept={}, note="")

    def _point(self, value: Mapping[str, Json], key: str) -> int:
        given = value.get(key)
        unit = int(given) if isinstance(given, str) and given.isdecimal() and len(given) < 10 else given
        if isinstance(unit, float) and unit.is_integer():
            unit = int(unit)
        if isinstance(unit, bool) or not isinstance(unit, int):
            raise PostilError(f'"{key}" of a region must be a whole number')
        try:
            return self.units.point(unit)
        except ValueError as error:
            raise PostilError(f'"{key}" of a region: {error}') from error

    def _compare(self, said: Json, text: str, start: int, end: int) -> None:
        """What a region says of its text is what stands there, but for white space, which Label Studio may fold."""
        if not isinstance(said, str) or said == text:
            return
        if said.replace("\\n", "\n").split() == text.split():
            self.losses.article(DIFFERENT, self.article, f"at {start}: {said[:40]}")
            return
        raise PostilError(
            f"a region says {ascii(said)[:60]} at {start}–{end}, but the text there is {ascii(text)[:60]}",
            hint="Label Studio counts UTF-16 units from 0, the end exclusive.",
        )

    def _choices(self, item: Mapping[str, Json], region: Sequence[Found]) -> list[Found]:
        value = _object(item.get("value"), '"value"')
        labels = [str(label) for label in _list(value.get("choices", []), '"choices"') if label != ""]
        control = control_of(str(item.get("from_name", "")))
        if region or "start" in value or control.use is Use.ATTRIBUTE:
            self._quality(control.part or control.layer, labels, region)
            return []
        kept = {str(told.get("label")): told for told in self._told(item)}
        target = control.part if control.use is Use.TARGET else ""
        out: list[Found] = []
        for number, label in enumerate(labels, 1):
            own = kept.get(label, {})
            known = own.get("id")
            name = self._free(known if isinstance(known, str) and known else str(item.get("id") or "c1"))
            rank = own.get("rank", None if own or len(labels) == 1 else number)
            rank = rank if isinstance(rank, int) and not isinstance(rank, bool) and rank > 0 else None
            found = self._found(Mark(id=name, layer=control.layer, label=label, rank=rank, target=target), item)
            note = own.get("note", found.note)
            out.append(replace(found, kept=own, note=str(note or ""), score=own.get("score", found.score)))
        return out

    def _told(self, item: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
        marks = _kept(item).get("marks", [])
        yield from (told for told in marks if isinstance(told, Mapping)) if isinstance(marks, list) else ()

    def _quality(self, name: str, values: Sequence[str], region: Sequence[Found]) -> None:
        if not region:
            self.losses.article(STRAY, self.article, f"{name}: {', '.join(values)}")
        elif values:
            mark = region[0].mark
            region[0].mark = mark = replace(mark, attributes={**mark.attributes, name: values[0]})
            if len(values) > 1:
                self.losses.marks(ALTERNATIVES, self.article, [replace(mark, label=f"{mark.label}.{name}={values[1]}")])

    def _words(self, item: Mapping[str, Json], region: Sequence[Found]) -> None:
        given = _object(item.get("value"), '"value"').get("text", [])
        words = [given] if isinstance(given, str) else [str(word) for word in _list(given, '"text"')]
        control = control_of(str(item.get("from_name", "")))
        if not region:
            self.losses.article(STRAY, self.article, f"{control.part or control.layer}: {' '.join(words)[:40]}")
            return
        for word in words:
            if word.strip():
                _fill(region[0], control.part or control.layer, Filler(text=word))

    def _relation(self, item: Mapping[str, Json], regions: Mapping[str, Sequence[Found]]) -> None:
        one, other = (regions.get(str(item.get(key)), []) for key in ("from_id", "to_id"))
        labels = item.get("labels")
        roles = [str(label) for label in labels if label != ""] if isinstance(labels, list) else []
        if not (one and other and roles):
            self.losses.article(UNRELATED, self.article, " ".join(roles) or f"{item.get('from_id')} – {item.get('to_id')}")
            return
        direction = item.get("direction", "right")
        for role in roles:
            if direction != "left":
                _fill(one[0], role, Filler(annotation=other[0].mark.id))
            if direction in ("left", "bi"):
                _fill(other[0], role, Filler(annotation=one[0].mark.id))

    def _found(self, mark: Mark, item: Mapping[str, Json]) -> Found:
        meta = item.get("meta")
        note = meta.get("text", "") if isinstance(meta, Mapping) else ""
        words = "\n".join(str(line) for line in note) if isinstance(note, list) else str(note)
        return Found(mark, str(item.get("id") or ""), item.get("score"), str(item.get("origin", "")), words, _kept(item))

    def _free(self, name: str) -> str:
        number, found = 1, name
        while found in self.taken:
            number += 1
            found = f"{name}-{number}"
        self.taken.add(found)
        return found


def _fill(found: Found, role: str, filler: Filler) -> None:
    mark = found.mark
    before = mark.roles.get(role, ())
    if filler not in before:
        found.mark = replace(mark, roles={**mark.roles, role: (*before, filler)})


def _kind(item: Mapping[str, Json]) -> str:
    """The type of a result; the oldest files do not say it, and their values do."""
    kind = item.get("type")
    if isinstance(kind, str) and kind:
        return kind.casefold()
    value = item.get("value")
    return next((key for key in ("labels", "choices") if isinstance(value, Mapping) and key in value), "")


def _kept(item: Mapping[str, Json]) -> Mapping[str, Json]:
    meta = item.get("meta")
    kept = meta.get("postil") if isinstance(meta, Mapping) else None
    return kept if isinstance(kept, Mapping) else {}


def _object(value: Json, what: str) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise PostilError(f"{what} must be an object")
    return value


def _list(value: Json, what: str) -> Sequence[Json]:
    if not isinstance(value, list):
        raise PostilError(f"{what} must be a list")
    return value
