"""Label Studio JSON: tasks with annotations and predictions, in a list, one a line or alone; JSON-MIN and CSV as well."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import BinaryIO

from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec
from postil.corpus.json_objects import Item, objects
from postil.corpus.labelstudio_csv import exported_rows
from postil.corpus.labelstudio_marks import annotation_of, fillers_there, suggestion_of, without_answered
from postil.corpus.labelstudio_min import task_of
from postil.corpus.labelstudio_results import Results
from postil.corpus.labelstudio_task import Kept, article_of
from postil.corpus.reading import NOBODY, Reading
from postil.corpus.sources import Source
from postil.schema.annotation import Annotation, Suggestion
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.loss import Effect, Limit, Part
from postil.schema.record import Record, Status, Work
from postil.schema.utf16 import Units

DRAFTS = Limit("drafts that were never submitted, left out")
UNSEEN = Limit("predictions of which only the number is in the file", Effect.ASIDE)
GROUND_TRUTH = Limit("annotations set apart as ground truth: that they are", Effect.ASIDE, Part.WORK)
_HEAD = 4096


def read_labelstudio(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """The tasks of a file, one in memory at a time. Offsets are UTF-16 units; layers are called after their controls.

    The article's id is `id` in the task's `data`, else the task's own behind the file's name. Its text is `text` in the
    `data`, else the longest text there; the rest is metadata. Each of the `annotations` (`completions` in the oldest files)
    is an annotator's work, skipped where it `was_cancelled`; `predictions` are suggestions.
    """
    number = 0
    head = stream.peek(_HEAD)[codec.mark : _HEAD] if hasattr(stream, "peek") else b""
    json = head.decode(codec.name, "ignore").lstrip()[:1] in ("", "[", "{")
    for item in (objects if json else exported_rows)(stream, source, codec):
        number += 1
        if isinstance(item, BadLine):
            yield item
            continue
        try:
            yield _record(item, number, reading)
        except PostilError as error:
            yield item.bad(error.message, error.hint)


def _record(item: Item, number: int, reading: Reading) -> Record:
    task = _task(item.value)
    kept = Kept.of(task)
    own = task.get("id")
    fallback = f"{item.source.id}-{own if isinstance(own, (int, str)) and not isinstance(own, bool) else number}"
    article = article_of(task, kept, fallback)
    results = Results(article, reading.losses, Units(article.text))
    suggestions: list[Suggestion] = []
    known: dict[str, Suggestion] = {}
    predictions, unseen = _objects_or_numbers(task, "predictions")
    for _ in range(unseen):
        reading.losses.article(UNSEEN, article)
    for prediction in predictions:
        for found in results.marks(prediction.get("result") or []):
            suggestions.append(suggestion_of(found, prediction, reading.losses, article))
            known.setdefault(found.known_as, suggestions[-1])
    annotations: list[Annotation] = []
    work: dict[str, Work] = {}
    for given in _objects(task, "annotations" if "annotations" in task else "completions"):
        who = _free(kept.annotator(given) or _annotator(given.get("completed_by")), work)
        work[who] = _work(given, kept.work.get(kept.annotator(given)))
        at = _time(given.get("updated_at") or given.get("created_at"))
        annotations += (annotation_of(f, who, at, known) for f in results.marks(given.get("result") or []))
        if given.get("ground_truth") is True:
            reading.losses.article(GROUND_TRUTH, article)
    drafts, unseen = _objects_or_numbers(task, "drafts")
    for _ in range(unseen + sum(bool(draft.get("result")) for draft in drafts)):
        reading.losses.article(DRAFTS, article)
    annotations += kept.rejections(article, set(work))
    work |= {who: state for who, state in kept.work.items() if who not in work and not kept.gone(who, set(work))}
    record = Record(article, tuple(annotations), tuple(suggestions), work, item.where)
    return fillers_there(without_answered(record), reading.losses)


def _task(value: Mapping[str, Json]) -> Mapping[str, Json]:
    """The task: itself, in a row of a smaller export, or in an annotation, as Label Studio stores each in a file."""
    inner = value.get("task")
    if isinstance(inner, Mapping) and "result" in value:
        return {**inner, "annotations": [{key: item for key, item in value.items() if key != "task"}]}
    return value if isinstance(value.get("data"), Mapping) else task_of(value)


def _work(given: Mapping[str, Json], known: Work | None) -> Work:
    """How far the annotator is: what Label Studio says, and beyond it what postil knew."""
    seconds = given.get("lead_time")
    spent = float(seconds) if isinstance(seconds, (int, float)) and not isinstance(seconds, bool) and seconds >= 0 else 0.0
    known = known or Work(Status.DONE)
    if given.get("was_cancelled") is True or given.get("skipped") is True:
        status = Status.SKIPPED
    else:
        status = known.status if known.status is not Status.SKIPPED else Status.DONE
    return Work(status, spent, known.flag, known.note)


def _annotator(given: Json) -> str:
    """Who annotated, as far as the file says: a number, or a user with an address or a name."""
    if isinstance(given, Mapping):
        full = " ".join(str(given[key]) for key in ("first_name", "last_name") if given.get(key))
        found = next((given[key] for key in ("email", "username") if given.get(key)), full or given.get("id"))
        return _annotator(found if not isinstance(found, Mapping) else None)
    return str(given).strip() if isinstance(given, (int, str)) and not isinstance(given, bool) else NOBODY


def _free(who: str, taken: Mapping[str, Work]) -> str:
    """The name, and a number behind it where an annotator has annotated the task several times."""
    number, found = 1, who
    while found in taken:
        number += 1
        found = f"{who or 'annotation'} {number}"
    return found


def _time(given: Json) -> str:
    """A time of Label Studio's as UTC, to the millisecond; "" for what is none."""
    try:
        at = datetime.fromisoformat(given) if isinstance(given, str) else None
        at = at.replace(tzinfo=UTC) if at and at.tzinfo is None else at
        return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else ""
    except (ValueError, OverflowError):
        return ""


def _objects(value: Mapping[str, Json], key: str) -> list[Mapping[str, Json]]:
    items = value.get(key)
    if items is None:
        return []
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise PostilError(f'"{key}" must be a list of objects')
    return list(items)


def _objects_or_numbers(value: Mapping[str, Json], key: str) -> tuple[list[Mapping[str, Json]], int]:
    """The objects under a key, and how many others the file only has the number of, as lean exports do."""
    items = value.get(key)
    if not isinstance(items, list):
        return _objects(value, key), 0
    numbers = [item for item in items if isinstance(item, int) and not isinstance(item, bool)]
    return _objects({key: [item for item in items if item not in numbers]}, key), len(numbers)
