"""Articles read once for all sources that build on what the rules see in them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property

from postil.schema.article import Article
from postil.schema.scheme import Scheme
from postil.suggest.analysis import Analysis, FrameHit
from postil.suggest.entities.finding import Entities
from postil.suggest.events.telling import Telling
from postil.suggest.events.telling import find as events_of
from postil.suggest.stance.claims import find as claims_of
from postil.suggest.text.fold import fold
from postil.suggest.text.sentences import paragraphs, quotes, sentences
from postil.suggest.text.tokens import tokenize

LANGUAGES = ("fr", "en")


class Study:
    """An article with its analysis, and what that tells of events and claims, once somebody asks."""

    def __init__(self, article: Article, analysis: Analysis) -> None:
        self.article = article
        self.analysis = analysis

    @property
    def events(self) -> Sequence[FrameHit]:
        """The events, by offset."""
        return self._told[0]

    @property
    def claims(self) -> Sequence[FrameHit]:
        """The stance claims."""
        return self._told[1]

    @cached_property
    def _told(self) -> tuple[Sequence[FrameHit], Sequence[FrameHit]]:
        telling = Telling(self.analysis)  # far larger than what comes of it, and not kept
        return events_of(telling), claims_of(telling)


class Analyst:
    """Analyses articles for one scheme, without the rules in `off`. `lists` are the project's lists (stance targets, say)."""

    def __init__(self, scheme: Scheme, lists: Mapping[str, Sequence[str]] | None = None, *, off: Collection[str] = ()) -> None:
        self._language = scheme.language[:2]
        self._lists = dict(lists or scheme.lists)
        self._entities = Entities(frozenset(off))
        self._remembered: dict[int, Study] | None = None

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """Inside this context an article is studied once, however many sources ask for it."""
        self._remembered = {}
        try:
            yield
        finally:
            self._remembered = None

    def study(self, article: Article) -> Study:
        """The article, studied."""
        if self._remembered is None:
            return Study(article, self._analyse(article))
        known = self._remembered.get(id(article))  # no other article has this id as long as the study holds this one
        if known is None:
            known = self._remembered[id(article)] = Study(article, self._analyse(article))
        return known

    def _analyse(self, article: Article) -> Analysis:
        """The article's views and entities, as the later stages see them."""
        folded = fold(article.text, article.hidden)
        language = next((code for code in (article.language[:2], self._language) if code in LANGUAGES), "fr")
        lines = paragraphs(folded)
        analysis = Analysis(
            text=article.text,
            folded=folded,
            language=language,
            tokens=tokenize(folded),
            paragraphs=lines,
            sentences=sentences(folded, lines),
            quotes=quotes(folded),
            lists=self._lists,
            date=article.date,
            title=article.title,
        )
        return replace(analysis, entities=self._entities.find(analysis))
