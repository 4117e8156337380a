"""Rows of other people's Parquet files to records: texts with ranges, tokens with tags, labels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from postil.corpus.annotated_jsonl import CHOICES, LABELS, SPANS, annotated_of
from postil.corpus.parquet_tags import TAGS, are_words, tagged, tags_of
from postil.corpus.parquet_values import value_of
from postil.corpus.reading import NOBODY
from postil.corpus.strict_json import BadJson, parse
from postil.schema.annotation import Annotation, Suggestion
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.loss import Effect, Limit, Losses, Part
from postil.schema.record import Record, Status, Work

Names = Mapping[str, Any]
"""The features of a data set, as Hugging Face describes them: where integers stand for labels, they are named there."""

_TEXTS = ("text", "content", "article", "sentence", "body")
_TOKENS = ("tokens", "words")
_INDEX = "__index_level_0__"
UNNAMED = Limit("numbers that stand for labels which the file does not name: metadata")
RESPONSES = Limit("responses of several people in one column: metadata")
OTHER_TEXT = Limit("texts in which the tokens do not stand: made of the tokens", Effect.CHANGED, Part.TEXT)


def names_of(metadata: Mapping[bytes, bytes]) -> Names:
    """The features, from a schema's metadata; none where it has none that can be read."""
    try:
        found = parse(metadata.get(b"huggingface", b"{}").decode("utf-8", "replace"))
    except BadJson:
        return {}
    for key in ("info", "features"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def record_of_row(
    row: Mapping[str, Any], names: Names, fallback: str, where: str, *, choices: bool, losses: Losses | None = None
) -> Record:
    """The article of a row and its annotations. Raises PostilError.

    `choices`: whether labels of the article are annotations and not metadata. Tokens with tags count where no column has
    ranges; without a text, the text is made of the tokens with a blank between two. What a program predicted is suggestions.
    """
    losses = Losses() if losses is None else losses
    value = {key: value_of(item, names.get(key)) for key, item in row.items() if item is not None and key != _INDEX}
    for key in SPANS:
        value[key] = _parsed(value.get(key), key)
    value = {key: item for key, item in value.items() if item is not None or key not in SPANS}
    given = {key: found for key, item in value.items() if (found := _ranges(item, key)) is not None}
    tokens = next((key for key in _TOKENS if are_words(value.get(key))), "")
    tags = tags_of(value, tokens)
    whole = set(value)
    named = [key for key in row if key.casefold() in (*_TEXTS, *_TOKENS)]
    if named and not any(value.get(key) for key in named):
        raise PostilError("the text is empty")
    text = _text(value, tokens)
    made = tokens if whole == set(value) else ""
    before = text
    if tags and not given:
        text, given = tagged(text, value[tokens], value[tags], tags)
    meta = dict(_meta(value))
    unnamed = []
    for key, item in value.items():
        if key in ("id", "meta", tags, made) or key in given or (key == tokens and tags):
            continue
        if not (choices and key in (*SPANS, *CHOICES) and _says_labels(key, item, tags)):
            meta.setdefault(key, item)
            unnamed += [key] if choices and _is_unnamed(key, item, value.get(tokens)) and not (given and tokens) else []
    asked = {key: value[key] for key in (*SPANS, *CHOICES) if key in value and key not in (*given, *meta, tags)}
    record = annotated_of({"id": value.get("id"), "text": text, "meta": meta, **asked}, fallback, where)
    marks = list(record.annotations)
    suggestions: list[Suggestion] = []
    for key, items in given.items():
        other = annotated_of({"text": record.article.text, "spans": items}, fallback, where)
        here = [replace(a, layer=key, id=key + a.id.removeprefix("spans")) for a in other.annotations]
        if _is_predicted(key):
            suggestions += map(partial(_suggestion, _agent(value, key)), here, _scores(items, len(here)))
        else:
            marks += here
    for key in unnamed:
        losses.article(UNNAMED, record.article, key)
    for key, item in value.items():
        if choices and key.endswith(".responses") and item:
            losses.article(RESPONSES, record.article, key)
    if before != text:
        losses.article(OTHER_TEXT, record.article)
    work = {NOBODY: Work(Status.DONE)} if record.work or any(not _is_predicted(key) for key in given) else {}
    return replace(record, annotations=tuple(marks), suggestions=tuple(suggestions), work=work)


def _parsed(item: Json, key: str) -> Json:
    """Ranges or labels, also where they are JSON in a text. Raises PostilError."""
    if not isinstance(item, str) or not item.lstrip().startswith(("[[", "[{", '["', '{"')):
        return item
    try:
        return parse(item)
    except BadJson as error:
        raise PostilError(f'in "{key}" stands what is no label, and {error.reason}') from None


def _says_labels(key: str, item: Json, tags: str) -> bool:
    """Whether a column has labels of the article: numbers are none, nor are, beside tags, texts under a name of ranges."""
    if isinstance(item, list) and key in ("spans", "entities") and tags:
        return not all(isinstance(one, str) for one in item)
    return not isinstance(item, (bool, int, float)) and not _are_numbers(item)


def _is_unnamed(key: str, item: Json, words: Json) -> bool:
    """Whether numbers stand for labels, or for tags of the tokens, and nobody says for which."""
    if key in ("label", "labels"):
        return type(item) is int or _are_numbers(item)
    return key in TAGS and _are_numbers(item) and isinstance(words, list) and isinstance(item, list) and len(item) == len(words)


def _are_numbers(item: Json) -> bool:
    return isinstance(item, list) and bool(item) and all(type(one) is int for one in item)


def _is_predicted(key: str) -> bool:
    """Whether a column has what a program predicted, as Argilla calls it."""
    return key in ("prediction", "predictions") or key.endswith((".suggestion", "_suggestion"))


def _agent(value: Mapping[str, Json], key: str) -> str:
    """What predicted it."""
    found = next((value[name] for name in (f"{key}_agent", f"{key}.agent") if value.get(name)), key)
    return found if isinstance(found, str) else key


def _scores(items: Sequence[Json], number: int) -> list[float]:
    """How sure it was of each of as many; as sure as can be where it does not say."""
    told = [item.get("score") if isinstance(item, Mapping) else None for item in items]
    if len(told) != number:  # of the same range twice
        return [1.0] * number
    return [float(s) if isinstance(s, (int, float)) and not isinstance(s, bool) and 0 <= s <= 1 else 1.0 for s in told]


def _suggestion(source: str, mark: Annotation, score: float) -> Suggestion:
    return Suggestion(
        id=mark.id,
        layer=mark.layer,
        label=mark.label,
        start=mark.start,
        end=mark.end,
        text=mark.text,
        source=source,
        score=score,
    )


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
    if isinstance(item, Mapping) and _is_range(item) and any(isinstance(item.get(name), list) for name in LABELS):
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
    return ends and any(name in item for name in LABELS)
