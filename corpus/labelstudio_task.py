"""The article in a task of Label Studio's, and what postil keeps in the task's `meta`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from postil.corpus.in_text import hidden_in, require_there
from postil.schema.annotation import Annotation, Verdict
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.postil_json import annotation_from_json, work_from_json
from postil.schema.record import Work

_TEXT, _ID = "text", "id"
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]{1,15}://|/data/|data:)\S*", re.IGNORECASE)
"""Of a picture, a recording or a file; an article is no such thing, unless it stands under `text`."""


@dataclass(slots=True)
class Kept:
    """What postil wrote into a task beyond what Label Studio has a place for; nothing, for anybody else's tasks.

    `names`: annotators by the ids that their annotations had in the file, which Label Studio gives as `import_id`.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    work: Mapping[str, Work] = field(default_factory=dict)
    hidden: Json = ()
    meta: Mapping[str, Json] = field(default_factory=dict)
    rejected: Mapping[str, list[Annotation]] = field(default_factory=dict)

    @classmethod
    def of(cls, task: Mapping[str, Json]) -> "Kept":
        """What is kept in a task. Raises PostilError where that was damaged."""
        meta = task.get("meta")
        kept = meta.get("postil") if isinstance(meta, Mapping) else None
        if not isinstance(kept, Mapping):
            return cls()
        rejected = {who: _list(given, "rejected") for who, given in _object(kept, "rejected").items()}
        return cls(
            {key: str(name) for key, name in _object(kept, "annotators").items()},
            {who: work_from_json(_mapping(work, "work")) for who, work in _object(kept, "work").items()},
            _list(kept.get("hidden", []), "hidden"),
            _object(kept, "meta"),
            {who: [annotation_from_json(_mapping(a, "rejected")) for a in given] for who, given in rejected.items()},
        )

    def annotator(self, annotation: Mapping[str, Json]) -> str:
        """Whose annotation it is, "" where postil does not know."""
        return self.names.get(str(annotation.get("import_id") if "import_id" in annotation else annotation.get("id")), "")

    def gone(self, who: str, there: set[str]) -> bool:
        """Whether the annotator's annotation was taken away in Label Studio."""
        return who in self.names.values() and who not in there

    def rejections(self, article: Article, there: set[str]) -> list[Annotation]:
        """The rejected suggestions of everyone whose work is still there. Raises PostilError for spans not in the text."""
        found = [a for who, given in self.rejected.items() if not self.gone(who, there) for a in given]
        for annotation in found:
            if annotation.verdict is not Verdict.REJECTED:
                raise PostilError(f"among the rejected suggestions stands {annotation.id!r}, which is {annotation.verdict}")
            require_there(annotation, article.text)
            if annotation.origin:
                require_there(annotation.origin, article.text)
        return found


def article_of(task: Mapping[str, Json], kept: Kept, fallback: str) -> Article:
    """The article in a task's `data`. Raises PostilError where there is no text."""
    data = _object(task, "data")
    key = _text_key(data)
    text = data.get(key)
    if not isinstance(text, str) or not text.strip():
        raise PostilError('"data" holds no text', hint=f"It has: {', '.join(sorted(data)[:8]) or 'no keys'}.")
    name = data.get(_ID)
    named = isinstance(name, (str, int)) and not isinstance(name, bool) and name != ""
    meta = {other: value for other, value in data.items() if other != key and not (named and other == _ID)}
    hidden = hidden_in(kept.hidden, text) if kept.hidden else ()
    return Article(str(name) if named else fallback, text, {**meta, **kept.meta}, hidden)


def _text_key(data: Mapping[str, Json]) -> str:
    """Under which key the text stands: "text", else the longest text there is that is no address."""
    if isinstance(data.get(_TEXT), str):
        return _TEXT
    said = next((key for key, value in data.items() if _is_conversation(value)), None)
    if said is not None:
        raise PostilError(f'{ascii(said)[:40]} in "data" is a conversation, which is no text of an article')
    texts = {key: len(value) for key, value in data.items() if isinstance(value, str) and not _ADDRESS.fullmatch(value)}
    return max(texts, key=lambda key: texts[key]) if texts else ""


def _is_conversation(value: Json) -> bool:
    """Whether it is what Label Studio shows as paragraphs: a list of who said what."""
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) and _TEXT in v for v in value)


def _object(value: Mapping[str, Json], key: str) -> Mapping[str, Json]:
    return _mapping(value.get(key, {}), key)


def _mapping(value: Json, key: str) -> dict[str, Json]:
    if not isinstance(value, Mapping):
        raise PostilError(f'"{key}" must be an object')
    return dict(value)


def _list(value: Json, key: str) -> list[Json]:
    if not isinstance(value, list):
        raise PostilError(f'"{key}" must be a list')
    return list(value)
