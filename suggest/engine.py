"""Article in, suggestions out: every source asked, and what they say made one list."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext

from postil.schema.annotation import Suggestion
from postil.schema.article import Article
from postil.schema.scheme import Scheme
from postil.suggest.analysis import Analysis
from postil.suggest.calibration import PLAIN, Calibration
from postil.suggest.merge import merge
from postil.suggest.rules import Rules
from postil.suggest.source import Source, kinds_of

__all__ = ["Suggester"]


class Suggester:
    """Suggests for the layers and labels of one scheme, from all `sources` (the rules alone where none are given).

    `lists` are the project's lists, e.g. its stance targets. `version` changes when an article could get others.
    A calibration fitted with sources that are not here says nothing about those that are: then scores stand as stated.
    `notes`: what there is to say about sources that are missing.
    """

    def __init__(
        self,
        scheme: Scheme,
        lists: Mapping[str, Sequence[str]] | None = None,
        *,
        sources: Sequence[Source] | None = None,
        calibration: Calibration = PLAIN,
        notes: Sequence[str] = (),
    ) -> None:
        self.scheme = scheme
        self.sources: tuple[Source, ...] = (Rules(scheme, lists),) if sources is None else tuple(sources)
        active = kinds_of(source.name for source in self.sources)
        self.calibration = calibration if calibration.kinds.issubset(active) else PLAIN
        self.notes = tuple(notes)
        # Never "", which is what the store says of an article that nothing suggested for.
        self.version = "+".join(source.version for source in self.sources) or "nobody"

    def suggest(self, article: Article) -> tuple[Suggestion, ...]:
        """The suggestions, sorted by offset, choices last."""
        return self.suggest_many([article])[0]

    def suggest_many(self, articles: Sequence[Article]) -> list[tuple[Suggestion, ...]]:
        """For each article its suggestions; sources that work in batches are faster so, and what they share is made once."""
        rules = self._rules() if len(self.sources) > 1 else None
        with rules.analyst.remembering() if rules else nullcontext():
            said = [source.suggest_many(articles) for source in self.sources]
        return [merge(self.scheme, by_source, self.calibration) for by_source in zip(*said, strict=True)] or [()] * len(
            articles
        )

    def analyse(self, article: Article) -> Analysis:
        """The article as the rules see it."""
        return (self._rules() or Rules(self.scheme)).analyse(article)

    def _rules(self) -> Rules | None:
        return next((source for source in self.sources if isinstance(source, Rules)), None)
