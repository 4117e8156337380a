"""The JSON Schema for editors accepts what the loader accepts, and refuses what it refuses by its form alone."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from postil.schema import scheme_keys
from postil.schema.errors import PostilError
from postil.schema.scheme_file import BUILTIN, builtin, json_schema, parse_project

Object = dict[str, Any]
SCHEMA: Any = json_schema()
_SUGGEST = SCHEMA["properties"]["suggest"]
VALIDATOR = Draft202012Validator(SCHEMA)


def loads(value: Object) -> bool:
    try:
        parse_project(yaml.safe_dump(value, allow_unicode=True, sort_keys=False))
    except PostilError:
        return False
    return True


@pytest.fixture(name="base")
def _base() -> Object:
    value: Object = yaml.safe_load(builtin("diplomacy"))
    return value | {"suggest": {"llm": {"url": "http://localhost:11434/v1", "model": "qwen3"}}}


def test_it_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", BUILTIN)
def test_built_in_schemes_are_valid(name: str) -> None:
    assert not list(VALIDATOR.iter_errors(yaml.safe_load(builtin(name))))


def test_every_key_is_described() -> None:
    for known, where in (
        (scheme_keys.FILE, SCHEMA),
        (scheme_keys.LAYER, SCHEMA["$defs"]["layer"]),
        (scheme_keys.LABEL_KEYS, SCHEMA["$defs"]["label"]),
        (scheme_keys.ROLE, SCHEMA["$defs"]["role"]),
        (scheme_keys.ATTRIBUTE, SCHEMA["$defs"]["attribute"]),
        (scheme_keys.SUGGEST, _SUGGEST),
        (scheme_keys.PIPELINE, _SUGGEST["properties"]["pipelines"]["additionalProperties"]),
        (scheme_keys.LLM, _SUGGEST["properties"]["llm"]),
        (scheme_keys.PRICE, _SUGGEST["properties"]["llm"]["properties"]["price"]),
        (scheme_keys.LEARN, SCHEMA["properties"]["learn"]),
    ):
        assert list(where["properties"]) == [key.name for key in known]
        assert all(value["description"] for value in where["properties"].values())


REMOVE = object()
# (the path in the built-in diplomacy scheme with a language model, the value put there, whether both take it)
CHANGES: list[tuple[tuple[str, ...], object, bool]] = [
    (("scheme",), REMOVE, False),
    (("layers",), REMOVE, False),
    (("layers",), {}, False),
    (("lable",), "x", False),
    (("theme",), "light", True),
    (("theme",), "blue", False),
    (("language",), "en", True),
    (("language",), "French", False),
    (("targets",), ["a", "b"], True),
    (("targets",), None, True),
    (("targets",), ["a", "a"], False),
    (("targets",), "a", False),
    (("lists",), {"topics": ["a"]}, True),
    (("lists",), {"the topics": ["a"]}, False),
    (("keys",), {"accept": "a", "reject": ["x", "delete"]}, True),
    (("keys",), ["a"], False),
    (("order",), "random", True),
    (("order",), "newest", False),
    (("suggest",), None, True),
    (("suggest",), [], False),
    (("suggest",), {"rules": False, "off": ["org.run"], "patterns": "own.jsonl"}, True),
    (("suggest",), {"rules": 1}, False),
    (("suggest",), {"off": "org.run"}, False),
    (("suggest",), {"pattern": "own.jsonl"}, False),
    (("suggest",), {"pipelines": {"fr_core_news_lg": None, "models/mine": {"labels": {"LOC": "GPE", "MISC": ""}}}}, True),
    (("suggest",), {"pipelines": ["fr_core_news_lg"]}, False),
    (("suggest",), {"pipelines": {"a": {"labels": {"LOC": None}}}}, False),
    (("suggest",), {"pipelines": {"a": {"names": {}}}}, False),
    (("suggest", "llm"), None, True),
    (("suggest", "llm"), {}, False),
    (("suggest", "llm"), {"url": "http://localhost:11434/v1", "model": "qwen3"}, True),
    (("suggest", "llm"), {"url": "http://localhost:11434/v1"}, False),
    (("suggest", "llm"), {"url": "localhost:11434/v1", "model": "qwen3"}, False),
    (("suggest", "llm"), {"url": "http://me:secret@localhost/v1", "model": "qwen3"}, False),
    (("suggest", "llm", "key"), "POSTIL_LLM_KEY", True),
    (("suggest", "llm", "key"), "sk-123", False),
    (("suggest", "llm", "layers"), ["entity", "stance"], True),
    (("suggest", "llm", "layers"), "entity", False),
    (("suggest", "llm", "per_minute"), 30, True),
    (("suggest", "llm", "per_minute"), 0, False),
    (("suggest", "llm", "per_minute"), 0.5, False),
    (("suggest", "llm", "price"), {"in": 0.5, "out": 2}, True),
    (("suggest", "llm", "price"), {"in": -0.5}, False),
    (("suggest", "llm", "price"), {"cached": 1}, False),
    (("learn",), None, True),
    (("learn",), {"every": 25, "hold_back": 0.2}, True),
    (("learn",), {"every": 0, "hold_back": 0.05}, True),
    (("learn",), {"every": "often"}, False),
    (("learn",), {"every": -1}, False),
    (("learn",), {"hold_back": 0.04}, False),
    (("learn",), {"hold_back": 0.5}, True),
    (("learn",), {"hold_back": 1}, False),
    (("layers", "entity", "kind"), REMOVE, False),
    (("layers", "entity", "kind"), "span", False),
    (("layers", "entity", "overlap"), False, True),
    (("layers", "entity", "overlap"), "perhaps", False),
    (("layers", "entity", "choose"), "one", False),
    (("layers", "entity", "roles"), {}, False),
    (("layers", "entity", "labels", "PER"), None, True),
    (("layers", "entity", "labels", "PER"), "Person", True),
    (("layers", "entity", "labels", "État"), {"key": "e", "color": "#00ff00"}, True),
    (("layers", "entity", "labels", "PER"), {"key": 3}, True),
    (("layers", "entity", "labels", "PER"), {"key": "F1"}, False),
    (("layers", "entity", "labels", "PER"), {"color": "mauve"}, False),
    (("layers", "entity", "labels", "PER"), {"colour": "red"}, False),
    (("layers", "entity", "labels", "P ER"), None, False),
    (("layers", "entity", "labels", "_x"), None, False),
    (("layers", "the entity"), {"kind": "spans", "labels": ["A"]}, False),
    (("layers", "more"), {"kind": "spans", "labels": ["A", "B"]}, True),
    (("layers", "more"), {"kind": "spans", "labels": []}, False),
    (("layers", "more"), {"kind": "spans"}, False),
    (("layers", "more"), None, False),
    (("layers", "event", "roles", "actor"), {"of": "entity"}, True),
    (("layers", "event", "roles", "actor"), {"text": True}, True),
    (("layers", "event", "roles", "actor"), {"text": False}, False),
    (("layers", "event", "roles", "actor"), {"of": []}, False),
    (("layers", "event", "roles", "actor"), {}, False),
    (("layers", "event", "attributes", "modality"), ["a", "b"], True),
    (("layers", "event", "attributes", "modality"), {"values": []}, False),
    (("layers", "event", "attributes", "modality"), {"title": "x"}, False),
    (("layers", "article_event", "labels"), ["A"], False),
    (("layers", "article_event", "choose"), "several", False),
    (("layers", "article_stance", "choose"), "many", False),
    (("layers", "article_stance", "choose"), "one", True),
]


@pytest.mark.parametrize(("path", "value", "good"), CHANGES)
def test_editors_and_the_loader_agree(base: Object, path: tuple[str, ...], value: object, good: bool) -> None:
    changed = copy.deepcopy(base)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    if value is REMOVE:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    assert VALIDATOR.is_valid(changed) is good
    assert loads(changed) is good


def test_the_names_of_the_readers_are_not_needed(tmp_path: Path) -> None:
    """What refers to something else is the loader's business: the JSON Schema takes any name."""
    value = yaml.safe_load(builtin("diplomacy"))
    value["layers"]["article_event"]["labels_of"] = "nothing"
    assert VALIDATOR.is_valid(value)
    assert not loads(value)
