"""A number beside annotations that are written twice: it tells whether one of the two was changed since."""

import json
import zlib
from collections.abc import Mapping, Sequence

Range = tuple[int, int, str]


def seal(entities: Sequence[Range], groups: Mapping[str, Sequence[Range]], cats: Mapping[str, float]) -> int:
    """The seal of what a spaCy document says by itself: its entities and groups of spans, each (first token, token after the
    last, label) in their order, and its categories.
    """
    known = {name: spans for name, spans in groups.items() if spans}
    return zlib.crc32(json.dumps([entities, known, cats], sort_keys=True).encode())
