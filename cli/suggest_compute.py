"""Articles to rows of suggestions: what one process does, the only one or one of several."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from postil.cli.llm_answers import StoredAnswers
from postil.schema.article import Article
from postil.schema.scheme import ProjectFile

if TYPE_CHECKING:
    from postil.db.suggestion_rows import Prepared
    from postil.suggest.engine import Suggester

Batch = list[tuple[int, Article]]
_ONE_BY_ONE = ("rules", "patterns", "llm")  # gain nothing from batches


@dataclass(frozen=True, slots=True)
class Task:
    """What a suggester is made from: the project, its lists with what was added since, what became of each source."""

    file: ProjectFile
    folder: Path
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tally: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def suggester(self) -> "Suggester":
        """Load the suggester. Raises PostilError for a source that cannot be had."""
        from postil.suggest.building import build

        settings = self.file.settings
        answers = StoredAnswers(self.folder / settings.database) if settings.suggest.llm else None
        return build(self.file, self.folder, lists=self.lists, tally=self.tally, answers=answers)


def strides(suggester: "Suggester", batch: Batch) -> Iterator[Batch]:
    """The parts of a batch that are computed at once: single articles, unless a source is faster with several."""
    alone = all(source.name.partition(":")[0] in _ONE_BY_ONE for source in suggester.sources)
    yield from ([one] for one in batch) if alone else [batch]


def compute(suggester: "Suggester", stride: Batch) -> "list[Prepared]":
    """The suggestions for these articles, as rows.

    Nothing that the rules make of an article is garbage before its rows are there: to look for some would take a third of
    the time, and of an article of a megabyte half of it.
    """
    from postil.db.reading import uncollected
    from postil.db.suggestion_rows import prepare

    with uncollected():
        found = suggester.suggest_many([article for _, article in stride])
        return [prepare(number, article.text, made) for (number, article), made in zip(stride, found, strict=True)]
