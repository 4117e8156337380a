"""Tokens and their tags in rows of other people's Parquet files."""

from collections.abc import Mapping, Sequence

from postil.corpus.tags import is_tag, spans
from postil.schema.errors import PostilError
from postil.schema.json_types import Json

TAGS = ("ner_tags", "tags", "ner", "labels")
_OTHER_TAGS = ("pos_tags", "chunk_tags", "upos_tags", "xpos_tags", "dep_tags")


def tags_of(value: Mapping[str, Json], tokens: str) -> str:
    """The column with the tags of the tokens, "" where there is none. Raises PostilError where they are not as many."""
    if not tokens:
        return ""
    words = value[tokens]
    assert isinstance(words, list)
    tags = value.get(TAGS[0])
    if isinstance(tags, list) and len(tags) != len(words):
        raise PostilError(f'"{tokens}" and "{TAGS[0]}" are not equally many ({len(words)} and {len(tags)})')
    further = (key for key in value if key.endswith(("_tags", "_ner")) and key not in _OTHER_TAGS)
    return next((key for key in (*TAGS, *further) if _fits(value.get(key), words)), "")


def _fits(tags: Json, words: Json) -> bool:
    """Whether these are tags of the words: as many, and not just any labels."""
    if not isinstance(tags, list) or not isinstance(words, list) or len(tags) != len(words):
        return False
    if not all(item is None or isinstance(item, str) for item in tags):
        return False
    return "O" in tags or all(is_tag(str(item)) for item in tags)


def are_words(value: Json) -> bool:
    """Whether it is a list of texts."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


def tagged(text: Json, words: Json, tags: Json, key: str) -> tuple[Json, dict[str, list[Json]]]:
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
