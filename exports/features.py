"""What Hugging Face calls the features of a data set, made from an Arrow schema: for the files and for the card.

Both are in the older of the two notations that there are, which all versions of the library read.
"""

import json
from collections.abc import Mapping, Sequence

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from postil.schema.json_types import Json

KEY = b"huggingface"
_NAMES = {"double": "float64"}

Classes = Mapping[str, Sequence[str]]
"""The labels that the integers in a column of lists stand for."""


def in_metadata(schema: pa.Schema, classes: Classes) -> pa.Schema:
    """The schema with its features in its metadata."""
    features = {field.name: _json(field.type, classes.get(field.name)) for field in schema}
    described = json.dumps({"info": {"features": features}}, ensure_ascii=False).encode()
    return schema.with_metadata({**(schema.metadata or {}), KEY: described})


def on_card(schema: pa.Schema, classes: Classes) -> Json:
    """The features as they stand under dataset_info in the card's head."""
    return [{"name": field.name, **_yaml(field.type, classes.get(field.name))} for field in schema]


def _json(kind: pa.DataType, names: Sequence[str] | None = None) -> Json:
    if pa.types.is_list(kind):
        below = kind.value_type
        if pa.types.is_struct(below):
            return [{field.name: _json(field.type) for field in below}]
        feature = {"names": list(names), "_type": "ClassLabel"} if names is not None else _json(below)
        return {"feature": feature, "_type": "Sequence"}
    return {"dtype": _name(kind), "_type": "Value"}


def _yaml(kind: pa.DataType, names: Sequence[str] | None = None) -> Mapping[str, Json]:
    if pa.types.is_list(kind):
        below = kind.value_type
        if pa.types.is_struct(below):
            return {"list": [{"name": field.name, **_yaml(field.type)} for field in below]}
        if names is not None:
            return {"sequence": {"class_label": {"names": {str(n): name for n, name in enumerate(names)}}}}
        return {"sequence": _name(below)}
    return {"dtype": _name(kind)}


def _name(kind: pa.DataType) -> str:
    return _NAMES.get(str(kind), str(kind))
