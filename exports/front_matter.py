"""The head of a dataset card: YAML in block style, with every text quoted that is more than a plain word.

A quoted text is JSON, which YAML reads the same; what YAML does not take as it is, is escaped.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from postil.schema.json_types import Json

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./<>-]*")
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"))
_UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def front_matter(value: Mapping[str, Json]) -> str:
    """The mapping between its two rules, as it stands at the top of a README.md."""
    return "\n".join(["---", *_block(value, ""), "---", ""])


def _block(value: Json, indent: str) -> Iterator[str]:
    """Lines of a mapping or a list that is not empty."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if _nested(item):
                yield f"{indent}{_scalar(key)}:"
                yield from _block(item, indent + ("  " if isinstance(item, Mapping) else ""))
            else:
                yield f"{indent}{_scalar(key)}: {_scalar(item)}"
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            if not _nested(item):
                yield f"{indent}- {_scalar(item)}"
                continue
            first, *rest = _block(item, indent + "  ")
            yield f"{indent}- {first.removeprefix(indent + '  ')}"
            yield from rest


def _nested(item: Json) -> bool:
    return isinstance(item, (Mapping, Sequence)) and not isinstance(item, str) and bool(item)


def _scalar(item: Json) -> str:
    if isinstance(item, str):
        plain = _PLAIN.fullmatch(item) and item.casefold() not in _WORDS
        return item if plain else _UNPRINTABLE.sub(_escaped, json.dumps(item, ensure_ascii=False))
    return json.dumps(item)


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
