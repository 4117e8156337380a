"""The annotations of one layer as an Arrow column: a list of structs in each row, put together field by field."""

from collections.abc import Sequence

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from postil.exports.fillers import Fillers
from postil.exports.suggested import suggested
from postil.schema.annotation import Annotation
from postil.schema.scheme import Kind

_RANGE = {"start": pa.int64(), "end": pa.int64(), "label": pa.string(), "text": pa.string()}
_ROLES = pa.list_(
    pa.struct(
        [
            pa.field("role", pa.string()),
            pa.field("id", pa.string()),
            pa.field("layer", pa.string()),
            pa.field("label", pa.string()),
            pa.field("start", pa.int64()),
            pa.field("end", pa.int64()),
            pa.field("text", pa.string()),
        ]
    )
)
_ATTRIBUTES = pa.list_(pa.struct([pa.field("name", pa.string()), pa.field("value", pa.string())]))
_FIELDS = {
    Kind.SPANS: _RANGE,
    Kind.FRAMES: {**_RANGE, "roles": _ROLES, "attributes": _ATTRIBUTES},
    Kind.CHOICES: {"label": pa.string(), "rank": pa.int64(), "target": pa.string()},
}
_ORIGIN = {
    "id": pa.string(),
    "verdict": pa.string(),
    "at": pa.string(),
    "source": pa.string(),
    "score": pa.float64(),
    "suggested": pa.string(),
    "note": pa.string(),
    "flag": pa.bool_(),
}


def mark_type(kind: Kind) -> pa.DataType:
    """The type of the column of a layer of this kind."""
    return pa.list_(pa.struct([pa.field(name, type_) for name, type_ in {**_FIELDS[kind], **_ORIGIN}.items()]))


class MarkColumn:
    """The annotations of one layer in rows that wait to be written."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._type = mark_type(kind)
        self._ends = [0]
        self._values: dict[str, list[object]] = {name: [] for name in {**_FIELDS[kind], **_ORIGIN}}

    def add(self, annotations: Sequence[Annotation], fillers: Fillers) -> None:
        """The annotations of one row."""
        values = self._values
        for a in annotations:
            origin = a.origin
            values["id"].append(a.id)
            values["label"].append(a.label)
            values["verdict"].append(a.verdict.value)
            values["at"].append(a.at)
            values["note"].append(a.note)
            values["flag"].append(a.flag)
            values["source"].append(origin.source if origin else None)
            values["score"].append(origin.score if origin else None)
            values["suggested"].append(suggested(a))
            if self._kind is Kind.CHOICES:
                values["rank"].append(a.rank)
                values["target"].append(a.target)
                continue
            values["start"].append(a.start)
            values["end"].append(a.end)
            values["text"].append(a.text)
            if self._kind is Kind.FRAMES:
                filled = fillers.filled(a) if a.roles else {}
                values["roles"].append([{"role": role, **filler} for role, found in filled.items() for filler in found])
                values["attributes"].append([{"name": name, "value": value} for name, value in a.attributes.items()])
        self._ends.append(len(values["id"]))

    def take(self) -> pa.ListArray:
        """All rows as one array; there are none then."""
        fields = list(self._type.value_type)
        arrays = [pa.array(self._values[field.name], field.type) for field in fields]
        structs = pa.StructArray.from_arrays(arrays, fields=fields)
        found = pa.ListArray.from_arrays(pa.array(self._ends, pa.int32()), structs, type=self._type)
        self._ends = [0]
        for values in self._values.values():
            values.clear()
        return found
