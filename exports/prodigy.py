"""Prodigy JSONL: what one annotator said of one article on a line, as `prodigy db-in` takes it."""

import json
from datetime import UTC, datetime
from typing import BinaryIO

from postil.exports.positive import positive
from postil.exports.prodigy_task import Text, choices_of, options_of, relations_of, span_of, view_of
from postil.exports.shared_losses import UNDECIDED, UNTOUCHED
from postil.exports.writer import Job
from postil.schema.annotation import Annotation
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.postil_json import hidden_to_json, suggestion_to_json, work_to_json
from postil.schema.record import Record, Status, Work
from postil.schema.safe import safe
from postil.schema.scheme import Kind

_HASHES = ("_input_hash", "_task_hash")
_BITS = 1 << 31
_KEPT = 1
"""The version of what stands under "_postil" in a line, and under "postil" in a span."""
Object = dict[str, Json]


class ProdigyWriter:
    """ASCII, a line for each annotator of each article, and one for each suggestion that they rejected, behind it.

    `answer` is "accept", or "ignore" for an article that the annotator skipped, or "reject" for a suggestion. Spans of all
    layers stand in `spans`, the roles that other spans fill in `relations`, labels of the article in `accept`. Whatever
    Prodigy has no key for stands under "postil" in a span, and under "_postil" in the line. Prodigy makes its hashes when it
    takes lines in; those that an article came with are kept.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._ranges = any(layer.kind is not Kind.CHOICES for layer in job.scheme.layers)
        for split in job.splits or ("",):
            self._stream(split)

    def add(self, record: Record, split: str) -> None:
        count = self._job.count
        people = [who for who in sorted({*record.work, *(a.by for a in record.annotations)}) if _shown(record, who)]
        if not people:
            count.losses.article(UNTOUCHED, record.article)
            count.losses.marks(UNDECIDED, record.article, record.suggestions)
            return
        text = Text.of(record.article, self._job.scheme.language) if self._ranges else Text({}, {}, [])
        stream = self._stream(split)
        for number, who in enumerate(people):
            own = [a for a in record.annotations if a.by == who]
            held = [a for a in own if positive(a)]
            tasks = [
                self._task(record, who, held, text, first=not number),
                *(_rejection(record, a) for a in own if not positive(a)),
            ]
            for task in tasks:
                stream.write(_line(task, record.article.id))
            count.article(held, split)

    def close(self) -> None:
        """Nothing comes last."""

    def _task(self, record: Record, who: str, held: list[Annotation], text: Text, *, first: bool) -> Object:
        article, work = record.article, record.work.get(who, Work())
        spans = [span_of(a, text, held) for a in held if a.start is not None]
        relations = relations_of(held, text)
        options = options_of(self._job.scheme, held)
        task: Object = {"_view_id": view_of(held, relations=bool(relations), options=bool(options), spans=self._ranges)}
        task |= _article(record)
        if self._ranges:
            task |= {"tokens": text.tokens, "spans": spans}
        if relations:
            task["relations"] = relations
        kept: Object = {"version": _KEPT}
        if options:
            accept, kept["accept"] = choices_of(held)
            task |= {"options": options, "accept": accept, "config": {"choice_style": self._style(options)}}
        told = [other for other in record.work if other == who or (first and not _shown(record, other))]
        kept["work"] = {other: work_to_json(record.work[other]) for other in told}
        if first and article.hidden:
            kept["hidden"] = hidden_to_json(article)
        if first and record.suggestions:
            kept["suggestions"] = [suggestion_to_json(s) for s in record.suggestions]
        return {**task, **_answer("ignore" if work.status is Status.SKIPPED else "accept", who, held), "_postil": kept}

    def _style(self, options: list[Object]) -> str:
        """Whether several options can be chosen: of one layer, or one of each of several questions."""
        several = len({(option["layer"], option.get("target")) for option in options}) > 1
        return "multiple" if several or any(layer.many for layer in self._job.scheme.layers) else "single"

    def _stream(self, split: str) -> BinaryIO:
        return self._job.stage.stream(self._job.stage.file(split, ".jsonl"))


def _shown(record: Record, who: str) -> bool:
    """Whether the annotator is done, has said anything, or skipped the article."""
    work = record.work.get(who, Work())
    return work.status in (Status.DONE, Status.SKIPPED) or any(a.by == who for a in record.annotations)


def _article(record: Record) -> Object:
    """The article's keys; hashes that came with it stand where Prodigy has them."""
    meta = dict(record.article.meta)
    hashes = {key: meta.pop(key) for key in _HASHES if _is_hash(meta.get(key))}
    return {"id": record.article.id, "text": record.article.text, **hashes, "meta": meta}


def _is_hash(value: Json) -> bool:
    return type(value) is int and -_BITS <= value < _BITS


def _rejection(record: Record, annotation: Annotation) -> Object:
    """A suggestion that was rejected, as the answer to a question with one span or label."""
    task: Object = {"_view_id": "classification" if annotation.start is None else "ner", **_article(record)}
    span = span_of(annotation, Text({}, {}, []), [])
    if annotation.start is None:
        task |= {"label": annotation.label, "_postil": {"version": _KEPT, "label": span}}
    else:
        task |= {"spans": [span], "_postil": {"version": _KEPT}}
    return {**task, **_answer("reject", annotation.by, [annotation])}


def _answer(answer: str, who: str, annotations: list[Annotation]) -> Object:
    out: Object = {"answer": answer, "_annotator_id": who, "_session_id": who}
    times = [at for a in annotations if (at := _seconds(a.at)) is not None]
    return {**out, "_timestamp": max(times)} if times else out


def _seconds(at: str) -> int | None:
    """A time as seconds since 1970; None for what is no time."""
    try:
        found = datetime.fromisoformat(at)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def _line(task: Object, name: str) -> bytes:
    try:
        return json.dumps(task, allow_nan=False).encode("ascii") + b"\n"
    except (ValueError, RecursionError) as error:
        raise PostilError(f"The article {safe(name)!r} cannot be written as JSON: {error}.") from error
