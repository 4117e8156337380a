"""Label Studio's files made for tests, and what is read of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from postil import corpus
from postil.schema.errors import PostilError
from postil.schema.loss import Limit, Losses
from postil.schema.record import Record

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"


TEXT = "😀 Kim Jong Un\nsalue Moscou."


Json = Any


def region(name: str, start: int, end: int, *labels: str, **more: Json) -> Json:
    value = {"start": start, "end": end, "labels": list(labels), **more.pop("value", {})}
    return {"id": name, "from_name": "ner", "to_name": "text", "type": "labels", "value": value, **more}


def task(*results: Json, **more: Json) -> Json:
    return {"id": 7, "data": {"text": TEXT}, "annotations": [{"id": 1, "completed_by": 3, "result": list(results)}], **more}


def read(folder: Path, content: str | bytes | Json, losses: Losses | None = None, **more: Json) -> list[Record]:
    path = folder / "export.json"
    if not isinstance(content, (str, bytes)):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found: list[str] = []
    records = list(corpus.read([path], losses=losses, detected=found.append, **more))
    assert found == ["labelstudio"]
    return records


def reason(folder: Path, content: Json) -> PostilError:
    with pytest.raises(PostilError) as caught:
        read(folder, content)
    return caught.value


def counted(losses: Losses) -> dict[Limit, int]:
    return {loss.limit: loss.count for loss in losses.result()}
