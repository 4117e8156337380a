"""JSON as spaCy's Doc.to_json writes it: a text, its tokens, and entities and groups of spans as ranges of characters."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from postil.corpus.spacy_document import Document, Marked
from postil.schema.errors import PostilError
from postil.schema.json_types import Json

_OWN = ("text", "tokens", "ents", "spans", "cats", "sents", "underscore_token", "underscore_span", "_")
_TAGS = ("tag", "pos", "lemma", "dep")


def is_doc(value: Mapping[str, Json]) -> bool:
    """Whether an object is one of these."""
    tokens = value.get("tokens")
    if not isinstance(value.get("text"), str) or not isinstance(tokens, list) or not {"ents", "spans", "cats"} & value.keys():
        return False
    return all(isinstance(token, Mapping) and {"id", "start", "end"} <= token.keys() for token in tokens[:3])


def document_of(value: Mapping[str, Json]) -> Document:
    """The document in an object that `is_doc`. Raises PostilError."""
    text, tokens = str(value["text"]), _maps(value, "tokens", "tokens")
    places = [_place(token, f"tokens[{n}]", len(text)) for n, token in enumerate(tokens)]
    if any(first[1] > second[0] for first, second in pairwise(places)):
        raise PostilError('"tokens" must stand in their order')
    entities = list(_marked(value, "ents", "ents", places, len(text)))
    groups, given = dict[str, Sequence[Marked]](), value.get("spans")
    if not isinstance(given, (Mapping, type(None))):
        raise PostilError('"spans" must be an object')
    for name in given or ():
        groups[name] = list(_marked(given or {}, name, f"spans.{name}", places, len(text)))
    return Document(
        text,
        places,
        entities,
        groups,
        dict(_scores(value.get("cats"))),
        {key: item for key, item in value.items() if key not in _OWN},
        known="ents" in value,
        tagged=any(token.get(key) for token in tokens for key in _TAGS),
    )


def _marked(value: Mapping[str, Json], key: str, here: str, places: Sequence[tuple[int, int]], size: int) -> Iterator[Marked]:
    starts = {start: n for n, (start, _) in enumerate(places)}
    ends = {end: n + 1 for n, (_, end) in enumerate(places)}
    for number, item in enumerate(_maps(value, key, here)):
        start, end = _place(item, f"{here}[{number}]", size)
        label, name, link = (item.get(part) or "" for part in ("label", "id", "kb_id"))
        if not isinstance(label, str) or not label:
            raise PostilError(f'"{here}[{number}].label" must be a label')
        if start not in starts or end not in ends:
            raise PostilError(f'"{here}[{number}]" at {start}–{end} does not begin and end with a token')
        yield Marked(starts[start], ends[end], label, str(name), str(link))


def _place(item: Mapping[str, Json], here: str, size: int) -> tuple[int, int]:
    start, end = item.get("start"), item.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= size:
        raise PostilError(f'"{here}" is no range of the text, which has {size} code points')
    return start, end


def _scores(value: Json) -> Iterator[tuple[str, float]]:
    if not isinstance(value, (Mapping, type(None))):
        raise PostilError('"cats" must be an object')
    for label, number in (value or {}).items():
        if not label or not isinstance(number, (bool, int, float)):
            raise PostilError('"cats" must hold a number for each label')
        yield label, float(number)


def _maps(value: Mapping[str, Json], key: str, here: str) -> Sequence[Mapping[str, Json]]:
    found = value.get(key)
    if found is None:
        return ()
    if not isinstance(found, list):
        raise PostilError(f'"{here}" must be a list')
    maps = [item for item in found if isinstance(item, Mapping)]
    if len(maps) < len(found):
        raise PostilError(f'"{here}" must hold objects')
    return maps
