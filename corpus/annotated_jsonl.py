"""Annotations in plain JSON Lines, as many tools and data sets write them: spans and labels beside the text.

Labels stay as they are written. The layer of an annotation is the key under which it stands.
"""

from collections.abc import Iterator, Mapping, Sequence

from postil.corpus.article_json import article_of
from postil.corpus.reading import NOBODY
from postil.schema.annotation import Annotation, Verdict
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.record import Record, Status, Work

SPANS = ("entities", "spans", "labels", "label")
CHOICES = ("cats", "choices")
_STARTS, _ENDS = ("start", "start_offset"), ("end", "end_offset")
_HALF = 0.5
LABELS = ("label", "type", "entity", "entity_group", "tag")
"""Under which keys the label of a range stands: the first of these that is there."""


def annotated_of(value: Mapping[str, Json], fallback: str, where: str) -> Record:
    """The article and its annotations in one object. Raises PostilError.

    Under `entities`, `spans`, `labels` or `label` stand ranges, [start, end, label] or {"start", "end", "label"} (or
    "start_offset", "end_offset"; the label also under "type", "entity", "entity_group" or "tag"), in code points, end
    exclusive; a range that says its "text" must be right. Under these, and under `cats` and `choices`, labels of the article
    can stand: one, or a list in the order of their ranks, or {label: score}, of which those of 0.5 and more hold, or
    {target: label}. The same annotation twice is one.

    A record without any of these keys has no annotation and no work; with one, however empty, it was done, by NOBODY.
    """
    given = {key: value[key] for key in (*SPANS, *CHOICES) if value.get(key) is not None}
    article = article_of({key: item for key, item in value.items() if key not in given}, fallback)
    made: dict[tuple[str, str, int | None, int | None, str], Annotation] = {}
    for key, item in given.items():
        for mark in marks_of(key, item, article.text):
            made.setdefault(mark.identity, mark)
    return Record(article, tuple(made.values()), work={NOBODY: Work(Status.DONE)} if given else {}, where=where)


def annotated(meta: Mapping[str, Json]) -> bool:
    """Whether metadata holds what would have been read as ranges, had annotations been asked for."""
    return any(isinstance(items := meta.get(key), list) and any(_is_range(item) for item in items) for key in SPANS)


def marks_of(key: str, value: Json, text: str) -> Iterator[Annotation]:
    """The annotations under one key: of a list one for each item, in order. Ids are their places. Raises PostilError."""
    if isinstance(value, str):
        yield _choice(key, value, key)
    elif isinstance(value, Mapping):
        yield from _mapped(key, value)
    elif isinstance(value, Sequence):
        several = len(value) > 1
        for number, item in enumerate(value):
            here = f"{key}[{number}]"
            if isinstance(item, str):
                yield _choice(key, item, here, rank=number + 1 if several else None)
            elif key not in CHOICES:
                yield _range(key, item, here, text)
            else:
                raise PostilError(f'"{here}" must be a label')
    else:
        raise PostilError(f'"{key}" must be a list')


def _mapped(key: str, value: Mapping[str, Json]) -> Iterator[Annotation]:
    for name, item in value.items():
        here = f"{key}.{name}"
        if isinstance(item, str):
            yield _choice(key, item, here, target=name)
        elif isinstance(item, (bool, int, float)):
            if item >= _HALF:
                yield _choice(key, name, here)
        else:
            raise PostilError(f'"{here}" must be a label or a number')


def _choice(key: str, label: str, here: str, *, rank: int | None = None, target: str = "") -> Annotation:
    _require_label(label, here)
    return Annotation(id=here, layer=key, label=label, rank=rank, target=target, verdict=Verdict.ADDED, by=NOBODY)


def _range(key: str, item: Json, here: str, text: str) -> Annotation:
    if isinstance(item, Mapping):
        start, end = _offset(item, _STARTS, here), _offset(item, _ENDS, here)
        label, said = next((item[name] for name in LABELS if name in item), None), item.get("text")
    elif isinstance(item, Sequence) and len(item) == 3:
        start, end = (_whole(item[at], f"{here}[{at}]") for at in (0, 1))
        label, said = item[2], None
    else:
        raise PostilError(f'"{here}" must be a label, [start, end, label] or {{"start", "end", "label"}}')
    _require_label(label, f"{here}.label")
    if not 0 <= start < end <= len(text):
        how = "is empty" if start == end else "ends before it begins" if start > end else "is outside the text"
        raise PostilError(f'"{here}" at {start}–{end} {how} ({len(text)} code points)')
    found = text[start:end]
    if said is not None and said != found:
        raise PostilError(
            f'"{here}" says {ascii(said)[:60]} at {start}–{end}, but the text there is {ascii(found)[:60]}',
            hint="Offsets count Unicode code points from 0, the end exclusive.",
        )
    return Annotation(
        id=here,
        layer=key,
        label=str(label),
        start=start,
        end=end,
        text=found,
        verdict=Verdict.ADDED,
        by=NOBODY,
    )


def _offset(item: Mapping[str, Json], names: tuple[str, ...], here: str) -> int:
    given = [name for name in names if name in item]
    if len(given) != 1:
        raise PostilError(f'"{here}" must have one of {" and ".join(names)}')
    return _whole(item[given[0]], f"{here}.{given[0]}")


def _whole(value: Json, here: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise PostilError(f'"{here}" must be a whole number')
    return value


def _require_label(label: Json, here: str) -> None:
    if not isinstance(label, str) or not label.strip():
        raise PostilError(f'"{here}" must be a label')


def _is_range(item: Json) -> bool:
    if isinstance(item, Mapping):
        return any(name in item for name in _STARTS) and any(name in item for name in LABELS)
    return isinstance(item, list) and len(item) == 3 and isinstance(item[0], int) and isinstance(item[2], str)
