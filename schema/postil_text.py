"""postil JSONL as text, letter for letter what `json.dumps` makes of `postil_json`, in a fraction of the time.

A corpus has millions of annotations, and most of them are plain spans: those are written into a template. Whatever is
rarer goes the long way.
"""

import json
from dataclasses import dataclass
from json.encoder import encode_basestring as _quoted
from math import isfinite

from postil.schema.annotation import Annotation, Mark, Suggestion
from postil.schema.postil_json import (
    VERSION,
    Object,
    fillers_to_json,
    hidden_to_json,
    origin_to_json,
    summary,
    work_to_json,
)
from postil.schema.record import Record


@dataclass(frozen=True, slots=True)
class _Form:
    """Templates with a certain space between things, and the encoder for what has none."""

    encoder: json.JSONEncoder
    mark: str
    span: str
    said: str
    origin: str
    made: str
    note: str
    flag: str
    retired: str
    more: str
    plain: str  # a whole annotation that is nothing but a span


def _form(encoder: json.JSONEncoder) -> _Form:
    def spaced(template: str) -> str:
        return template.replace(", ", encoder.item_separator).replace(": ", encoder.key_separator)

    return _Form(
        encoder,
        mark=spaced('{"id": %s, "layer": %s, "label": %s'),
        span=spaced('{"id": %s, "layer": %s, "label": %s, "start": %d, "end": %d, "text": %s'),
        said=spaced(', "verdict": "%s", "by": %s, "at": %s, "from": %s'),
        origin=spaced('{"id": %s, "source": %s, "score": %s}'),
        made=spaced(', "source": %s, "score": %s'),
        note=spaced(', "note": %s'),
        flag=spaced(', "flag": true'),
        retired=spaced(', "current": false'),
        more=spaced(", "),
        plain=spaced(
            '{"id": %s, "layer": %s, "label": %s, "start": %d, "end": %d, "text": %s, '
            '"verdict": "%s", "by": %s, "at": %s, "from": null}'
        ),
    )


_LINE = _form(json.JSONEncoder(ensure_ascii=False, allow_nan=False))
_LOG = _form(json.JSONEncoder(ensure_ascii=False, separators=(",", ":")))


def record_to_text(record: Record) -> str:
    """One line of a postil JSONL file, without its end. Raises ValueError, RecursionError for metadata that is no JSON."""
    article, encode = record.article, _LINE.encoder.encode
    parts = [
        f'{{"postil": {VERSION}, "id": {_quoted(article.id)}, "text": {_quoted(article.text)}, '
        f'"meta": {encode(dict(article.meta)) if article.meta else "{}"}'
    ]
    if article.hidden:
        parts.append(f'"hidden": {encode(hidden_to_json(article))}')
    parts.append(f'"status": "{summary(record.work).value}"')
    if record.work:
        parts.append(f'"work": {encode({who: work_to_json(work) for who, work in sorted(record.work.items())})}')
    parts.append(f'"annotations": [{", ".join([_annotation(a, _LINE) for a in record.annotations])}]')
    parts.append(f'"suggestions": [{", ".join([_suggestion(s, _LINE) for s in record.suggestions])}]}}')
    return ", ".join(parts)


def annotation_to_log(annotation: Annotation) -> str:
    """One annotation without any space, as the decision log has it."""
    return _annotation(annotation, _LOG)


def _annotation(annotation: Annotation, form: _Form) -> str:
    a = annotation
    rarer = a.roles or a.attributes or a.rank is not None or a.target or a.note or a.flag
    if a.origin is None and a.start is not None and not rarer:
        return form.plain % (
            _quoted(a.id), _quoted(a.layer), _quoted(a.label), a.start, a.end, _quoted(a.text), a.verdict._value_,
            _quoted(a.by), _quoted(a.at),
        )  # fmt: skip
    origin = "null" if a.origin is None else _origin(a.origin, a, form)
    text = _mark(a, form) + form.said % (a.verdict._value_, _quoted(a.by), _quoted(a.at), origin)
    if a.note:
        text += form.note % _quoted(a.note)
    if a.flag:
        text += form.flag
    return text + "}"


def _suggestion(suggestion: Suggestion, form: _Form) -> str:
    text = _mark(suggestion, form) + form.made % (_quoted(suggestion.source), _number(suggestion.score, form))
    return text + (form.retired if not suggestion.current else "") + "}"


def _mark(mark: Mark, form: _Form) -> str:
    m = mark
    if m.start is None:
        text = form.mark % (_quoted(m.id), _quoted(m.layer), _quoted(m.label))
    else:
        text = form.span % (_quoted(m.id), _quoted(m.layer), _quoted(m.label), m.start, m.end, _quoted(m.text))
    if m.roles or m.attributes or m.rank is not None or m.target:
        text += form.more + form.encoder.encode(_rarer(m))[1:-1]
    return text


def _rarer(mark: Mark) -> Object:
    out: Object = {}
    if mark.roles:
        out["roles"] = fillers_to_json(mark)
    if mark.attributes:
        out["attributes"] = dict(mark.attributes)
    if mark.rank is not None:
        out["rank"] = mark.rank
    if mark.target:
        out["target"] = mark.target
    return out


def _origin(origin: Suggestion, now: Annotation, form: _Form) -> str:
    """What the annotation answers: no more than its name where nothing was changed, as for most."""
    if (
        origin.label == now.label and origin.start == now.start and origin.end == now.end and origin.text == now.text
        and origin.roles == now.roles and origin.attributes == now.attributes and origin.rank == now.rank
        and origin.target == now.target and origin.layer == now.layer and origin.current
    ):  # fmt: skip
        return form.origin % (_quoted(origin.id), _quoted(origin.source), _number(origin.score, form))
    return form.encoder.encode(origin_to_json(origin, now))


def _number(number: float, form: _Form) -> str:
    return repr(number) if type(number) is float and isfinite(number) else form.encoder.encode(number)
