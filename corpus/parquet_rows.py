"""Rows of other people's Parquet files to records: texts with ranges, tokens with tags, labels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any

from postil.corpus.annotated_jsonl import CHOICES, SPANS, annotated_of
from postil.corpus.reading import NOBODY
from postil.corpus.strict_json import BadJson, parse
from postil.corpus.tags import is_tag, spans
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.record import Record, Status, Work

Names = Mapping[str, Any]
"""The features of a data set, as Hugging Face describes them: where integers stand for labels, they are named there."""

_TEXTS = ("text", "content", "article", "sentence", "body")
_TOKENS = ("tokens", "words")
_TAGS = ("ner_tags", "tags", "ner", "labels")
_INDEX = "__index_level_0__"


def names_of(metadata: Mapping[bytes, bytes]) -> Names:
    """The features, from a schema's metadata; none where it has none that can be read."""
    try:
        found = parse(metadata.get(b"huggingface", b"{}").decode("utf-8", "replace"))
    except BadJson:
        return {}
    for key in ("info", "features"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def record_of_row(row: Mapping[str, Any], names: Names, fallback: str, where: str, *, choices: bool) -> Record:
    """The article of a row and its annotations. Raises PostilError.

    `choices`: whether labels of the article are annotations and not metadata. Tokens with tags count where no column has
    ranges; without a text, the text is made of the tokens with a blank between two.
    """
    value = {key: _json(item, names.get(key)) for key, item in row.items() if item is not None and key != _INDEX}
    given = {key: found for key, item in value.items() if (found := _ranges(item, key)) is not None}
    tokens = next((key for key in _TOKENS if _strings(value.get(key))), "")
    tags = next((key for key in _TAGS if tokens and _fits(value.get(key), value[tokens])), "")
    whole = set(value)
    named = [key for key in row if key.casefold() in (*_TEXTS, *_TOKENS)]
    if named and not any(value.get(key) for key in named):
        raise PostilError("the text is empty")
    text = _text(value, tokens)
    made = tokens if whole == set(value) else ""
    if tags and not given:
        text, given = _tagged(text, value[tokens], value[tags], tags)
    meta = dict(_meta(value))
    for key, item in value.items():
        if key in ("id", "meta", tags, made) or key in given or (key == tokens and tags):
            continue
        if not (choices and key in (*SPANS, *CHOICES) and not isinstance(item, (bool, int, float))):
            meta.setdefault(key, item)
    asked = {key: value[key] for key in (*SPANS, *CHOICES) if key in value and key not in (*given, *meta, tags)}
    record = annotated_of({"id": value.get("id"), "text": text, "meta": meta, **asked}, fallback, where)
    marks = list(record.annotations)
    for key, items in given.items():
        other = annotated_of({"text": record.article.text, "spans": items}, fallback, where)
        marks += [replace(a, layer=key, id=key + a.id.removeprefix("spans")) for a in other.annotations]
    work = {NOBODY: Work(Status.DONE)} if given or record.work else {}
    return replace(record, annotations=tuple(replace(a, by=NOBODY) for a in marks), work=work)


def _text(value: dict[str, Json], tokens: str) -> Json:
    """The text, taken out of the row; of tokens where there is none."""
    for name in _TEXTS:
        for key in value:
            if key.casefold() == name and (isinstance(value[key], str) or name == "text"):
                return value.pop(key)
    if tokens:
        words = value[tokens]
        assert isinstance(words, list)
        return " ".join(str(word) for word in words)
    hint = f"It has: {', '.join(sorted(value)[:8]) or 'none'}."
    raise PostilError('there is no column "text", and none of tokens', hint=hint)


def _tagged(text: Json, words: Json, tags: Json, key: str) -> tuple[Json, dict[str, list[Json]]]:
    """The text in which the tokens stand one after another, and what their tags mark in it."""
    assert isinstance(words, list)
    assert isinstance(tags, list)
    places = _places(text, words) if isinstance(text, str) else None
    if places is None:
        text = " ".join(words)
        places = _places(text, words)
        assert places is not None
    found = spans([_tag(tag) for tag in tags])
    return text, {key: [{"start": places[a][0], "end": places[b - 1][1], "label": label} for a, b, label in found]}


def _tag(tag: Json) -> str:
    """The tag; of a label that stands alone, the one of a token in a span of this label."""
    if not isinstance(tag, str) or tag in ("", "_"):
        return "O"
    return tag if is_tag(tag) else f"I-{tag}"


def _places(text: str, words: Sequence[str]) -> list[tuple[int, int]] | None:
    found: list[tuple[int, int]] = []
    at = 0
    for word in words:
        start = text.find(word, at)
        if start < 0:
            return None
        at = start + len(word)
        found.append((start, at))
    return found


def _meta(value: Mapping[str, Json]) -> Mapping[str, Json]:
    """The metadata in a column of that name: an object, or one as JSON; anything else stays under its name."""
    item = value.get("meta")
    if isinstance(item, str):
        try:
            item = parse(item)
        except BadJson:
            item = None
    if isinstance(item, Mapping):
        return {key: inner for key, inner in item.items() if inner is not None}
    return {} if value.get("meta") is None else {"meta": value["meta"]}


def _ranges(item: Json, key: str) -> list[Json] | None:
    """The ranges in a column: structs with start, end and label, one by one or field by field; or triples, under some names."""
    if isinstance(item, Mapping) and isinstance(item.get("label"), list) and _is_range(item):
        if not all(isinstance(part, list) for part in item.values()):
            return None
        lists = [part for part in item.values() if isinstance(part, list)]
        if len({len(part) for part in lists}) != 1:
            raise PostilError(f'the parts of "{key}" are not equally many')
        return [dict(zip(item, parts, strict=True)) for parts in zip(*lists, strict=True)]
    if isinstance(item, list) and item and all(isinstance(part, Mapping) and _is_range(part) for part in item):
        return item
    if isinstance(item, list) and not item and key in SPANS:
        return item
    if isinstance(item, list) and key in SPANS and all(isinstance(part, list) for part in item):
        return item
    return None


def _is_range(item: Mapping[str, Json]) -> bool:
    ends = ("start" in item and "end" in item) or ("start_offset" in item and "end_offset" in item)
    return ends and "label" in item


def _strings(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


def _fits(tags: Json, words: Json) -> bool:
    """Whether these are tags of the words: as many, and not just any labels."""
    if not isinstance(tags, list) or not isinstance(words, list) or len(tags) != len(words):
        return False
    if not all(item is None or isinstance(item, str) for item in tags):
        return False
    return "O" in tags or all(is_tag(str(item)) for item in tags)


def _json(item: Any, feature: Any) -> Json:
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
        return {str(key): _json(part, _of_list(inner, below.get(key))) for key, part in item.items()}
    if isinstance(item, (list, tuple)):
        return [_json(part, inner.get("feature")) for part in item]
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
