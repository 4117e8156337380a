"""Which article of an export goes to which split, and which near-copies were kept together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postil.cli.export_chosen import Chosen
from postil.cli.progress import progress
from postil.schema.json_types import Json

if TYPE_CHECKING:
    from postil.exports.split import Label
    from postil.schema.article import Article

_EVERY = 50


@dataclass(frozen=True, slots=True)
class Splitting:
    """`sides`: article id -> name of its split; `parts`: all names; `groups`: the near-copies that are on one side."""

    asked: str
    seed: int
    parts: tuple[str, ...]
    sides: Mapping[str, str]
    groups: Sequence[Sequence[str]]

    @property
    def facts(self) -> dict[str, Json]:
        """What a manifest says of it."""
        return {"split": self.asked, "seed": self.seed, "copies": [list(group) for group in self.groups]}


def splitting(chosen: Chosen, asked: str, seed: int, *, negatives: bool) -> Splitting:
    """Read the ids and labels of the chosen articles once, and divide them. Raises PostilError.

    Those on which nobody worked are in none. Near-copies that `postil duplicates` found are taken as they are; where
    articles came since, they are looked for anew.
    """
    from postil.exports.positive import positive, versions, without_rejected
    from postil.exports.split import assign, shares

    parts = shares(asked)
    articles: list[tuple[str, frozenset[Label]]] = []
    with progress("Reading labels", chosen.size) as tick:
        for number, each in enumerate(chosen.records(), 1):
            record = each if negatives else without_rejected(each)
            if versions(record):
                articles.append((record.article.id, frozenset((a.layer, a.label) for a in record.annotations if positive(a))))
            if number % _EVERY == 0:
                tick(number)
    there = {key for key, _ in articles}
    copies = _copies(chosen)  # whole: where a group goes depends on those of it, too, that are not in this dataset
    sides = assign(articles, copies, parts, seed=seed)
    groups = [found for group in copies if len(found := [key for key in group if key in there]) > 1]
    return Splitting(asked, seed, tuple(p.name for p in parts), sides, groups)


def _copies(chosen: Chosen) -> list[list[str]]:
    store = chosen.store
    if store.compared() == store.size:
        return store.copies()
    from postil.corpus.copies import copies

    with progress("Comparing", store.size) as tick:

        def seen() -> "Iterator[Article]":
            for number, article in enumerate(store.articles(), 1):
                yield article
                if number % _EVERY == 0:
                    tick(number)

        return copies(seen())
