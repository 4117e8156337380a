"""Changes to and from the JSON of the decision log."""

import json
from collections.abc import Mapping, Sequence
from typing import cast

from postil.db.rows import dump
from postil.schema.annotation import Annotation
from postil.schema.json_types import Json
from postil.schema.postil_json import annotation_from_json, annotation_to_json, work_from_json, work_to_json
from postil.schema.record import AnnotationChange, Change, ListChange, WorkChange


def write_changes(changes: Sequence[Change]) -> str:
    """A JSON list with one object for each change."""
    return dump([_encode(change) for change in changes])


def read_changes(source: str) -> tuple[Change, ...]:
    """The inverse of `write_changes`."""
    return tuple(_decode(item) for item in json.loads(source))


def _encode(change: Change) -> Json:
    if isinstance(change, AnnotationChange):
        return {"annotation": [_mark(change.before), _mark(change.after)]}
    if isinstance(change, WorkChange):
        return {"work": [work_to_json(change.before), work_to_json(change.after)]}
    return {"list": change.list, "entry": change.entry, "added": change.added}


def _decode(item: Mapping[str, Json]) -> Change:
    if "annotation" in item:
        before, after = cast(Sequence[Mapping[str, Json] | None], item["annotation"])
        return AnnotationChange(
            None if before is None else annotation_from_json(before), None if after is None else annotation_from_json(after)
        )
    if "work" in item:
        old, new = cast(Sequence[Mapping[str, Json]], item["work"])
        return WorkChange(work_from_json(old), work_from_json(new))
    return ListChange(str(item["list"]), str(item["entry"]), bool(item["added"]))


def _mark(annotation: Annotation | None) -> Json:
    return None if annotation is None else annotation_to_json(annotation)
