"""postil JSONL, the lossless format: one JSON object per article, to and from a Record.

Reading refuses what it does not understand: a PostilError names the key.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from postil.schema.annotation import Annotation, Filler, Mark, Suggestion, Verdict
from postil.schema.article import Article, Region
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.record import Record, Status, Work

VERSION = 1
Object = dict[str, Json]
_T = TypeVar("_T")
_VERDICTS = {verdict.value: verdict for verdict in Verdict}
_STATUSES = {status.value: status for status in Status}
_ORIGIN_KEYS = ("layer", "label", "start", "end", "text", "roles", "attributes", "rank", "target")
_ORIGIN_FIELDS = frozenset(_ORIGIN_KEYS)
_MARK_KEYS = ("id", *_ORIGIN_KEYS)
_ANNOTATION = frozenset({*_MARK_KEYS, "verdict", "by", "at", "from", "note", "flag"})
_PLAIN = frozenset(("id", "layer", "label", "start", "end", "text", "verdict", "by", "at", "from"))
_PLAIN_ORIGIN = frozenset(("id", "source", "score"))
_SUGGESTION = frozenset({*_MARK_KEYS, "source", "score", "current"})
_ORIGIN = frozenset({"id", "source", "score", "current", *_ORIGIN_KEYS})
_WORK = frozenset({"status", "seconds", "flag", "note"})
_REGION = frozenset({"start", "end", "reason"})
_MISSING = object()


def record_to_json(record: Record) -> Object:
    """The record as the object that stands on one line of a postil JSONL file."""
    article = record.article
    out: Object = {"postil": VERSION, "id": article.id, "text": article.text, "meta": dict(article.meta)}
    if article.hidden:
        out["hidden"] = hidden_to_json(article)
    out["status"] = summary(record.work).value
    if record.work:
        out["work"] = {who: work_to_json(work) for who, work in sorted(record.work.items())}
    out["annotations"] = [annotation_to_json(a) for a in record.annotations]
    out["suggestions"] = [suggestion_to_json(s) for s in record.suggestions]
    return out


def record_from_json(value: Mapping[str, Json], *, where: str = "") -> Record:
    """The record in a parsed line. Raises PostilError naming what is missing or wrong."""
    if type(value.get("postil")) is not int or value["postil"] != VERSION:
        raise PostilError(f'This is not postil JSONL version {VERSION}: the key "postil" is {value.get("postil")!r}.')
    unknown = set(value) - {"postil", "id", "text", "meta", "hidden", "status", "work", "annotations", "suggestions"}
    if unknown:
        raise PostilError(f"Unknown key {sorted(unknown)[0]!r}.")
    article = Article(
        id=_get(value, "id", str),
        text=_get(value, "text", str),
        meta=_object(value.get("meta", {}), "meta"),
        hidden=tuple(_region(r) for r in _objects(value, "hidden")),
    )
    annotations = tuple(annotation_from_json(a) for a in _objects(value, "annotations"))
    work = {who: work_from_json(_object(w, "work")) for who, w in _object(value.get("work", {}), "work").items()}
    status = _choice(value.get("status", "todo"), "status", _STATUSES)
    if not work and status is not Status.TODO:
        work = {who: Work(status) for who in sorted({a.by for a in annotations})}
    suggestions = tuple(suggestion_from_json(s) for s in _objects(value, "suggestions"))
    return Record(article, annotations, suggestions, work, where)


def hidden_to_json(article: Article) -> Json:
    """The hidden regions."""
    return [{"start": r.start, "end": r.end, "reason": r.reason} for r in article.hidden]


def _region(value: Mapping[str, Json]) -> Region:
    _known(value, _REGION)
    return Region(_get(value, "start", int), _get(value, "end", int), _get(value, "reason", str))


def annotation_to_json(annotation: Annotation) -> Object:
    """One annotation; `from` holds of its suggestion only what the annotator changed."""
    out = _mark_to_json(annotation)
    out |= {"verdict": annotation.verdict.value, "by": annotation.by, "at": annotation.at}
    out["from"] = origin_to_json(annotation.origin, annotation)
    if annotation.note:
        out["note"] = annotation.note
    if annotation.flag:
        out["flag"] = True
    return out


def annotation_from_json(value: Mapping[str, Json]) -> Annotation:
    """The inverse of `annotation_to_json`."""
    if _PLAIN.issuperset(value):
        plain = _plain(value)
        if plain is not None:
            return plain
    _known(value, _ANNOTATION)
    mark = _mark_fields(value)
    origin = value.get("from")
    return Annotation(
        **mark,  # type: ignore[arg-type]  # checked field by field in _mark_fields
        verdict=_choice(value.get("verdict"), "verdict", _VERDICTS),
        by=_get(value, "by", str),
        at=_get(value, "at", str) if "at" in value else "",
        origin=None if origin is None else _origin_from_json(_object(origin, "from"), value, mark),
        note=_get(value, "note", str) if "note" in value else "",
        flag=_flag(value, "flag", default=False),
    )


def _plain(value: Mapping[str, Json]) -> Annotation | None:
    """An annotation that is nothing but a span, added or a suggestion taken as it was, as most are; None for any doubt."""
    get = value.get
    key, layer, label, text = get("id"), get("layer"), get("label"), get("text")
    by, at, verdict, start, end = get("by"), get("at"), get("verdict"), get("start"), get("end")
    if not (type(key) is type(layer) is type(label) is type(text) is type(by) is type(at) is type(verdict) is str):
        return None
    if type(start) is not int or type(end) is not int or verdict not in _VERDICTS:
        return None
    origin, made = get("from"), None
    if origin is not None:
        if type(origin) is not dict or not _PLAIN_ORIGIN.issuperset(origin):
            return None
        name, source, score = origin.get("id"), origin.get("source"), origin.get("score")
        if type(name) is not str or type(source) is not str or type(score) is not float or not 0 <= score <= 1:
            return None
        made = Suggestion(id=name, layer=layer, label=label, start=start, end=end, text=text, source=source, score=score)
    said = _VERDICTS[verdict]
    return Annotation(
        id=key, layer=layer, label=label, start=start, end=end, text=text, verdict=said, by=by, at=at, origin=made
    )  # fmt: skip


def suggestion_to_json(suggestion: Suggestion) -> Object:
    """One suggestion."""
    out = _mark_to_json(suggestion)
    out |= {"source": suggestion.source, "score": suggestion.score}
    if not suggestion.current:
        out["current"] = False
    return out


def suggestion_from_json(value: Mapping[str, Json]) -> Suggestion:
    """The inverse of `suggestion_to_json`."""
    _known(value, _SUGGESTION)
    return Suggestion(
        **_mark_fields(value),  # type: ignore[arg-type]  # checked field by field in _mark_fields
        source=_get(value, "source", str),
        score=_number(value, "score", most=1.0),
        current=_flag(value, "current", default=True),
    )


def work_to_json(work: Work) -> Object:
    """One annotator's state of an article; what is not set is left out."""
    out: Object = {"status": work.status.value, "seconds": work.seconds}
    if work.flag:
        out["flag"] = True
    if work.note:
        out["note"] = work.note
    return out


def work_from_json(value: Mapping[str, Json]) -> Work:
    """The inverse of `work_to_json`."""
    _known(value, _WORK)
    return Work(
        status=_choice(value.get("status"), "status", _STATUSES),
        seconds=_number(value, "seconds") if "seconds" in value else 0.0,
        flag=_flag(value, "flag", default=False),
        note=_get(value, "note", str) if "note" in value else "",
    )


def _mark_to_json(mark: Mark) -> Object:
    out: Object = {"id": mark.id, "layer": mark.layer, "label": mark.label}
    if mark.start is not None:
        out |= {"start": mark.start, "end": mark.end, "text": mark.text}
    if mark.roles:
        out["roles"] = fillers_to_json(mark)
    if mark.attributes:
        out["attributes"] = dict(mark.attributes)
    if mark.rank is not None:
        out["rank"] = mark.rank
    if mark.target:
        out["target"] = mark.target
    return out


def fillers_to_json(mark: Mark) -> Object:
    """What fills each role."""
    return {role: [_filler_to_json(f) for f in fillers] for role, fillers in mark.roles.items()}


def _filler_to_json(filler: Filler) -> Json:
    if filler.annotation:
        return {"annotation": filler.annotation}
    if filler.suggestion:
        return {"suggestion": filler.suggestion}
    return {"text": filler.text}


def origin_to_json(origin: Suggestion | None, now: Annotation) -> Json:
    """The suggestion that an annotation answers: its id, and what of it the annotator changed."""
    if origin is None:
        return None
    then, present = _mark_to_json(origin), _mark_to_json(now)
    out: Object = {"id": origin.id, "source": origin.source, "score": origin.score}
    for key in _ORIGIN_KEYS:
        if then.get(key) != present.get(key):
            out[key] = then.get(key)
    if not origin.current:
        out["current"] = False
    return out


def _origin_from_json(value: Mapping[str, Json], now: Mapping[str, Json], mark: Mapping[str, object]) -> Suggestion:
    """`mark`: the fields of the annotation, as they were read from `now`."""
    _known(value, _ORIGIN)
    own: Object = {"id": value["id"] if "id" in value else f"s-{now.get('id')}", "source": value.get("source")}
    own |= {"score": value.get("score", 0.0), "current": value.get("current", True)}
    if _ORIGIN_FIELDS.isdisjoint(value):
        return Suggestion(
            **{**mark, "id": _get(own, "id", str)},  # type: ignore[arg-type]  # checked field by field in _mark_fields
            source=_get(own, "source", str),
            score=_number(own, "score", most=1.0),
            current=_flag(own, "current", default=True),
        )
    then = {key: now[key] for key in _ORIGIN_KEYS if key in now} | {key: value[key] for key in _ORIGIN_KEYS if key in value}
    return suggestion_from_json({key: item for key, item in then.items() if item is not None} | own)


def _mark_fields(value: Mapping[str, Json]) -> dict[str, object]:
    start = _get(value, "start", int) if value.get("start") is not None else None
    end = _get(value, "end", int) if value.get("end") is not None else None
    if (start is None) != (end is None):
        raise PostilError('"start" and "end" belong together: one of them is missing.')
    return {
        "id": _get(value, "id", str),
        "layer": _get(value, "layer", str),
        "label": _get(value, "label", str),
        "start": start,
        "end": end,
        "text": _get(value, "text", str) if "text" in value else "",
        "roles": _roles_from_json(value["roles"]) if "roles" in value else {},
        "attributes": _attributes_from_json(value["attributes"]) if "attributes" in value else {},
        "rank": _get(value, "rank", int) if value.get("rank") is not None else None,
        "target": _get(value, "target", str) if "target" in value else "",
    }


def _attributes_from_json(value: Json) -> dict[str, str]:
    return {k: _as(v, f"attributes.{k}", str) for k, v in _object(value, "attributes").items()}


def _roles_from_json(value: Json) -> dict[str, tuple[Filler, ...]]:
    out: dict[str, tuple[Filler, ...]] = {}
    for role, fillers in _object(value, "roles").items():
        if isinstance(fillers, str) or not isinstance(fillers, Sequence):
            raise PostilError(f'"roles.{role}" must be a list of fillers.')
        out[role] = tuple(_filler_from_json(_object(f, f"roles.{role}")) for f in fillers)
    return out


def _filler_from_json(value: Mapping[str, Json]) -> Filler:
    if len(value) != 1 or not set(value) <= {"annotation", "suggestion", "text"}:
        raise PostilError('A role is filled by {"annotation": id}, {"suggestion": id} or {"text": "…"}.')
    ((key, item),) = value.items()
    return Filler(**{key: _as(item, key, str)})


def summary(work: Mapping[str, Work]) -> Status:
    """One status for the article: done once anyone is done, else skipped, else started, else todo."""
    found = {w.status for w in work.values()}
    return next((s for s in (Status.DONE, Status.SKIPPED, Status.STARTED) if s in found), Status.TODO)


def _known(value: Mapping[str, Json], keys: frozenset[str]) -> None:
    if not keys.issuperset(value):
        unknown = min(set(value) - keys)
        raise PostilError(f"Unknown key {unknown!r}.", hint=f"Known here: {', '.join(sorted(keys))}.")


def _as(value: Json, key: str, kind: type[_T]) -> _T:
    if not isinstance(value, kind) or isinstance(value, bool):
        wanted = {"str": "text", "int": "a whole number"}.get(kind.__name__, kind.__name__)
        raise PostilError(f'"{key}" must be {wanted}.')
    return value


def _get(value: Mapping[str, Json], key: str, kind: type[_T]) -> _T:
    item = value.get(key, _MISSING)
    if type(item) is kind:
        return item
    if item is _MISSING:
        raise PostilError(f'The key "{key}" is missing.')
    return _as(value[key], key, kind)


def _number(value: Mapping[str, Json], key: str, *, most: float = 1e12) -> float:
    item = value.get(key)
    if isinstance(item, bool) or not isinstance(item, (int, float)) or not 0 <= item <= most:
        raise PostilError(f'"{key}" must be a number from 0 to {most:g}.')
    return float(item)


def _flag(value: Mapping[str, Json], key: str, *, default: bool) -> bool:
    item = value.get(key, default)
    if not isinstance(item, bool):
        raise PostilError(f'"{key}" must be true or false.')
    return item


def _choice(value: Json, key: str, allowed: Mapping[str, _T]) -> _T:
    if not isinstance(value, str) or value not in allowed:
        raise PostilError(f'"{key}" is {value!r}.', hint=f"It must be one of: {', '.join(allowed)}.")
    return allowed[value]


def _object(value: Json, key: str) -> dict[str, Json]:
    if not isinstance(value, Mapping):
        raise PostilError(f'"{key}" must be an object.')
    return dict(value)


def _objects(value: Mapping[str, Json], key: str) -> list[dict[str, Json]]:
    items = value.get(key, [])
    if isinstance(items, str) or not isinstance(items, Sequence):
        raise PostilError(f'"{key}" must be a list.')
    return [item if type(item) is dict else _object(item, key) for item in items]
