"""doccano's JSONL and JSON, in each of the shapes that it reads or writes; they are told apart by their keys, row by row."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO

from postil.corpus.annotated_jsonl import marks_of
from postil.corpus.article_json import article_of
from postil.corpus.bad_line import BadLine
from postil.corpus.doccano_own import OWN, own_of
from postil.corpus.doccano_users import user_of
from postil.corpus.encoding import Codec
from postil.corpus.json_objects import Item, objects
from postil.corpus.reading import NOBODY, Reading
from postil.corpus.sources import Source
from postil.schema.annotation import Annotation, Filler
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.record import Record, Status, Work

_KEYS = ("entities", "label", "labels", "cats")
_OLD = "annotations"
_COMMENTS = "Comments"


def read_doccano(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """The articles of a file of doccano's, one in memory at a time.

    The text stands under `text` or `data`. Under `entities`, `label`, `labels` and `cats` stand ranges or labels of the
    article, and the key is their layer; `annotations` has them in old exports, by number of the label and of the user. A
    relation is a role of the entity that it comes from. `Comments` are the note of the article; other keys are metadata.
    Where each user has a file, the annotations are theirs.
    """
    user = user_of(source)
    for item in objects(stream, source, codec):
        if isinstance(item, BadLine):
            yield item
            continue
        try:
            yield _of_user(_record(item), user) if user else _record(item)
        except PostilError as error:
            yield item.bad(error.message, error.hint)


def _record(item: Item) -> Record:
    value = item.value
    own = own_of(value)
    old = _old(value.get(_OLD))
    given = {key: value[key] for key in _KEYS if value.get(key) is not None}
    article = _article(value, item.fallback, {*given, *_KEYS, "relations", _COMMENTS, OWN, *([_OLD] if old else [])})
    if own:
        article = own.article(article)
    comments = list(_comments(value.get(_COMMENTS)))
    marks: list[Annotation] = []
    by_number: dict[int, int] = {}
    for key, items in given.items():
        found = list(marks_of(key, items, article.text))
        if key == "entities" and isinstance(items, list):
            for at, entity in enumerate(items):
                number = _number(entity)
                if number is not None:
                    if number in by_number:
                        raise PostilError(f'two of "entities" have the id {number}')
                    by_number[number] = len(marks) + at
                    found[at] = replace(found[at], id=str(number))
        marks += found
    made = marks_of(_OLD, [one for _, one in old], article.text)
    marks += [replace(mark, by=user) for (user, _), mark in zip(old, made, strict=True)]
    # A project without relations gives its entities back without numbers; relations are then what they were.
    stale = own is not None and not by_number
    links = (
        [] if stale else [(by_number[a], by_number[b], role) for a, b, role in _relations(value.get("relations"), by_number)]
    )
    if own:
        return own.record(article, marks, None if stale else links, comments, item.where)
    status = Status.DONE if given else Status.TODO
    work = {mark.by: Work(Status.DONE) for mark in marks}
    if given or comments:
        work[NOBODY] = Work(status, note="; ".join(comments))
    return Record(article, _linked(marks, links), work=work, where=item.where)


def _of_user(record: Record, user: str) -> Record:
    """The record in the file of one user. Their file has every article; what they neither labelled nor noted they may not
    have looked at.
    """
    marks = tuple(replace(mark, by=mark.by or user) for mark in record.annotations)
    work = {who or user: work for who, work in record.work.items() if who or marks or work.note}
    return replace(record, annotations=marks, work=work)


def _linked(marks: list[Annotation], links: list[tuple[int, int, str]]) -> tuple[Annotation, ...]:
    """The annotations with their relations as roles."""
    roles: dict[int, dict[str, list[Filler]]] = {}
    for one, other, role in links:
        roles.setdefault(one, {}).setdefault(role, []).append(Filler(annotation=marks[other].id))
    for at, found in roles.items():
        marks[at] = replace(marks[at], roles={role: tuple(dict.fromkeys(fillers)) for role, fillers in found.items()})
    return tuple(marks)


def _article(value: Mapping[str, Json], fallback: str, taken: set[str]) -> Article:
    rest = {key: item for key, item in value.items() if key not in taken}
    if "text" not in rest and isinstance(rest.get("data"), str):
        rest["text"] = rest.pop("data")
    return article_of(rest, fallback)


def _number(entity: Json) -> int | None:
    number = entity.get("id") if isinstance(entity, Mapping) else None
    if isinstance(number, bool) or not isinstance(number, int | None):
        raise PostilError('the "id" of one of "entities" must be a whole number')
    return number


def _relations(value: Json, known: Mapping[int, int]) -> Iterator[tuple[int, int, str]]:
    """From where to where each relation goes, by the ids of entities, and its type."""
    if not isinstance(value, list | None):
        raise PostilError('"relations" must be a list')
    for at, one in enumerate(value or ()):
        ends = [one.get(key) for key in ("from_id", "to_id")] if isinstance(one, Mapping) else []
        role = one.get("type") if isinstance(one, Mapping) else None
        if not isinstance(role, str) or not role.strip():
            raise PostilError(f'"relations[{at}].type" must be a label')
        for end in ends:
            if isinstance(end, bool) or not isinstance(end, int) or end not in known:
                raise PostilError(f'"relations[{at}]" names the entity {ascii(end)[:40]}, which is not there')
        yield (*(end for end in ends if isinstance(end, int)), role)  # type: ignore[misc]  # two of them, checked above


def _comments(value: Json) -> Iterator[str]:
    if not isinstance(value, list | None):
        raise PostilError(f'"{_COMMENTS}" must be a list')
    for one in value or ():
        text = one.get("text") if isinstance(one, Mapping) else one
        if not isinstance(text, str):
            raise PostilError(f'"{_COMMENTS}" must hold texts')
        if text:
            yield text


def _old(value: Json) -> list[tuple[str, Json]]:
    """What stood under `annotations` in exports of the first versions: who made each, and the label or range."""
    found: list[tuple[str, Json]] = []
    for one in value if isinstance(value, list) else ():
        if not isinstance(one, Mapping) or "label" not in one:
            return []
        label, user = one["label"], one.get("user")
        shown = str(label) if isinstance(label, int) else label
        ranged = {key: one[key] for key in ("start_offset", "end_offset") if key in one}
        found.append((NOBODY if user is None else f"user-{user}", {**ranged, "label": shown} if ranged else shown))
    return found
