"""Values in Parquet files as JSON has them, with labels by name."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any

from postil.schema.json_types import Json


def value_of(item: Any, feature: Any) -> Json:
    """A value as JSON has it, with labels by name."""
    if isinstance(feature, list) and len(feature) == 1:
        feature = {"_type": "Sequence", "feature": feature[0]}
    inner = feature if isinstance(feature, Mapping) else {}
    if isinstance(item, bool) or item is None or isinstance(item, str):
        return item
    if isinstance(item, int):
        labels = inner.get("names") if inner.get("_type") == "ClassLabel" else None
        if isinstance(labels, list):
            return str(labels[item]) if 0 <= item < len(labels) else None
        return item
    if isinstance(item, float):
        return item if isfinite(item) else None
    if isinstance(item, Mapping):
        below = inner.get("feature") if inner.get("_type") in ("Sequence", "List", "LargeList") else inner
        below = below if isinstance(below, Mapping) else {}
        return {str(key): value_of(part, _of_list(inner, below.get(key))) for key, part in item.items()}
    if isinstance(item, (list, tuple)):
        return [value_of(part, inner.get("feature")) for part in item]
    if isinstance(item, datetime):
        return item.date().isoformat() if item.timetz() == time() else item.isoformat()
    if isinstance(item, (date, time)):
        return item.isoformat()
    if isinstance(item, Decimal):
        return str(item)
    if isinstance(item, bytes):
        return f"{len(item)} bytes"
    return str(item)


def _of_list(outer: Mapping[str, Any], feature: Any) -> Any:
    """The feature of a part of a struct: in a sequence of structs, which is stored part by part, each part is a list."""
    return {"_type": "Sequence", "feature": feature} if outer.get("_type") == "Sequence" else feature
