"""Answers turned into suggestions: every quote located, everything outside the scheme left out and counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from postil.schema.annotation import Filler, Roles, Suggestion
from postil.schema.article import Article
from postil.schema.json_types import Json
from postil.schema.scheme import Kind, Layer, Role
from postil.suggest.layers import mark_id
from postil.suggest.llm.form import Lists
from postil.suggest.llm.locate import Found, View, same
from postil.suggest.llm.pieces import Piece

SCORE = 0.7  # what a model says of its own certainty is not a probability; calibration puts a measured one in its place
MOST = 2_000  # entries of one layer in one answer
LONGEST_ENTRY = 200  # characters of a new entry for a list

NOT_FOUND = "not in the text"
UNCLEAR = "at several places"
NO_LABEL = "label not in the scheme"
NO_VALUE = "attribute not in the scheme"
NOT_LISTED = "not on the list"
NO_FILLER = "role without a place"
TWICE = "said twice"
OVERLAP = "overlaps another"
MALFORMED = "not in the form asked for"


@dataclass(slots=True)
class Tally:
    """How many quotes were located, and what was left out for which reason."""

    located: int = 0
    dropped: Counter[str] = field(default_factory=Counter)


class Reading:
    """The answers about one article, read piece by piece: first the spans of all pieces, since frames' roles refer to them."""

    def __init__(self, article: Article, layers: Sequence[Layer], lists: Lists, source: str, tally: Tally) -> None:
        self._article = article
        self._layers = layers
        self._lists = lists
        self._source = source
        self._tally = tally
        self._made: dict[str, Suggestion] = {}
        self._spans: list[Suggestion] = []
        self._whole: View | None = None

    def read(self, answers: Sequence[tuple[Piece, Mapping[str, Json]]]) -> tuple[Suggestion, ...]:
        """The suggestions, by offset, choices last."""
        article = self._article
        views = [View(article.text, piece.start, piece.end, article.hidden) for piece, _ in answers]
        for kind in (Kind.SPANS, Kind.FRAMES, Kind.CHOICES):
            for layer in self._layers:
                if layer.kind is kind:
                    for view, (_, answer) in zip(views, answers, strict=True):
                        self._read_layer(layer, view, answer.get(layer.name))
            if kind is Kind.SPANS:
                self._spans = list(self._made.values())
        marks = [s for s in self._made.values() if s.start is not None]
        marks.sort(key=lambda s: (s.start or 0, -(s.end or 0), s.layer))
        return (*marks, *(s for s in self._made.values() if s.start is None))

    def _read_layer(self, layer: Layer, view: View, entries: Json) -> None:
        if entries is None:
            return
        listed = entries if isinstance(entries, list) else [entries]
        self._drop(MALFORMED, max(0, len(listed) - MOST))
        for entry in listed[:MOST]:
            if layer.kind is Kind.CHOICES:
                self._choose(layer, entry)
            else:
                self._mark(layer, view, entry)

    def _mark(self, layer: Layer, view: View, entry: Json) -> None:
        if not isinstance(entry, dict) or not (quote := _text(entry.get("quote"))):
            return self._drop(MALFORMED)
        label = _text(entry.get("label"))
        if not layer.label(label):
            return self._drop(NO_LABEL)
        taken = {(s.start or 0, s.end or 0) for s in self._made.values() if (s.layer, s.label) == (layer.name, label)}
        places = view.places(quote)
        place = view.choose(places, quote, _text(entry.get("before")), taken)
        if place is None:
            return self._drop(UNCLEAR if places else NOT_FOUND)
        if place in taken:
            return self._drop(TWICE)
        if not layer.overlap and any(
            s.layer == layer.name and (s.start or 0) < place[1] and place[0] < (s.end or 0) for s in self._made.values()
        ):
            return self._drop(OVERLAP)
        self._tally.located += 1
        return self._keep(
            layer, label, place, roles=self._roles(layer, place, entry.get("roles")),
            attributes=self._attributes(layer, entry.get("attributes")),
        )  # fmt: skip

    def _choose(self, layer: Layer, entry: Json) -> None:
        target = ""
        if layer.each:
            if not isinstance(entry, dict):
                return self._drop(MALFORMED)
            target = self._listed(layer.each, _text(entry.get("target")))
            if not target:
                return self._drop(NOT_LISTED)
        label = _text(entry.get("label") if isinstance(entry, dict) else entry)
        if not layer.label(label):
            return self._drop(NO_LABEL)
        said = [s for s in self._made.values() if s.layer == layer.name and s.target == target]
        if any(s.label == label for s in said) or (said and not layer.many):
            return self._drop(TWICE)
        return self._keep(layer, label, target=target, rank=len(said) + 1 if layer.many else None)

    def _roles(self, layer: Layer, place: Found, given: Json) -> Roles:
        roles: dict[str, tuple[Filler, ...]] = {}
        for name, texts in given.items() if isinstance(given, dict) else ():
            role = layer.role(name)
            if role is None:
                self._drop(NO_VALUE)
                continue
            listed = texts if isinstance(texts, list) else [texts]
            wanted = list(dict.fromkeys(words for text in listed[:MOST] if (words := _text(text))))
            fillers = [filler for words in wanted if (filler := self._filler(role, place, words))]
            self._drop(NO_FILLER, len(wanted) - len(fillers))
            if fillers:
                roles[name] = tuple(dict.fromkeys(fillers)) if role.many else (fillers[0],)
        return roles

    def _filler(self, role: Role, place: Found, words: str) -> Filler | None:
        """What the words mean: a span that was found, an entry of the role's list, or words of the article."""
        allowed = [s for s in self._spans if f"{s.layer}.{s.label}" in role.of]
        said = View(words)
        # "President Brell" means "Brell", where that is what was found.
        alike = [s for s in allowed if same(s.text, words)] or [s for s in allowed if said.places(s.text)]
        if alike:
            longest = max(len(s.text) for s in alike)
            near = min((s for s in alike if len(s.text) == longest), key=lambda s: abs((s.start or 0) - place[0]))
            return Filler(suggestion=near.id)
        if role.list:
            entry = self._listed(role.list, words)
            if entry or not self._lists.get(role.list):
                return Filler(text=entry or " ".join(words.split())[:LONGEST_ENTRY])
        if role.text:
            self._whole = self._whole or View(self._article.text, hidden=self._article.hidden)
            if found := self._whole.places(words):
                start, end = min(found, key=lambda f: abs(f[0] - place[0]))
                return Filler(text=self._article.text[start:end])
        return None

    def _attributes(self, layer: Layer, given: Json) -> dict[str, str]:
        if not isinstance(given, dict):
            return {}
        values = {attribute.name: attribute.values for attribute in layer.attributes}
        right = {name: _text(value) for name, value in given.items() if _text(value) in values.get(name, ())}
        self._drop(NO_VALUE, len(given) - len(right))
        return right

    def _listed(self, name: str, words: str) -> str:
        """The entry of the list that is meant, or ""."""
        return next((entry for entry in self._lists.get(name, ()) if same(entry, words)), "")

    def _keep(
        self,
        layer: Layer,
        label: str,
        place: tuple[int, int] | tuple[None, None] = (None, None),
        *,
        target: str = "",
        rank: int | None = None,
        roles: Roles | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> None:
        start, end = place
        key = mark_id(layer.name, label, start, end, target)
        self._made[key] = Suggestion(
            id=key,
            layer=layer.name,
            label=label,
            start=start,
            end=end,
            text="" if start is None else self._article.text[start:end],
            roles=roles or {},
            attributes=attributes or {},
            rank=rank,
            target=target,
            source=self._source,
            score=SCORE,
        )

    def _drop(self, reason: str, count: int = 1) -> None:
        if count > 0:
            self._tally.dropped[reason] += count


def _text(value: Json) -> str:
    """The string, without blanks around it and half characters, which no database takes; "" for anything else."""
    return value.strip().encode("utf-8", "replace").decode() if isinstance(value, str) else ""
