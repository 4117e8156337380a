"""Rows of postil's own tables as the objects that postil JSONL has."""

from collections.abc import Mapping, Sequence

from postil.corpus.reading import NOBODY
from postil.corpus.strict_json import BadJson, parse
from postil.schema.errors import PostilError
from postil.schema.json_types import Json

Row = Mapping[str, str]
"""The cells of a row that are not empty, by column."""

Object = dict[str, Json]


def article_json(row: Row, annotations: Sequence[Json]) -> Object:
    """An article with its annotations. Raises PostilError for a cell that is not what it should be."""
    meta = _object(row, "meta")
    if "meta" not in row:
        meta = {key: row[key] for key in ("title", "date", "language") if key in row}
    out: Object = {"postil": 1, "id": row["id"], "text": row.get("text", ""), "meta": meta, "annotations": annotations}
    if "hidden" in row:
        out["hidden"] = _json(row, "hidden")
    if "work" in row:
        out["work"] = _object(row, "work")
    return out


def annotation_json(row: Row, text: str, fallback: str) -> Object:
    """An annotation of an article with this text; `fallback` is its id where it has none. Raises PostilError."""
    out: Object = {"id": row.get("id", fallback), "layer": row.get("layer", ""), "label": row.get("label", "")}
    if not out["label"]:
        raise PostilError("the cell 'label' is empty")
    if "start" in row or "end" in row:
        start, end = _whole(row, "start"), _whole(row, "end")
        if not 0 <= start < end <= len(text):
            raise PostilError(f"{start}–{end} is empty or outside the text ({len(text)} code points)")
        said, found = row.get("text"), text[start:end]
        if said is not None and said != found:
            raise PostilError(
                f"it says {ascii(said)[:60]} at {start}–{end}, but the text there is {ascii(found)[:60]}",
                hint="Offsets count Unicode code points from 0, the end exclusive.",
            )
        out |= {"start": start, "end": end, "text": found}
    if "rank" in row:
        out["rank"] = _whole(row, "rank")
    if "target" in row:
        out["target"] = row["target"]
    if "roles" in row:
        out["roles"] = {role: [_filler(item) for item in _list(found)] for role, found in _object(row, "roles").items()}
    if "attributes" in row:
        out["attributes"] = _object(row, "attributes")
    out |= {"verdict": row.get("verdict", "added"), "by": row.get("by", NOBODY), "at": row.get("at", "")}
    out |= {"note": row.get("note", ""), "flag": "flag" in row}
    if "score" in row or "source" in row:
        out["from"] = {**_object(row, "suggested"), "source": row.get("source", ""), "score": _score(row)}
    return out


def _filler(value: Json) -> Json:
    if not isinstance(value, Mapping) or not ("id" in value or "text" in value):
        raise PostilError("the cell 'roles' must say what fills each role: an id or a text")
    return {"annotation": value["id"]} if "id" in value else {"text": value["text"]}


def _list(value: Json) -> Sequence[Json]:
    if not isinstance(value, list):
        raise PostilError("the cell 'roles' must hold a list for each role")
    return value


def _object(row: Row, key: str) -> Mapping[str, Json]:
    found = _json(row, key) if key in row else {}
    if not isinstance(found, Mapping):
        raise PostilError(f"the cell {key!r} must be an object in JSON")
    return found


def _json(row: Row, key: str) -> Json:
    try:
        return parse(row[key])
    except BadJson as error:
        raise PostilError(f"the cell {key!r} is {error.reason}") from None


def _whole(row: Row, key: str) -> int:
    cell = row.get(key, "")
    if not (cell.isascii() and cell.isdigit() and len(cell) < 19):
        raise PostilError(f"the cell {key!r} must be a whole number")
    return int(cell)


def _score(row: Row) -> float:
    try:
        return float(row.get("score", "0"))
    except ValueError:
        raise PostilError("the cell 'score' must be a number") from None
