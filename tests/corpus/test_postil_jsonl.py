"""postil's own records are checked before they come in."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from postil import corpus
from postil.schema.errors import PostilError

LINE: dict[str, Any] = {
    "postil": 1,
    "id": "n1",
    "text": "😀 Kim a salué Moscou.",
    "meta": {},
    "hidden": [{"start": 0, "end": 1, "reason": "boilerplate"}],
    "status": "started",
    "annotations": [
        {"id": "a1", "layer": "entity", "label": "PER", "start": 2, "end": 5, "text": "Kim", "verdict": "added", "by": "alice"},
        {
            "id": "a2",
            "layer": "event",
            "label": "SUPPORT",
            "start": 8,
            "end": 13,
            "text": "salué",
            "verdict": "accepted",
            "by": "alice",
            "from": {"id": "s1", "source": "rules:events", "score": 0.5},
            "roles": {"actor": [{"annotation": "a1"}]},
        },
    ],
    "suggestions": [
        {
            "id": "s2",
            "layer": "entity",
            "label": "GPE",
            "start": 14,
            "end": 20,
            "text": "Moscou",
            "source": "rules:x",
            "score": 1,
        }
    ],
}


def reason(folder: Path, value: object) -> str:
    path = folder / "a.jsonl"
    path.write_text(json.dumps(value) + "\n", encoding="utf-8")
    with pytest.raises(PostilError) as caught:
        list(corpus.read([path]))
    return caught.value.message


def test_a_record_comes_with_its_annotations(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(LINE), encoding="utf-8")
    (record,) = corpus.read([path])
    assert [a.text for a in record.annotations] == ["Kim", "salué"]
    assert record.suggestions[0].text == "Moscou"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["annotations", 0, "end"], 4, "the text there is “Ki”"),
        (["annotations", 0, "end"], 2, "is empty"),
        (["annotations", 0, "end"], 99, "outside the text"),
        (["annotations", 0, "start"], -1, "outside the text"),
        (["annotations", 0, "id"], "a2", "two marks"),
        (["annotations", 0, "id"], "", "empty id"),
        (["suggestions", 0, "id"], "a1", "two marks"),
        (["annotations", 1, "roles"], {"actor": [{"annotation": "a9"}]}, "'a9', which is not there"),
        (["annotations", 1, "from", "end"], 99, "outside the text"),
        (["annotations", 0, "verdict"], "perhaps", "verdict"),
        (["annotations", 0, "lable"], "X", "lable"),
        (["suggestions", 0, "score"], "high", "score"),
        (["hidden", 0, "end"], 40, "hidden region"),
        (["text"], " ", "empty"),
        (["id"], "", "id is empty"),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(tmp_path: Path, path: list[str | int], value: object, said: str) -> None:
    line = deepcopy(LINE)
    inner = line
    for key in path[:-1]:
        inner = inner[key]  # type: ignore[index]  # a path into parsed JSON
    inner[path[-1]] = value  # type: ignore[index]  # as above
    assert said in reason(tmp_path, line)
