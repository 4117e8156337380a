"""Annotations as they stand in a file, matched to the scheme of a project: layers, labels, roles and attributes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from postil.corpus.matching_labels import Home, Homes
from postil.corpus.naming import joined
from postil.schema.annotation import Annotation, Filler, Mark, Verdict
from postil.schema.article import Article
from postil.schema.form import Form, form_of
from postil.schema.loss import Effect, Limit, Losses, Part
from postil.schema.record import Record
from postil.schema.scheme import Kind, Scheme

UNKNOWN = Limit("annotations with labels that the scheme does not have")
UNKNOWN_SUGGESTIONS = Limit("suggestions with labels that the scheme does not have", Effect.ASIDE)
LEFT_OUT = Limit("annotations that the mapping leaves out", Effect.ASIDE)
NO_ROLE = Limit("roles and relations that the scheme does not have", Effect.LOST, Part.ROLES)
NO_ATTRIBUTE = Limit("attributes, or values of them, that the scheme does not have", Effect.LOST, Part.ATTRIBUTES)
PARTS_OF_SUGGESTIONS = Limit("roles and attributes of suggestions that the scheme does not have", Effect.ASIDE)
FILLER_GONE = Limit("roles filled by what does not come over", Effect.LOST, Part.ROLES)
TWICE = Limit("annotations that stand there twice: once", Effect.CHANGED)
CROWDED = Limit("spans that overlap longer ones, in a layer that takes no overlaps")

_M = TypeVar("_M", bound=Mark)
Unknown = Mapping[tuple[str, str, Form], int]


@dataclass(slots=True)
class Matcher:
    """Matches records to a scheme; what does not fit is left out and counted in `losses`.

    `maps` leads labels (and roles, and attributes) of the file to the scheme's: "LABEL" or "layer.LABEL" on both sides; ""
    leaves a label out. Without it, a label goes to the same one of its own layer, else of the first layer that has it and
    takes such marks. A relation of one span to another becomes a frame, where a layer of frames with two roles has a label of
    that name: its range is that of the first span. `unknown` counts the marks whose label leads nowhere, by layer, label and
    form.
    """

    homes: Homes
    losses: Losses
    unknown: Counter[tuple[str, str, Form]]

    @classmethod
    def of(cls, scheme: Scheme, maps: Mapping[str, str], losses: Losses) -> "Matcher":
        """A matcher. Raises PostilError for a map that leads to a label that the scheme does not have."""
        return cls(Homes(scheme, maps), losses, Counter())

    def match(self, record: Record) -> Record:
        """The record under the scheme's names."""
        if not (record.annotations or record.suggestions):
            return record
        article = record.article
        said = [self._annotation(article, annotation) for annotation in record.annotations]
        made = [self._mark(article, suggestion, UNKNOWN_SUGGESTIONS) for suggestion in record.suggestions]
        annotations = [annotation for annotation in said if annotation is not None]
        suggestions = [suggestion for suggestion in made if suggestion is not None]
        if any(mark.roles for mark in (*record.annotations, *record.suggestions)):
            annotations += [relation for a in record.annotations if a.roles for relation in self._relations(a)]
            suggestions += [relation for s in record.suggestions if s.roles for relation in self._relations(s)]
        annotations, same = self._once(article, annotations)
        annotations = self._apart(article, annotations)
        ids = {a.id for a in annotations}
        ids |= {s.id for s in suggestions} | {a.origin.id for a in annotations if a.origin}
        return replace(
            record,
            annotations=tuple(self._linked(article, a, ids, same) for a in annotations),
            suggestions=tuple(self._linked(article, s, ids, same) for s in suggestions),
        )

    def _annotation(self, article: Article, annotation: Annotation) -> Annotation | None:
        found = self._mark(article, annotation, UNKNOWN)
        origin = annotation.origin
        if found is None or origin is None:
            return found
        known = self._mark(article, origin, UNKNOWN_SUGGESTIONS)
        if known is origin:
            return found
        verdict = found.verdict
        if known is None and verdict in (Verdict.ACCEPTED, Verdict.CORRECTED):
            verdict = Verdict.ADDED
        return replace(found, origin=known, verdict=verdict)

    def _mark(self, article: Article, mark: _M, limit: Limit) -> _M | None:
        home = self.homes.of(mark)
        if home is None:
            if limit is UNKNOWN:
                self.unknown[mark.layer, mark.label, form_of(mark)] += 1
            self.losses.marks(limit, article, [mark])
            return None
        if not home.label:
            self.losses.marks(LEFT_OUT, article, [mark])
            return None
        if mark.roles or mark.attributes or (mark.rank is not None and not home.layer.many):
            mark = self._parts(article, mark, home, said=limit is UNKNOWN)
        if (mark.layer, mark.label) == (home.layer.name, home.label):
            return mark
        return replace(mark, layer=home.layer.name, label=home.label)

    def _parts(self, article: Article, mark: _M, home: Home, *, said: bool) -> _M:
        """The mark with roles and attributes as the scheme has them; `said`: by somebody, and not suggested."""

        def lose(limit: Limit, what: str) -> None:
            shown = replace(mark, layer=home.layer.name, label=f"{mark.label}.{what}")
            self.losses.marks(limit if said else PARTS_OF_SUGGESTIONS, article, [shown])

        roles: dict[str, tuple[Filler, ...]] = {}
        for role, fillers in mark.roles.items():
            known = self.homes.role(home.layer, mark.label, role)
            if known:
                roles[known] = (*roles.get(known, ()), *fillers)
            elif known is None and not (home.layer.kind is Kind.SPANS and self.homes.relation(role)):
                lose(NO_ROLE, role)
        attributes: dict[str, str] = {}
        for name, value in mark.attributes.items():
            pair = self.homes.attribute(home.layer, mark.label, name, value)
            if pair:
                attributes[pair[0]] = pair[1]
            elif pair is None:
                lose(NO_ATTRIBUTE, f"{name}={value}")
        return replace(mark, roles=roles, attributes=attributes, rank=mark.rank if home.layer.many else None)

    def _relations(self, mark: _M) -> Iterator[_M]:
        """The relations that begin at a span, each as a frame of its own, where the scheme has a label for it."""
        home = self.homes.of(mark)
        if home is None or not home.label or home.layer.kind is not Kind.SPANS:
            return
        origin = getattr(mark, "origin", None)
        itself = Filler(suggestion=origin.id) if origin else _filler(mark)
        for role, fillers in mark.roles.items():
            relation = self.homes.relation(role)
            if relation is None:
                continue
            head, child = (part.name for part in relation.layer.roles[:2])
            fields: dict[str, Any] = {"origin": None, "verdict": Verdict.ADDED} if isinstance(mark, Annotation) else {}
            yield replace(
                mark,
                id=f"{mark.id}-{role}",
                layer=relation.layer.name,
                label=relation.label,
                roles={head: (itself,), child: fillers},
                attributes={},
                **fields,
            )

    def _once(self, article: Article, annotations: Sequence[Annotation]) -> tuple[list[Annotation], dict[str, str]]:
        """Of what an annotator says twice of the same thing, one, with all that is said of both; and by which id of what
        stays that is to be called which goes.
        """
        first: dict[tuple[object, ...], Annotation] = {}
        same: dict[str, str] = {}
        for annotation in annotations:
            key = (annotation.by, annotation.identity, annotation.verdict is Verdict.REJECTED)
            before = first.get(key)
            if before is None:
                first[key] = annotation
                continue
            self.losses.marks(TWICE, article, [annotation])
            same[annotation.id] = before.id
            first[key] = replace(
                before,
                roles=joined(before.roles, annotation.roles),
                attributes={**annotation.attributes, **before.attributes},
                note=before.note or annotation.note,
                flag=before.flag or annotation.flag,
            )
        return list(first.values()), same

    def _apart(self, article: Article, annotations: list[Annotation]) -> list[Annotation]:
        """Without the spans that overlap longer ones of their annotator, in layers that take no overlaps."""
        narrow = {a.layer for a in annotations} & self.homes.apart
        if not narrow:
            return annotations
        gone: set[str] = set()
        for by, layer in {(a.by, a.layer) for a in annotations if a.layer in narrow}:
            taken: list[tuple[int, int]] = []
            mine = (a for a in annotations if a.by == by and a.layer == layer and a.verdict is not Verdict.REJECTED)
            for mark in sorted(mine, key=lambda a: ((a.start or 0) - (a.end or 0), a.start or 0)):
                start, end = mark.start or 0, mark.end or 0
                if any(start < other_end and end > other_start for other_start, other_end in taken):
                    gone.add(mark.id)
                else:
                    taken.append((start, end))
        self.losses.marks(CROWDED, article, [a for a in annotations if a.id in gone])
        return [a for a in annotations if a.id not in gone]

    def _linked(self, article: Article, mark: _M, ids: set[str], same: Mapping[str, str]) -> _M:
        if not mark.roles:
            return mark
        roles: dict[str, tuple[Filler, ...]] = {}
        for role, given in mark.roles.items():
            fillers = tuple(dict.fromkeys(Filler(annotation=same[f.annotation]) if f.annotation in same else f for f in given))
            there = tuple(f for f in fillers if not (f.annotation or f.suggestion) or (f.annotation or f.suggestion) in ids)
            if len(there) < len(fillers):
                self.losses.marks(FILLER_GONE, article, [replace(mark, label=f"{mark.label}.{role}")])
            if there:
                roles[role] = there
        return mark if roles == mark.roles else replace(mark, roles=roles)


def _filler(mark: Mark) -> Filler:
    return Filler(annotation=mark.id) if isinstance(mark, Annotation) else Filler(suggestion=mark.id)
