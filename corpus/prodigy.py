"""Prodigy JSONL: answers to questions about texts, one a line; lines about one text that follow each other are one article."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import BinaryIO

from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec
from postil.corpus.in_text import hidden_in, require_there
from postil.corpus.json_objects import Item, objects
from postil.corpus.prodigy_marks import ACCEPT, IGNORE, REJECT, Answer, marks_of
from postil.corpus.reading import NOBODY, Reading
from postil.corpus.sources import Source
from postil.schema.annotation import Annotation, Suggestion
from postil.schema.article import Article, Region
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.loss import Effect, Limit, Losses, Part
from postil.schema.postil_json import suggestion_from_json, work_from_json
from postil.schema.record import Record, Status, Work

DIFFERS = Limit("metadata that differs between lines about one text: the first line's holds", Effect.ASIDE, Part.META)
_OF_TASK = frozenset(
    (
        *("id", "text", "meta", "tokens", "spans", "relations", "options", "accept", "label", "config", "answer", "score"),
        *("_view_id", "_session_id", "_annotator_id", "_timestamp", "_is_binary", "_postil"),
    )
)
_OF_QUESTION = ("score", "pattern")
_CLOCK = re.compile(r"(?:.*-)?\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d")  # what Prodigy calls the sessions of people without a name
_ORDER = (Status.DONE, Status.STARTED, Status.SKIPPED, Status.TODO)


def read_prodigy(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """The articles of a file, in constant memory. Lines that follow each other with the same text (and id) are one.

    The id is the line's, else the file's name and a digest of the text, so that lines about a text are of one article
    wherever they stand. Annotators are called after `_annotator_id`, else `_session_id`. "accept" says what is there, "reject"
    what is not; who ignored a text has skipped it. Lines without an answer are questions: what they hold are suggestions.
    """
    held: _Lines | None = None
    for item in objects(stream, source, codec):
        if isinstance(item, BadLine):
            yield item
            continue
        try:
            article = _article(item)
            lines = held if held and held.about(article) else _Lines(article, item.where)
            lines.add(item.value, article, reading.losses)
        except PostilError as error:
            yield item.bad(error.message, error.hint)
            continue
        if held and held is not lines:
            yield held.record()
        held = lines
    if held:
        yield held.record()


@dataclass(slots=True)
class _Lines:
    """Lines about one text, and what they have said of it so far."""

    article: Article
    where: str
    annotations: list[Annotation] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    work: dict[str, Work] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    hidden: tuple[Region, ...] = ()

    def about(self, article: Article) -> bool:
        """Whether a line is about this text."""
        return (self.article.id, self.article.text) == (article.id, article.text)

    def add(self, value: Mapping[str, Json], article: Article, losses: Losses) -> None:
        """One more line. Raises PostilError, and then nothing of the line is taken."""
        kept = value.get("_postil")
        kept = kept if isinstance(kept, Mapping) else {}
        hidden = hidden_in(kept["hidden"], article.text) if "hidden" in kept else ()
        answer = Answer(_answer(value), _annotator(value), _time(value.get("_timestamp")))
        annotations, suggestions = marks_of(value, kept, answer, article, self.taken, losses)
        suggestions += [
            suggestion_from_json(_object(s, "suggestions")) for s in _list(kept.get("suggestions", []), "suggestions")
        ]
        for mark in (*annotations, *suggestions, *(a.origin for a in annotations if a.origin)):
            require_there(mark, article.text)
        if kept:
            work = {who: work_from_json(_object(w, "work")) for who, w in _object(kept.get("work", {}), "work").items()}
        else:
            work = self._work(value, answer)
        self._meta(article, losses)
        self.annotations += annotations
        self.suggestions += suggestions
        self.work |= work
        self.hidden = self.hidden or hidden
        self.taken |= {mark.id for mark in suggestions}

    def record(self) -> Record:
        """What the lines say together."""
        article = replace(self.article, hidden=self.hidden)
        return Record(article, tuple(self.annotations), tuple(self.suggestions), self.work, self.where)

    def _work(self, value: Mapping[str, Json], answer: Answer) -> dict[str, Work]:
        """How far the annotator is: a question about one span leaves the rest of the text open."""
        if not answer.given:
            return {}
        single = value.get("_is_binary") is True or value.get("_view_id") in ("ner", "spans")
        if answer.given == IGNORE:
            status = Status.SKIPPED
        elif answer.given == REJECT and not single and "label" not in value:
            spans = value.get("spans")
            status = Status.STARTED if isinstance(spans, list) and len(spans) == 1 else Status.SKIPPED
        else:
            status = Status.STARTED if single else Status.DONE
        before = self.work.get(answer.by, Work()).status
        return {answer.by: Work(min(status, before, key=_ORDER.index))}

    def _meta(self, article: Article, losses: Losses) -> None:
        """Takes what further lines know of the article; a hash that is not of all of them is of none."""
        if article is self.article:
            return
        meta = {**article.meta, **self.article.meta}
        if article.meta.get("_task_hash") != self.article.meta.get("_task_hash"):
            meta.pop("_task_hash", None)
        if any(meta[key] != value for key, value in article.meta.items() if key in meta):
            losses.article(DIFFERS, article)
        self.article = replace(self.article, meta=meta)


def _article(item: Item) -> Article:
    value = item.value
    text = value.get("text")
    if not isinstance(text, str) or not text.strip():
        raise PostilError('"text" is missing or empty', hint=f"It has: {', '.join(sorted(value)[:8]) or 'no keys'}.")
    given = value.get("meta")
    meta = dict(_object(given, "meta")) if given is not None else {}
    if "_postil" not in value:
        meta = {key: fact for key, fact in meta.items() if key not in _OF_QUESTION}
    for key, fact in value.items():
        if key not in _OF_TASK:
            meta[key if key not in meta else f"task.{key}"] = fact
    name = value.get("id")
    if isinstance(name, (str, int)) and not isinstance(name, bool) and name != "":
        return Article(str(name), text, meta)
    return Article(f"{item.source.id}-{blake2b(text.encode(), digest_size=6).hexdigest()}", text, meta)


def _answer(value: Mapping[str, Json]) -> str:
    answer = value.get("answer")
    if answer is None:
        return ""
    if answer not in (ACCEPT, REJECT, IGNORE):
        raise PostilError(f'"answer" is {ascii(answer)[:40]}', hint="It is accept, reject or ignore.")
    return str(answer)


def _annotator(value: Mapping[str, Json]) -> str:
    for key in ("_annotator_id", "_session_id"):
        who = value.get(key)
        if isinstance(who, (str, int)) and not isinstance(who, bool) and who != "":
            return NOBODY if _CLOCK.fullmatch(str(who)) else str(who)
    return NOBODY


def _time(seconds: Json) -> str:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        return ""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return ""


def _object(value: Json, what: str) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise PostilError(f'"{what}" must be an object')
    return value


def _list(value: Json, what: str) -> list[Json]:
    if not isinstance(value, list):
        raise PostilError(f'"{what}" must be a list')
    return value
