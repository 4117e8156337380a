"""JSON as spaCy 2 trained on it: documents with paragraphs, sentences, and tokens that carry their tags; or of Doc.to_json."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec
from postil.corpus.json_objects import Item, objects
from postil.corpus.reading import Reading
from postil.corpus.sources import Source
from postil.corpus.spacy_doc_json import document_of, is_doc
from postil.corpus.spacy_document import Document, Marked, record_in
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.loss import Losses
from postil.schema.record import Record

_MISSING = ("", "-", None)
_TAGS = ("tag", "pos", "lemma", "dep")


def read_spacy_json(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """Every paragraph as an article. Its text is `raw`; where there is none, the tokens with a space after each that does
    not say otherwise. Entities are the tokens' `ner` tags (BILUO, or IOB), else the paragraph's `entities`. What Doc.to_json
    writes is one article.
    """
    number = 0
    for item in objects(stream, source, codec):
        if isinstance(item, BadLine):
            yield item
            continue
        if is_doc(item.value):
            number += 1
            try:
                yield record_in(document_of(item.value), f"{source.id}-{number}", item.where, reading.losses)
            except PostilError as error:
                yield item.bad(str(error), error.hint)
            continue
        paragraphs = item.value.get("paragraphs")
        if not isinstance(paragraphs, list):
            yield item.bad('"paragraphs" must be a list', 'A document looks so: {"id": 0, "paragraphs": [{"sentences": […]}]}.')
            continue
        for at, paragraph in enumerate(paragraphs):
            number += 1
            try:
                yield _record(item, paragraph, at, len(paragraphs), number, reading.losses)
            except PostilError as error:
                yield item.bad(f"paragraphs[{at}]: {error}", error.hint)


def _record(item: Item, paragraph: Json, at: int, count: int, number: int, losses: Losses) -> Record:
    if not isinstance(paragraph, Mapping):
        raise PostilError("a paragraph must be an object")
    tokens = _tokens(paragraph)
    text, places = _text(paragraph, tokens)
    entities, known, unknown = _entities(paragraph, tokens, places)
    name = item.value.get("id")
    # Numbers count the documents of one file, so that they name none among several files.
    known_name = name if isinstance(name, str) and name else ""
    fallback = f"{item.source.id}-{number}" if not known_name else f"{known_name}-{at + 1}" if count > 1 else known_name
    document = Document(
        text,
        places,
        entities,
        cats=_cats(paragraph),
        known=known,
        unknown=unknown,
        tagged=any(token.tagged for token in tokens),
    )
    return record_in(document, fallback, item.where, losses)


@dataclass(frozen=True, slots=True)
class _Token:
    """A token: its letters, whether a space comes behind (None: not said), and its tag (None: not said)."""

    orth: str
    space: bool | None
    ner: str | None
    tagged: bool


def _tokens(paragraph: Mapping[str, Json]) -> list[_Token]:
    found: list[_Token] = []
    for sentence in _list(paragraph, "sentences"):
        if not isinstance(sentence, Mapping):
            raise PostilError("a sentence must be an object")
        for token in _list(sentence, "tokens"):
            if not isinstance(token, Mapping) or not isinstance(orth := token.get("orth"), str) or not orth:
                raise PostilError('a token must have its letters under "orth"')
            ner, space = token.get("ner"), token.get("space")
            if not isinstance(ner, (str, type(None))):
                raise PostilError('"ner" must be a tag such as "B-PERSON"')
            tagged = any(token.get(key) not in _MISSING for key in _TAGS)
            found.append(_Token(orth, None if space is None else bool(space), None if ner in _MISSING else ner, tagged))
    return found


def _text(paragraph: Mapping[str, Json], tokens: Sequence[_Token]) -> tuple[str, list[tuple[int, int]]]:
    """The text, and where each token stands in it."""
    raw = paragraph.get("raw")
    if not isinstance(raw, (str, type(None))):
        raise PostilError('"raw" must be text')
    places: list[tuple[int, int]] = []
    at = 0
    if raw is None:
        words = [token.orth + ("" if token.space is False else " ") for token in tokens]
        for token, word in zip(tokens, words, strict=True):
            places.append((at, at + len(token.orth)))
            at += len(word)
        return "".join(words).rstrip(" "), places
    for token in tokens:
        start = raw.find(token.orth, at)
        if start < 0 or raw[at:start].strip():
            raise PostilError(f'the token {ascii(token.orth)[:60]} does not come next in "raw", behind {at} code points')
        at = start + len(token.orth)
        places.append((start, at))
    return raw, places


def _entities(
    paragraph: Mapping[str, Json], tokens: Sequence[_Token], places: Sequence[tuple[int, int]]
) -> tuple[list[Marked], bool, bool]:
    """The entities; whether any token says what it is, and whether any does not."""
    known = any(token.ner is not None for token in tokens)
    if known or not paragraph.get("entities"):
        return list(_tagged(tokens)), known, any(t.ner is None and not t.orth.isspace() for t in tokens)
    starts = {start: number for number, (start, _) in enumerate(places)}
    ends = {end: number + 1 for number, (_, end) in enumerate(places)}
    found: list[Marked] = []
    for entity in _list(paragraph, "entities"):
        if not isinstance(entity, list) or len(entity) != 3 or not isinstance(entity[2], str):
            raise PostilError('"entities" must hold [start, end, label]')
        start, end, label = entity
        if start not in starts or end not in ends or starts[start] >= ends[end]:
            raise PostilError(f"the entity {label!r} at {start}–{end} does not begin and end with a token")
        found.append(Marked(starts[start], ends[end], label))
    return found, True, False


@dataclass(slots=True)
class _Open:
    label: str = ""
    start: int = -1
    found: list[Marked] = field(default_factory=list)

    def close(self, end: int) -> None:
        if self.label:
            self.found.append(Marked(self.start, end, self.label))
        self.label = ""


def _tagged(tokens: Sequence[_Token]) -> list[Marked]:
    """What the tags say: BILUO, IOB2 and IOB1 alike."""
    now = _Open()
    for number, token in enumerate(tokens):
        prefix, _, label = (token.ner or "O").partition("-")
        if prefix not in ("I", "L", "E") or label != now.label:
            now.close(number)
        if not label or prefix not in ("B", "I", "L", "E", "U", "S"):
            if prefix != "O" or label:
                raise PostilError(f'{token.ner!r} is no tag: it would be "O", "-", or such as "B-PERSON"')
            continue
        if not now.label:
            now.label, now.start = label, number
        if prefix in ("L", "E", "U", "S"):
            now.close(number + 1)
    now.close(len(tokens))
    return now.found


def _cats(paragraph: Mapping[str, Json]) -> dict[str, float]:
    given = paragraph.get("cats")
    pairs: list[tuple[Json, Json]] = []
    if isinstance(given, Mapping):
        pairs = list(given.items())
    elif isinstance(given, list):
        pairs = [(cat.get("label"), cat.get("value")) if isinstance(cat, Mapping) else (None, None) for cat in given]
    elif given is not None:
        raise PostilError('"cats" must be a list')
    found: dict[str, float] = {}
    for label, value in pairs:
        if not isinstance(label, str) or not label or not isinstance(value, (bool, int, float)):
            raise PostilError('"cats" must hold {"label": "…", "value": 1.0}')
        found[label] = float(value)
    return found


def _list(value: Mapping[str, Json], key: str) -> Sequence[Json]:
    found = value.get(key)
    if found is None:
        return ()
    if not isinstance(found, list):
        raise PostilError(f'"{key}" must be a list')
    return found
