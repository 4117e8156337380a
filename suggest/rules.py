"""The rules as a source: the stages in their order, and their hits turned into the scheme's suggestions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING

from postil.schema.annotation import Suggestion
from postil.schema.article import Article
from postil.schema.scheme import Scheme
from postil.suggest.analysis import Analysis, ChoiceHit, FrameHit
from postil.suggest.analyst import Analyst
from postil.suggest.choices import rank
from postil.suggest.events.parsed import refine
from postil.suggest.layers import Layers
from postil.suggest.source import Parser
from postil.suggest.switches import require_rules

if TYPE_CHECKING:
    from spacy.tokens import Doc

PRIOR = 10


class Rules:
    """Suggests by rules for the layers and labels of one scheme. `lists` are the project's lists, e.g. its stance targets.

    `off` names rules that are switched off; PostilError for one that there is not. `tally` tells for a source
    ("rules:org.run") how many of its suggestions were right, and how many were decided in this project: `weighed` says
    what that does to its score. `parser` parses the articles: what it says of an event's roles and modality then counts.
    """

    name = "rules"

    def __init__(
        self,
        scheme: Scheme,
        lists: Mapping[str, Sequence[str]] | None = None,
        *,
        off: Collection[str] = (),
        tally: Mapping[str, tuple[int, int]] | None = None,
        parser: Parser | None = None,
    ) -> None:
        require_rules(off, where="off in postil.yaml")
        self.scheme = scheme
        self.off = frozenset(off)
        self.tally = dict(tally or {})
        self.analyst = Analyst(scheme, lists, off=self.off)
        self._layers = Layers(scheme)
        self._parser = parser if self._layers.wants_frames else None
        told_apart = [*sorted(self.off), *([f"parsed by {self._parser.version}"] if self._parser else [])]
        self.version = f"rules-{fingerprint()}" + (f"-{_digest(*told_apart)}" if told_apart else "")

    def suggest_many(self, articles: Sequence[Article]) -> list[tuple[Suggestion, ...]]:
        """For each article its suggestions, by offset, choices last."""
        if self._parser is None:
            return [self._suggest(article) for article in articles]
        with self._parser.parsed(articles) as docs:
            return [self._suggest(article, doc) for article, doc in zip(articles, docs, strict=True)]

    def suggest(self, article: Article) -> tuple[Suggestion, ...]:
        """The suggestions, sorted by offset, choices last; every id is made from the suggestion's identity."""
        return self.suggest_many([article])[0]

    def _suggest(self, article: Article, doc: "Doc | None" = None) -> tuple[Suggestion, ...]:
        study = self.analyst.study(article)
        analysis = study.analysis
        frames: list[FrameHit] = []
        choices: list[ChoiceHit] = []
        if self._layers.wants_frames:
            events = [hit for hit in study.events if hit.rule not in self.off]
            if doc is not None:
                events = refine(analysis, events, doc)
            claims = [hit for hit in study.claims if hit.rule not in self.off]
            frames = [*events, *claims]
            choices = [hit for hit in rank(analysis, events, claims) if hit.rule not in self.off]
        made = self._layers.suggestions(article.text, analysis.entities, frames, choices)
        return tuple(self._weighed(suggestion) for suggestion in made) if self.tally else made

    def analyse(self, article: Article) -> Analysis:
        """The article's views and entities, as the later stages see them."""
        return self.analyst.study(article).analysis

    def _weighed(self, suggestion: Suggestion) -> Suggestion:
        right, decided = self.tally.get(suggestion.source, (0, 0))
        return replace(suggestion, score=weighed(suggestion.score, right, decided)) if decided else suggestion


def weighed(score: float, right: int, decided: int) -> float:
    """A rule's score in a project where `right` of `decided` of its suggestions were accepted as they were.

    The rule's own score counts as much as PRIOR decisions: (PRIOR · score + right) / (PRIOR + decided).
    """
    return round((PRIOR * score + right) / (PRIOR + decided), 4)


@cache
def fingerprint() -> str:
    """A digest of every rule: of the code and the tables of this room."""
    room = files("postil.suggest")
    parts: list[bytes] = []
    for folder in ("", "data", "entities", "events", "stance", "text"):
        for file in sorted(room.joinpath(folder).iterdir(), key=lambda f: f.name):
            if file.name.endswith((".py", ".tsv", ".txt", ".json")):
                parts += [file.name.encode(), file.read_bytes()]
    return _digest(*parts)


def _digest(*parts: str | bytes) -> str:
    digest = blake2b(digest_size=6)
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
    return digest.hexdigest()
