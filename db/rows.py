"""Rows to values and back."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from postil.db.mark_rows import AnnotationRow, SuggestionRow
from postil.schema.annotation import Annotation, Filler, Mark, Roles, Suggestion, Verdict
from postil.schema.article import Article, Region
from postil.schema.json_types import Json
from postil.schema.record import Status, Work

AnyRow = Row[*tuple[Any, ...]]
Values = dict[str, Any]  # the parameters of one row, by column
Identity = tuple[str, str, int | None, int | None, str]  # as in `Mark.identity`
_MARK = ("article", "id", "layer", "label", "start", "end", "text", "roles", "attributes", "rank", "target")
SUGGESTION = (*_MARK, "source", "score", "current")
ANNOTATION = (*_MARK, "verdict", "annotator", "at", "note", "flag", "suggestion")
_VERDICTS = {verdict.value: verdict for verdict in Verdict}
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def now() -> str:
    """The time in UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def dump(value: Json) -> str:
    """Compact JSON."""
    return _ENCODER.encode(value)


def article_values(article: Article) -> Values:
    """What `to_article` needs beside the text."""
    hidden: list[Json] = [[r.start, r.end, r.reason] for r in article.hidden]
    return {"id": article.id, "meta": dump(article.meta), "hidden": dump(hidden)}


def to_article(row: AnyRow) -> Article:
    """From a row with id, text, meta, hidden."""
    hidden = () if row.hidden == "[]" else tuple(Region(*region) for region in json.loads(row.hidden))
    return Article(row.id, row.text, json.loads(row.meta), hidden)


def suggestion_values(article: int, suggestion: Suggestion) -> Values:
    """A row of `suggestions`."""
    return dict(zip(SUGGESTION, suggestion_row(article, suggestion), strict=True))


def suggestion_row(article: int, suggestion: Suggestion) -> tuple[Any, ...]:
    """The same as a tuple, in the order of SUGGESTION."""
    s = suggestion
    return (
        article, s.id, s.layer, s.label, s.start, s.end, s.text, _roles(s), dump(s.attributes) if s.attributes else "{}",
        s.rank, s.target, s.source, round(s.score, 4), int(s.current),
    )  # fmt: skip


def identity(row: AnyRow | SuggestionRow | AnnotationRow) -> Identity:
    """Of a row of `suggestions` or `annotations`."""
    return (row.layer, row.label, row.start, row.end, row.target)


def to_suggestion(row: Iterable[Any]) -> Suggestion:
    """From a whole row of `suggestions`. Taken apart in the order of the columns: an article can have 50,000."""
    _, _, key, layer, label, start, end, text, roles, attributes, rank, target, source, score, current = row
    return Suggestion(
        id=key,
        layer=layer,
        label=label,
        start=start,
        end=end,
        text=text,
        roles={} if roles == "{}" else roles_from(roles),
        attributes={} if attributes == "{}" else json.loads(attributes),
        rank=rank,
        target=target,
        source=source,
        score=score,
        current=bool(current),
    )


def annotation_values(article: int, annotation: Annotation) -> Values:
    """A row of `annotations`."""
    return dict(zip(ANNOTATION, annotation_row(article, annotation), strict=True))


def annotation_row(article: int, annotation: Annotation) -> tuple[Any, ...]:
    """The same as a tuple, in the order of ANNOTATION."""
    a = annotation
    return (
        article, a.id, a.layer, a.label, a.start, a.end, a.text, _roles(a), dump(a.attributes) if a.attributes else "{}",
        a.rank, a.target, a.verdict._value_, a.by, a.at, a.note, int(a.flag), a.origin.id if a.origin else None,
    )  # fmt: skip


def to_annotation(row: Iterable[Any], origins: Mapping[str, Suggestion]) -> Annotation:
    """From a whole row of `annotations`; `origins` holds the suggestions by id."""
    _, _, key, layer, label, start, end, text, roles, attributes, rank, target, *own = row
    verdict, by, at, note, flag, suggestion = own
    return Annotation(
        id=key,
        layer=layer,
        label=label,
        start=start,
        end=end,
        text=text,
        roles={} if roles == "{}" else roles_from(roles),
        attributes={} if attributes == "{}" else json.loads(attributes),
        rank=rank,
        target=target,
        verdict=_VERDICTS.get(verdict) or Verdict(verdict),
        by=by,
        at=at,
        origin=None if suggestion is None else origins[suggestion],
        note=note,
        flag=bool(flag),
    )


def to_work(row: AnyRow) -> Work:
    """From a row of `work`."""
    return Work(Status(row.status), row.seconds, bool(row.flag), row.note)


def roles_from(source: str) -> Roles:
    """The roles in a column."""
    if source == "{}":
        return {}
    return {role: tuple(Filler(**{kind: value}) for kind, value in fillers) for role, fillers in json.loads(source).items()}


def _roles(mark: Mark) -> str:
    return dump({role: [_filler(f) for f in fillers] for role, fillers in mark.roles.items()}) if mark.roles else "{}"


def _filler(filler: Filler) -> list[Json]:
    if filler.annotation:
        return ["annotation", filler.annotation]
    if filler.suggestion:
        return ["suggestion", filler.suggestion]
    return ["text", filler.text]
