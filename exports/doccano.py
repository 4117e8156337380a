"""doccano JSONL: entities, relations, labels of the article; what doccano has no key for goes along as metadata."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO

from postil.exports.doccano_labels import Labels
from postil.exports.positive import Version, versions
from postil.exports.shared_losses import EVERYTHING, FILLERS, count_shared
from postil.exports.writer import Job
from postil.schema.annotation import Annotation, Filler, Verdict
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.loss import Effect, Limit, Losses
from postil.schema.postil_json import annotation_to_json, hidden_to_json, work_to_json
from postil.schema.record import Record
from postil.schema.references import outward
from postil.schema.safe import safe

OVERLAPS = Limit(
    "articles with spans that overlap: doccano drops such spans unless the project allows overlapping", Effect.ASIDE
)
OWN = "_postil"
# Keys that mean something to doccano, or by which other formats are known; metadata of these names goes with postil's own.
_TAKEN = frozenset((OWN, "id", "text", "data", "label", "labels", "entities", "relations", "cats", "Comments", "meta"))
_TAKEN |= {"spans", "choices", "postil", "annotations", "annotation_approver", "predictions", "completions", "result"}
_TAKEN |= {"paragraphs", "answer", "_input_hash", "_task_hash", "_view_id"}


class DoccanoWriter:
    """UTF-8, one line for each annotator's version of an article."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._labels = Labels(job.scheme)
        for split in job.splits or ("",):
            self._stream(split)

    def add(self, record: Record, split: str) -> None:
        losses = self._job.count.losses
        found = versions(outward(record))
        count_shared(losses, record, found, EVERYTHING)
        for version in found:
            row = _row(version, self._labels, losses)
            try:
                line = json.dumps(row, ensure_ascii=False, allow_nan=False).encode()
            except (ValueError, RecursionError) as error:
                raise PostilError(f"The article {safe(record.article.id)!r} cannot be written as JSON: {error}.") from error
            stream = self._stream(split)
            stream.write(line)
            stream.write(b"\n")
            self._job.count.article(version.annotations, split)

    def close(self) -> None:
        """Nothing comes last."""

    def _stream(self, split: str) -> BinaryIO:
        return self._job.stage.stream(self._job.stage.file(split, ".jsonl"))


def _row(version: Version, labels: Labels, losses: Losses) -> dict[str, Json]:
    article, work = version.article, version.work
    ranges = [a for a in version.annotations if a.start is not None]
    choices = sorted((a for a in version.annotations if a.start is None), key=lambda a: a.rank or 0)
    numbers = _numbers(ranges)
    _count_overlaps(version, ranges, losses)
    # The comments come first: by them the file is known as doccano's however long its first text is.
    row: dict[str, Json] = {"id": article.id, "Comments": [work.note] if work.note else [], "text": article.text}
    row |= {key: item for key, item in article.meta.items() if key not in _TAKEN}
    row["entities"] = [
        {"id": numbers[a.id], "start_offset": a.start, "end_offset": a.end, "label": labels.of(a)} for a in ranges
    ]
    row["relations"] = _relations(ranges, numbers)
    if choices:
        row["cats"] = [labels.of(a) for a in choices]
    kept = [_without_strangers(a, numbers) for a in (*ranges, *choices)]
    losses.marks(FILLERS, article, [a for a, b in zip((*ranges, *choices), kept, strict=True) if a is not b])
    own: dict[str, Json] = {"id": article.id, "by": version.annotator, "work": work_to_json(work)}
    more = {key: item for key, item in article.meta.items() if key in _TAKEN}
    if more:
        own["meta"] = more
    if article.hidden:
        own["hidden"] = hidden_to_json(article)
    own["marks"] = [_mark(a, labels) for a in (*kept, *version.rejected)]
    row[OWN] = own
    return row


def _numbers(ranges: Sequence[Annotation]) -> dict[str, int]:
    """The entities' numbers: those that they have from doccano, the lowest free ones for others."""
    found = {a.id: int(a.id) for a in ranges if a.id.isascii() and a.id.isdigit() and str(int(a.id[:15])) == a.id}
    taken = set(found.values())
    number = 0
    for a in ranges:
        if a.id in found:
            continue
        while number in taken:
            number += 1
        taken.add(number)
        found[a.id] = number
    return found


def _relations(ranges: Sequence[Annotation], numbers: Mapping[str, int]) -> list[Json]:
    pairs = [
        (a.id, filler.annotation, role)
        for a in ranges
        for role, fillers in a.roles.items()
        for filler in fillers
        if filler.annotation in numbers
    ]
    return [
        {"id": at, "from_id": numbers[one], "to_id": numbers[other], "type": role}
        for at, (one, other, role) in enumerate(pairs)
    ]


def _without_strangers(mark: Annotation, numbers: Mapping[str, int]) -> Annotation:
    """The annotation without fillers that are not in the row: suggestions nobody answered, and rejected ones."""
    if not mark.roles:
        return mark

    def stays(filler: Filler) -> bool:
        return bool(filler.text) or filler.annotation in numbers

    if all(stays(f) for fillers in mark.roles.values() for f in fillers):
        return mark
    roles = {role: tuple(f for f in fillers if stays(f)) for role, fillers in mark.roles.items()}
    return replace(mark, roles={role: fillers for role, fillers in roles.items() if fillers})


def _mark(mark: Annotation, labels: Labels) -> Mapping[str, Json]:
    """The annotation as postil has it, without what the row says anyway."""
    out = annotation_to_json(mark)
    del out["by"]
    out.pop("text", None)
    written = labels.of(mark)
    if written != mark.label and mark.verdict is not Verdict.REJECTED:
        out["as"] = written
    return out


def _count_overlaps(version: Version, ranges: Sequence[Annotation], losses: Losses) -> None:
    reached = 0
    for mark in sorted(ranges, key=lambda a: a.start or 0):
        if (mark.start or 0) < reached:
            losses.article(OVERLAPS, version.article, mark.text)
            return
        reached = max(reached, mark.end or 0)
