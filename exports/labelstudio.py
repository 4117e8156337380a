"""Label Studio JSON: a list of tasks, one for each article, with the labelling config that its results refer to."""

import json
from collections.abc import Iterable
from typing import BinaryIO

from postil.exports.labelstudio_config import labelling_config
from postil.exports.labelstudio_results import annotation_results, prediction_results
from postil.exports.positive import positive, versions
from postil.exports.writer import Job
from postil.schema.annotation import Suggestion
from postil.schema.control_name import TEXT
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.postil_json import annotation_to_json, hidden_to_json, work_to_json
from postil.schema.record import Record, Status, Work
from postil.schema.safe import safe
from postil.schema.utf16 import Units

_KEPT = 1
"""The version of what stands under "postil" in the `meta` of tasks and results."""


class LabelStudioWriter:
    """A task has the article as its `data`, every annotator's work as `annotations` and each source's suggestions, answered or
    not, as `predictions`. Offsets count UTF-16 units.

    `completed_by` is not written: Label Studio refuses a task with an annotator that it does not know, and gives annotations
    without one to whoever imports them. Names, states of work, rejections and hidden passages are in the task's `meta`.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._tasks: dict[str, int] = {}
        self._annotations = 0
        self._targets: dict[str, dict[str, None]] = {}
        for split in job.splits or ("",):
            self._stream(split).write(b"[")
            self._tasks[split] = 0

    def add(self, record: Record, split: str) -> None:
        try:
            line = json.dumps(self._task(record, split), ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, RecursionError) as error:
            raise PostilError(f"The article {safe(record.article.id)!r} cannot be written as JSON: {error}.") from error
        self._job.count.article((a for a in record.annotations if positive(a)), split)
        stream = self._stream(split)
        stream.write(b",\n" if self._tasks[split] > 1 else b"\n")
        stream.write(line)

    def close(self) -> None:
        """The ends of the lists, and the config, which knows every target that was judged."""
        for split in self._tasks:
            self._stream(split).write(b"\n]\n")
        stage = self._job.stage
        name = "config.xml" if stage.folder else f"{stage.name}.config.xml"
        stage.write(name, labelling_config(self._job.scheme, self._targets).encode())

    def _task(self, record: Record, split: str) -> Json:
        self._tasks[split] += 1
        for mark in (*record.annotations, *record.suggestions):
            if mark.target:
                self._targets.setdefault(mark.layer, {})[mark.target] = None
        article = record.article
        data: dict[str, Json] = {TEXT: article.text, "id": article.id}
        beside: dict[str, Json] = {}
        for key, value in article.meta.items():
            (beside if key in data else data)[key] = value
        kept: dict[str, Json] = {"version": _KEPT}
        if beside:
            kept["meta"] = beside
        if article.hidden:
            kept["hidden"] = hidden_to_json(article)
        units = Units(article.text)
        told = _told(record)
        annotations = self._versions(record, units, told, kept)
        predictions = [_prediction(source, of, units) for source, of in _by_source(told.values())]
        task: dict[str, Json] = {"id": self._tasks[split], "data": data, "meta": {"postil": kept}}
        return {**task, "annotations": annotations, "predictions": predictions}

    def _versions(self, record: Record, units: Units, told: dict[str, Suggestion], kept: dict[str, Json]) -> list[Json]:
        """An annotation for everyone who is done, has begun to mark, or skipped the article."""
        shown = {version.annotator for version in versions(record)}
        shown |= {who for who, work in record.work.items() if work.status is Status.SKIPPED}
        names: dict[str, Json] = {}
        rejected: dict[str, Json] = {}
        out: list[Json] = []
        for who in sorted({*record.work, *(a.by for a in record.annotations)}):
            own = [a for a in record.annotations if a.by == who]
            if refused := [annotation_to_json(a) for a in own if not positive(a)]:
                rejected[who] = refused
            if who not in shown:
                continue
            self._annotations += 1
            names[str(self._annotations)] = who
            work = record.work.get(who, Work())
            result = annotation_results([a for a in own if positive(a)], units, told)
            state: dict[str, Json] = {"was_cancelled": work.status is Status.SKIPPED, "lead_time": work.seconds}
            out.append({"id": self._annotations, **state, "ground_truth": False, "result": result})
        if names:
            kept["annotators"] = names
        if record.work:
            kept["work"] = {who: work_to_json(work) for who, work in sorted(record.work.items())}
        if rejected:
            kept["rejected"] = rejected
        return out

    def _stream(self, split: str) -> BinaryIO:
        return self._job.stage.stream(self._job.stage.file(split, ".json"))


def _told(record: Record) -> dict[str, Suggestion]:
    """Every suggestion of the article that is known, answered or not."""
    answered = (a.origin for a in record.annotations if a.origin)
    out: dict[str, Suggestion] = {}
    for suggestion in (*record.suggestions, *answered):
        out.setdefault(suggestion.id, suggestion)
    return out


def _by_source(suggestions: Iterable[Suggestion]) -> list[tuple[str, list[Suggestion]]]:
    found: dict[str, list[Suggestion]] = {}
    for suggestion in suggestions:
        found.setdefault(suggestion.source, []).append(suggestion)
    return list(found.items())


def _prediction(source: str, suggestions: list[Suggestion], units: Units) -> Json:
    score = round(sum(s.score for s in suggestions) / len(suggestions), 4)
    return {"model_version": source, "score": score, "result": prediction_results(suggestions, units)}
