"""Whose file it is of those that doccano exports where everybody annotates for themselves: one for each, called like them."""

import json
from collections.abc import Iterator
from pathlib import Path

from postil.corpus.encoding import choose
from postil.corpus.reading import NOBODY
from postil.corpus.sources import Source

_HEAD = 65536
_MOST = 50
_EVERYBODY = ("all", "unknown")


def user_of(source: Source) -> str:
    """The user's name, NOBODY where the file is everybody's: it is one user's if one beside it, that is read together with
    it, has an article of the same id and text.
    """
    if source.path.stem in _EVERYBODY or not 1 < len(source.beside) <= _MOST:
        return NOBODY
    own = set(_articles(source.path))
    others = (path for path in source.beside if path != source.path)
    return source.path.stem if any(not own.isdisjoint(_articles(path)) for path in others) else NOBODY


def _articles(path: Path) -> Iterator[tuple[str, str]]:
    """Ids and texts in the lines with which the file begins."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    codec = choose(head)
    lines = head[codec.mark :].decode(codec.name, "replace").split("\n")
    for line in lines if len(head) < _HEAD else lines[:-1]:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue
        text = value.get("text", value.get("data")) if isinstance(value, dict) else None
        if isinstance(text, str) and "id" in value and "_postil" not in value:
            yield str(value["id"]), text
