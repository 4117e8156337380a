"""Annotated articles as Arrow columns: a row for each article and annotator, with a list of annotations for each layer.

The schema is made from the scheme and not from the data, so that a row without annotations changes nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from postil.exports.arrow_marks import MarkColumn, mark_type
from postil.exports.fillers import Fillers
from postil.exports.positive import Version
from postil.schema.errors import PostilError
from postil.schema.safe import safe
from postil.schema.scheme import Layer, Scheme

KEY = b"postil"
"""Under this key the schema's metadata says which layer is in which column."""

TOKENS, TAGS = "tokens", "ner_tags"
_ROWS = 500
_CHARACTERS = 1 << 24
_HIDDEN = pa.list_(pa.struct([pa.field("start", pa.int64()), pa.field("end", pa.int64()), pa.field("reason", pa.string())]))
_ARTICLE = {
    "id": pa.string(),
    "text": pa.string(),
    "annotator": pa.string(),
    "status": pa.string(),
    "title": pa.string(),
    "date": pa.string(),
    "language": pa.string(),
}
_LAST = {
    "hidden": _HIDDEN,
    "meta": pa.string(),
    "seconds": pa.float64(),
    "flag": pa.bool_(),
    "note": pa.string(),
}
FIXED = (*_ARTICLE, *_LAST)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the annotations of a layer are; `rejected` is "" for a dataset without rejections."""

    layer: Layer
    column: str
    rejected: str = ""


def places(scheme: Scheme, *, negatives: bool) -> tuple[Place, ...]:
    """The columns of each layer: its name, and "<name>_rejected"; with "_" behind where the name is another column's."""
    taken = {name.casefold() for name in (*FIXED, TOKENS, TAGS)}
    found: list[Place] = []
    for layer in scheme.layers:
        column = layer.name
        while column.casefold() in taken or f"{column}_rejected".casefold() in taken:
            column += "_"
        taken |= {column.casefold(), f"{column}_rejected".casefold()}
        found.append(Place(layer, column, f"{column}_rejected" if negatives else ""))
    return tuple(found)


def schema(scheme: Scheme, found: Sequence[Place], more: Mapping[str, pa.DataType] | None = None) -> pa.Schema:
    """The schema of rows with these columns of layers, and then `more`; its metadata says what they are."""
    marks = {name: mark_type(p.layer.kind) for p in found for name in (p.column, p.rejected) if name}
    known = [{"name": p.layer.name, "kind": p.layer.kind.value, "column": p.column, "rejected": p.rejected} for p in found]
    described = json.dumps({"version": 1, "scheme": scheme.name, "layers": known})
    fields = [pa.field(name, type_) for name, type_ in {**_ARTICLE, **marks, **(more or {}), **_LAST}.items()]
    return pa.schema(fields, metadata={KEY: described.encode()})


class Rows:
    """Rows that wait to be written. `of` is the schema; columns that it has beside the fixed ones and the layers are `more`."""

    def __init__(self, of: pa.Schema, found: Sequence[Place]) -> None:
        self.schema = of
        self._places = found
        self._marks = {name: MarkColumn(p.layer.kind) for p in found for name in (p.column, p.rejected) if name}
        self._plain: dict[str, list[object]] = {name: [] for name in of.names if name not in self._marks}
        self._characters = 0

    @property
    def full(self) -> bool:
        """Whether they are enough to be written."""
        return len(self._plain["id"]) >= _ROWS or self._characters >= _CHARACTERS

    def __len__(self) -> int:
        return len(self._plain["id"])

    def add(self, version: Version, fillers: Fillers, more: Mapping[str, object] | None = None) -> None:
        """One row. `fillers` knows the annotations that are in it. Raises PostilError."""
        article, work = version.article, version.work
        try:
            meta = json.dumps(dict(article.meta), ensure_ascii=False, allow_nan=False)
        except (ValueError, RecursionError) as error:
            raise PostilError(f"The article {safe(article.id)!r} cannot be written as JSON: {error}.") from error
        title = article.meta.get("title")
        row = {
            "id": article.id,
            "text": article.text,
            "annotator": version.annotator,
            "status": work.status.value,
            "title": title if isinstance(title, str) else None,
            "date": article.date or None,
            "language": article.language or None,
            "hidden": [{"start": r.start, "end": r.end, "reason": r.reason} for r in article.hidden],
            "meta": meta,
            "seconds": work.seconds,
            "flag": work.flag,
            "note": work.note,
            **(more or {}),
        }
        for name, value in row.items():
            self._plain[name].append(value)
        for place in self._places:
            layer = place.layer.name
            self._marks[place.column].add([a for a in version.annotations if a.layer == layer], fillers)
            if place.rejected:
                self._marks[place.rejected].add([a for a in version.rejected if a.layer == layer], fillers)
        self._characters += len(article.text)

    def take(self) -> pa.RecordBatch:
        """All of them as a batch; there are none then. Raises PostilError for text that is not Unicode."""
        ids = self._plain["id"]
        try:
            arrays = [
                self._marks[field.name].take() if field.name in self._marks else pa.array(self._plain[field.name], field.type)
                for field in self.schema
            ]
        except UnicodeEncodeError as error:
            about = f"{safe(str(ids[0]))!r}" + (f" to {safe(str(ids[-1]))!r}" if len(ids) > 1 else "")
            raise PostilError(
                f"Something in the articles {about} is half of a surrogate pair and cannot be written."
            ) from error
        for values in self._plain.values():
            values.clear()
        self._characters = 0
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)
