"""What postil puts into a doccano row beside doccano's own keys; doccano keeps it as metadata, and gives it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from postil.schema.annotation import Annotation, Filler, Verdict
from postil.schema.article import Article, Region
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.postil_json import annotation_from_json, work_from_json
from postil.schema.record import Record, Work

OWN = "_postil"
_Links = list[tuple[int, int, str]]
_Key = tuple[int | None, int | None, str]


@dataclass(frozen=True, slots=True)
class Own:
    """Of one annotator's version of an article: what it is called, what doccano has no key for, and the annotations as they
    were, each with the label under which doccano has it. What became of them in doccano since, its own keys say.
    """

    id: str
    by: str
    work: Work
    meta: Mapping[str, Json]
    hidden: tuple[Region, ...]
    marks: Sequence[tuple[str, Mapping[str, Json]]]

    def article(self, article: Article) -> Article:
        """The article as it was called, with all of its metadata."""
        if any(not 0 <= region.start < region.end <= len(article.text) for region in self.hidden):
            raise PostilError(f'a hidden region in "{OWN}" is outside the text')
        return Article(self.id or article.id, article.text, {**article.meta, **self.meta}, self.hidden)

    def record(
        self, article: Article, marks: list[Annotation], links: _Links | None, comments: Sequence[str], where: str
    ) -> Record:
        """The record: annotations that are still there as they were, new ones as doccano has them, and the rejected ones.

        `links`: from which of `marks` to which a relation goes, and its type; None where the relations are as they were.
        """
        before: dict[_Key, list[Annotation]] = {}
        rejected = []
        for label, fields in self.marks:
            mark = _mark(fields, article.text, self.by)
            if mark.verdict is Verdict.REJECTED:
                rejected.append(mark)
            else:
                before.setdefault((mark.start, mark.end, label), []).append(mark)
        taken = {mark.id for group in before.values() for mark in group} | {mark.id for mark in rejected}
        if len(taken) < len(self.marks):
            raise PostilError(f'two annotations in "{OWN}" have the same id')
        found = []
        for mark in marks:
            group = before.get((mark.start, mark.end, mark.label))
            found.append(group.pop(0) if group else _fresh(replace(mark, by=self.by), taken))
        linked = _linked(found, links)
        notes = [note for note in (self.work.note, *comments) if note]
        work = replace(self.work, note="; ".join(dict.fromkeys(notes)))
        return Record(article, (*linked, *rejected), work={self.by: work}, where=where)


def own_of(value: Mapping[str, Json]) -> Own | None:
    """What postil put into a row, None where it did not. Raises PostilError for what it would not put there."""
    if OWN not in value:
        return None
    own = value[OWN]
    if not isinstance(own, Mapping):
        raise PostilError(f'"{OWN}" must be an object')
    name, by, meta, marks, work = (own.get(key) for key in ("id", "by", "meta", "marks", "work"))
    if not (isinstance(name, str) and isinstance(by, str) and isinstance(work, Mapping) and isinstance(meta, Mapping | None)):
        raise PostilError(f'"{OWN}" must have an id, by and work')
    hidden = own.get("hidden", [])
    if not isinstance(marks, list) or not isinstance(hidden, list):
        raise PostilError(f'"marks" and "hidden" in "{OWN}" must be lists')
    return Own(name, by, work_from_json(work), meta or {}, tuple(map(_region, hidden)), [_labelled(mark) for mark in marks])


def _region(value: Json) -> Region:
    if isinstance(value, Mapping):
        start, end, reason = value.get("start"), value.get("end"), value.get("reason")
        if type(start) is int and type(end) is int and isinstance(reason, str):
            return Region(start, end, reason)
    raise PostilError(f'a hidden region in "{OWN}" must have start, end and reason')


def _labelled(value: Json) -> tuple[str, Mapping[str, Json]]:
    if not isinstance(value, Mapping):
        raise PostilError(f'"marks" in "{OWN}" must be objects')
    written = value.get("as", value.get("label"))
    return str(written), {key: item for key, item in value.items() if key != "as"}


def _mark(fields: Mapping[str, Json], text: str, by: str) -> Annotation:
    start, end = fields.get("start"), fields.get("end")
    if start is None:
        mark = annotation_from_json({**fields, "by": by})
        if mark.rank is not None and mark.rank < 1:
            raise PostilError(f"{ascii(mark.id)[:40]} has rank {mark.rank}; ranks count from 1")
        return mark
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise PostilError(f'an annotation in "{OWN}" is outside the text ({len(text)} code points)')
    mark = annotation_from_json({**fields, "text": text[start:end], "by": by})
    origin = mark.origin
    if origin is None or origin.start is None or origin.end is None:
        return mark
    if not 0 <= origin.start < origin.end <= len(text):
        raise PostilError(f'what was suggested in "{OWN}" is outside the text ({len(text)} code points)')
    return replace(mark, origin=replace(origin, text=text[origin.start : origin.end]))


def _fresh(mark: Annotation, taken: set[str]) -> Annotation:
    name = mark.id
    number = 1
    while name in taken:
        number += 1
        name = f"{mark.id}-{number}"
    taken.add(name)
    return mark if name == mark.id else replace(mark, id=name)


def _linked(marks: list[Annotation], links: _Links | None) -> list[Annotation]:
    """The annotations with roles as the relations are now, and with the free text that fills them."""
    if links is None:
        places = {mark.id: at for at, mark in enumerate(marks)}
        every = ((at, role, f.annotation) for at, mark in enumerate(marks) for role, fs in mark.roles.items() for f in fs)
        links = [(at, places[name], role) for at, role, name in every if name in places]
    roles: list[dict[str, list[Filler]]] = [{} for _ in marks]
    for one, other, role in links:
        roles[one].setdefault(role, []).append(Filler(annotation=marks[other].id))
    out = []
    for mark, now in zip(marks, roles, strict=True):
        merged: dict[str, tuple[Filler, ...]] = {}
        for role in dict.fromkeys((*mark.roles, *now)):
            fillers = now.get(role, [])
            kept = [f for f in mark.roles.get(role, ()) if f.text or f in fillers]
            merged[role] = tuple(dict.fromkeys((*kept, *fillers)))
        out.append(replace(mark, roles={role: fillers for role, fillers in merged.items() if fillers}) if merged else mark)
    return out
