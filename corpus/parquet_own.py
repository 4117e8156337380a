"""Rows of Parquet files that postil wrote, back to records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from postil.corpus.postil_jsonl import record_of
from postil.corpus.strict_json import BadJson, parse
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.record import Record

_KEY = b"postil"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold annotations: (layer, column)."""

    marks: tuple[tuple[str, str], ...]


def columns_of(metadata: Mapping[bytes, bytes]) -> Columns | None:
    """The columns, from a schema's metadata; None for a file that postil did not write. Raises PostilError."""
    if _KEY not in metadata:
        return None
    known = _parsed(metadata[_KEY].decode("utf-8", "replace"), "the schema's metadata")
    layers = known.get("layers") if isinstance(known, Mapping) else None
    if not isinstance(known, Mapping) or known.get("version") != 1 or not isinstance(layers, list):
        raise PostilError("the schema's metadata is not of a version of postil's Parquet that is known here")
    found: list[tuple[str, str]] = []
    for layer in layers:
        if not isinstance(layer, Mapping):
            raise PostilError("the schema's metadata does not say which layer is in which column")
        for key in ("column", "rejected"):
            if layer.get(key):
                found.append((str(layer.get("name")), str(layer[key])))
    return Columns(tuple(found))


def record_of_row(row: Mapping[str, Any], columns: Columns, where: str) -> Record:
    """The record in a row. Raises PostilError, also when it contradicts itself."""
    by = row.get("annotator") or ""
    work: dict[str, Json] = {"status": row.get("status") or "todo", "seconds": row.get("seconds") or 0.0}
    work |= {"flag": bool(row.get("flag")), "note": row.get("note") or ""}
    meta = _parsed(row["meta"], '"meta"') if row.get("meta") else _beside(row)
    marks = [(mark, layer) for layer, column in columns.marks for mark in _list(row.get(column), column)]
    taken = {mark["id"] for mark, _ in marks if mark.get("id") is not None}
    free = (name for name in map("a{}".format, count(1)) if name not in taken)
    annotations = [_annotation(mark, layer, by) for mark, layer in marks]
    for annotation in annotations:
        if "id" not in annotation:  # somebody added it to the table
            annotation |= {"id": next(free), "verdict": annotation.get("verdict", "added")}
            start, end, text = annotation.get("start"), annotation.get("end"), row.get("text")
            if isinstance(start, int) and isinstance(end, int) and isinstance(text, str) and 0 <= start < end:
                annotation.setdefault("text", text[start:end])
    return record_of(
        {
            "postil": 1,
            "id": row.get("id"),
            "text": row.get("text"),
            "meta": meta,
            "hidden": row.get("hidden") or [],
            "work": {by: work},
            "annotations": annotations,
        },
        where,
    )


def _beside(row: Mapping[str, Any]) -> Json:
    return {key: row[key] for key in ("title", "date", "language") if row.get(key)}


def _annotation(mark: Mapping[str, Any], layer: str, by: str) -> dict[str, Json]:
    out: dict[str, Json] = {"layer": layer, "by": by}
    for key in ("id", "label", "start", "end", "text", "rank", "target", "verdict", "at", "note", "flag"):
        if mark.get(key) is not None:
            out[key] = mark[key]
    if mark.get("roles"):
        roles: dict[str, list[Json]] = {}
        for filler in _list(mark["roles"], "roles"):
            one: Json = {"text": filler.get("text")} if filler.get("id") is None else {"annotation": filler["id"]}
            roles.setdefault(str(filler.get("role")), []).append(one)
        out["roles"] = roles
    if mark.get("attributes"):
        out["attributes"] = {str(item.get("name")): item.get("value") for item in _list(mark["attributes"], "attributes")}
    if mark.get("source") is not None:
        told = _parsed(mark["suggested"], '"suggested"') if mark.get("suggested") else {}
        if not isinstance(told, Mapping):
            raise PostilError('"suggested" must be an object')
        out["from"] = {**told, "source": mark["source"], "score": mark.get("score") or 0.0}
    return out


def _list(value: object, column: str) -> Sequence[Mapping[str, Any]]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise PostilError(f'"{column}" must be a list of annotations')
    return value


def _parsed(text: object, what: str) -> Json:
    if not isinstance(text, str):
        raise PostilError(f"{what} must be text")
    try:
        return parse(text)
    except BadJson as error:
        raise PostilError(f"{what} is {error.reason}") from None
