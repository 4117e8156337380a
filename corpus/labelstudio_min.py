"""Label Studio's JSON-MIN and CSV exports: in a row a task's data, and one annotation under the names of the controls."""

from collections.abc import Iterator, Mapping

from postil.schema.json_types import Json

_OWN = ("id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement", "history")
_KINDS = ("labels", "choices", "text")
_CHOICES = ("label", "labels", "category", "categories", "choice", "choices", "class", "sentiment")
"""Usual names of controls; where nothing else tells a single choice from metadata, these do."""
_LONGEST = 60
"""The longest choice, in code points; what is longer was written into a text area."""


def task_of(value: Mapping[str, Json]) -> Mapping[str, Json]:
    """The row as a task. Regions and lists of choices are told by their shape, a single choice by its place: what was said
    stands between the task's id and the annotator. Where the data has an id of its own, or the columns are sorted, as in
    CSV, nothing but the name of a control tells it; under any other it is metadata.
    """
    said = _said(value)
    found = {key: list(_results(key, item, key in said)) for key, item in value.items() if key not in _OWN}
    results = [result for made in found.values() for result in made]
    data: dict[str, Json] = {key: value[key] for key, made in found.items() if not made}
    if "annotation_id" not in value and not results:
        return {"data": {**data, "id": value["id"]} if "id" in value else data}
    task: dict[str, Json] = {"id": value.get("id"), "data": data}
    if value.get("annotation_id") in (None, "") and not results:
        return task  # nobody has annotated it
    annotation = {key: value[key] for key in ("created_at", "updated_at", "lead_time") if key in value}
    annotation |= {"completed_by": value.get("annotator"), "id": value.get("annotation_id"), "result": results}
    return {**task, "annotations": [annotation]}


def _said(value: Mapping[str, Json]) -> set[str]:
    """The keys under which stands what was said, as far as their place tells: behind the text and the id."""
    keys = list(value)
    if "id" not in value or "annotator" not in value:
        return set()
    before, behind = keys[: keys.index("id")], keys[keys.index("id") + 1 : keys.index("annotator")]
    return set(behind) if any(isinstance(value[key], str) for key in before) else set()


def _results(control: str, given: Json, said: bool) -> Iterator[Mapping[str, Json]]:
    items = given if isinstance(given, list) else [given]
    if isinstance(given, str) and given and (said or control in _CHOICES):
        short = len(given) <= _LONGEST and "\n" not in given
        items = [{"choices": [given]} if short else {"text": [given]}]
    elif not said and not all(isinstance(item, Mapping) and _is_result(item) for item in items):
        return
    for number, item in enumerate(items):
        told = item if isinstance(item, Mapping) else {}
        kind = next((key for key in _KINDS if isinstance(told.get(key), list)), "other")
        yield {
            "id": f"{control}-{number + 1}",
            "from_name": control,
            "type": kind if kind != "text" else "textarea",
            "value": told,
        }


def _is_result(item: Mapping[str, Json]) -> bool:
    if "start" in item and "end" in item:
        return True
    return isinstance(item.get("choices"), list)
