"""The article in a JSON object: `text`, and if it likes `id` and `meta`; every other key is metadata."""

from collections.abc import Mapping

from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.json_types import Json


def article_of(value: Mapping[str, Json], fallback: str) -> Article:
    """The article in an object with `text`; `fallback` is its id where it has none. Raises PostilError."""
    text = value.get("text")
    if "text" not in value:
        raise PostilError('the key "text" is missing', hint=f"It has: {', '.join(sorted(value)[:8]) or 'no keys'}.")
    if not isinstance(text, str):
        raise PostilError('"text" must be text')
    if not text.strip():
        raise PostilError("the text is empty")
    name = value.get("id")
    if isinstance(name, bool) or not isinstance(name, (str, int, type(None))):
        raise PostilError('"id" must be text or a whole number')
    given = value.get("meta")
    if not isinstance(given, Mapping) and given is not None:
        raise PostilError('"meta" must be an object')
    meta = dict(given or {})
    for key, item in value.items():
        if key in ("text", "id", "meta"):
            continue
        if key in meta and meta[key] != item:
            raise PostilError(f'"{key}" stands in "meta" and beside it, with different values')
        meta[key] = item
    return Article(str(name) if name not in (None, "") else fallback, text, meta)
