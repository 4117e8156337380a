"""Label Studio's JSON-MIN export: a task's data with what was said under each control beside it, an annotation in a row."""

from collections.abc import Iterator, Mapping

from postil.schema.json_types import Json

_OWN = ("id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement")
_KINDS = ("labels", "choices", "text")


def task_of(value: Mapping[str, Json]) -> Mapping[str, Json]:
    """The row as a task. Regions and lists of choices are told by their shape; a single choice cannot be told from metadata,
    and is metadata.
    """
    found = {key: list(_results(key, item)) for key, item in value.items() if key not in _OWN}
    results = [result for made in found.values() for result in made]
    data: dict[str, Json] = {key: value[key] for key, made in found.items() if not made}
    task: dict[str, Json] = {"data": data}
    if "annotation_id" not in value and not results:
        return {**task, "data": {**data, "id": value["id"]} if "id" in value else data}
    annotation = {key: value[key] for key in ("created_at", "updated_at", "lead_time") if key in value}
    annotation |= {"completed_by": value.get("annotator"), "id": value.get("annotation_id"), "result": results}
    return {**task, "id": value.get("id"), "annotations": [annotation]}


def _results(control: str, given: Json) -> Iterator[Mapping[str, Json]]:
    items = given if isinstance(given, list) else [given]
    if not all(isinstance(item, Mapping) and _is_result(item) for item in items):
        return
    for number, item in enumerate(items):
        assert isinstance(item, Mapping)
        kind = next((key for key in _KINDS if isinstance(item.get(key), list)), "other")
        yield {
            "id": f"{control}-{number + 1}",
            "from_name": control,
            "type": kind if kind != "text" else "textarea",
            "value": item,
        }


def _is_result(item: Mapping[str, Json]) -> bool:
    if "start" in item and "end" in item:
        return True
    return isinstance(item.get("choices"), list)
