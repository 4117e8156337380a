"""What is held against a gold corpus: fresh suggestions, or what an annotator of the project said."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.agreement.roles import Known
from postil.cli.project import Project
from postil.schema.annotation import Mark, Verdict
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.record import Status
from postil.schema.scheme_fields import nearest

if TYPE_CHECKING:
    from postil.db.store import Store
    from postil.suggest.engine import Suggester
    from postil.suggest.learning.source import ModelSource


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one article, and what its roles can name."""

    marks: Sequence[Mark]
    known: Known


Finder = Callable[[Sequence[Article]], list[Found | None]]
"""Says for each of some articles what was found there; None for an article that must not count."""


@dataclass(slots=True)
class Suggestions:
    """Suggestions made afresh; a Finder. `learned` counts the articles from which the model among the sources learned."""

    suggester: "Suggester"
    learned: int = 0
    _model: "ModelSource | None" = None

    def __post_init__(self) -> None:
        if any(source.name == "model" for source in self.suggester.sources):
            from postil.suggest.learning.source import ModelSource

            self._model = next(source for source in self.suggester.sources if isinstance(source, ModelSource))

    def __call__(self, articles: Sequence[Article]) -> list[Found | None]:
        if self._model is not None:
            self.learned += sum(map(self._model.learned_from, articles))
        return [Found(made, Known.of(made)) for made in self.suggester.suggest_many(articles)]


def suggesting(project: Project, store: "Store", sources: Sequence[str]) -> Suggestions:
    """The suggestions of the project's sources, or of some of them only, made afresh. Raises PostilError.

    Warns of sources that are missing. A language model is asked nothing: what it answered before is used.
    """
    from postil.cli.suggest_compute import Task
    from postil.cli.suggest_notes import note
    from postil.suggest.engine import Suggester

    lists = {name: (*given, *store.entries(name)) for name, given in project.file.scheme.lists.items()}
    suggester = Task(project.file, project.folder, lists, store.tally()).suggester()
    note(suggester)
    if sources:
        names = [source.name for source in suggester.sources]
        for asked in sources:
            if not any(_meant(name, asked) for name in names):
                raise PostilError(f"No source of this project is called {asked!r}.", hint=nearest(asked, names, say="It has"))
        chosen = [source for source in suggester.sources if any(_meant(source.name, asked) for asked in sources)]
        suggester = Suggester(project.file.scheme, lists, sources=chosen)
    return Suggestions(suggester)


@dataclass(slots=True)
class Annotator:
    """The annotations of one annotator of the project, found by the articles' texts; a Finder."""

    store: "Store"
    name: str
    absent: int = 0
    untouched: int = 0
    unfinished: int = 0
    _numbers: dict[bytes, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = self.store.annotators()
        if self.name not in known:
            raise PostilError(f"Nobody called {self.name!r} annotated here.", hint=nearest(self.name, known, say="There are"))
        for number, record in enumerate(self.store.records(annotators=[self.name]), 1):
            self._numbers[_digest(record.article)] = number

    def __call__(self, articles: Sequence[Article]) -> list[Found | None]:
        return [self._find(article) for article in articles]

    def _find(self, article: Article) -> Found | None:
        number = self._numbers.get(_digest(article))
        if number is None:
            self.absent += 1
            return None
        sheet = self.store.sheet(number, self.name)
        if not sheet.annotations and sheet.work.status is not Status.DONE:
            self.untouched += 1
            return None
        self.unfinished += sheet.work.status is not Status.DONE
        marks = [mark for mark in sheet.annotations if mark.verdict is not Verdict.REJECTED]
        return Found(marks, Known.of((*sheet.suggestions, *sheet.annotations)))


def _meant(name: str, asked: str) -> bool:
    return asked in (name, name.partition(":")[0])


def _digest(article: Article) -> bytes:
    return hashlib.blake2b(article.text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
