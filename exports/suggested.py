"""What was suggested to an annotator, in a cell: JSON, beside columns for its source and score."""

import json
from json.encoder import encode_basestring as _quoted

from postil.schema.annotation import Annotation
from postil.schema.json_types import Json
from postil.schema.postil_json import origin_to_json


def suggested(annotation: Annotation) -> str | None:
    """As postil JSONL has it under "from", without source and score: the suggestion's id, and what of it was changed.

    None where nothing was suggested.
    """
    origin = annotation.origin
    if origin is None:
        return None
    same = origin.identity == annotation.identity and origin.text == annotation.text and origin.rank == annotation.rank
    if same and origin.current and origin.roles == annotation.roles and origin.attributes == annotation.attributes:
        return f'{{"id": {_quoted(origin.id)}}}'  # as it is with most
    found = origin_to_json(origin, annotation)
    assert isinstance(found, dict)
    told: dict[str, Json] = {key: item for key, item in found.items() if key not in ("source", "score")}
    return json.dumps(told, ensure_ascii=False)
