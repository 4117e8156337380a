"""One pass over the gold articles: what should be there against what was found, layer by layer."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from postil.agreement.evaluation import Evaluation, Evaluator
from postil.agreement.roles import Known
from postil.cli.evaluate_found import Finder, Found
from postil.cli.evaluate_gold import apart, article_of, sort
from postil.cli.evaluate_labels import Plan
from postil.schema.annotation import Mark
from postil.schema.article import Article
from postil.schema.record import Record
from postil.schema.scheme import Scheme

_BATCH = 64


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many articles counted, what was measured in each layer, and what was found of labels that GOLD does not know."""

    articles: int
    layers: tuple[Evaluation, ...]
    unknown: Mapping[tuple[str, str], int]


class Run:
    """An evaluation under way. Articles come in batches, since some sources are faster so; only counts are kept."""

    def __init__(self, scheme: Scheme, plan: Plan, *, outer: bool = False) -> None:
        self._scheme = scheme
        self._plan = plan
        self._outer = outer
        self._articles = 0
        self._unknown: Counter[tuple[str, str]] = Counter()
        self._layers = {name: Evaluator(scheme.layer(name), answers) for name, answers in plan.answers.items()}

    def over(self, records: Iterable[Record], find: Finder, tick: Callable[[int], None]) -> Outcome:
        """Take in all records. `tick` gets the number of those that passed by."""
        passed = 0
        for batch in _batches(records):
            articles = [article_of(record) for record in batch]
            for record, article, found in zip(batch, articles, find(articles), strict=True):
                passed += 1
                tick(passed)
                if found is not None:
                    self._add(record, article, found)
        return Outcome(self._articles, tuple(one.result() for one in self._layers.values()), self._unknown)

    def _add(self, record: Record, article: Article, found: Found) -> None:
        gold = sort(record, self._plan, self._scheme, outer=self._outer)
        known = (Known.of((*record.suggestions, *record.annotations)), found.known)
        marks: dict[str, list[Mark]] = {}
        for mark in found.marks:
            marks.setdefault(mark.layer, []).append(mark)
        for name, layer in self._layers.items():
            kept = [mark for mark in marks.get(name, ()) if not any(one.holds(mark) for one in self._plan.ignored)]
            counting = [mark for mark in kept if layer.answers.counts(mark.label)]
            self._unknown.update((name, mark.label) for mark in kept if not layer.answers.counts(mark.label))
            layer.add(article, gold.marks[name], apart(counting, gold.out[name]), known=known)
        self._articles += 1


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    waiting = iter(records)
    while batch := list(islice(waiting, _BATCH)):
        yield batch
