"""What every source of suggestions is: rules, patterns of the project, a learned model, a pipeline, a language model."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from postil.schema.annotation import AND, Suggestion
from postil.schema.article import Article

if TYPE_CHECKING:
    from spacy.tokens import Doc

KINDS = ("rules", "patterns", "model", "pipeline", "llm")


class Source(Protocol):
    """Suggests by itself, with scores of its own. `version` changes whenever the same article could get other suggestions.

    `name` is what `Suggestion.source` begins with: the kind, and what tells two sources of one kind apart
    ("rules", "model", "pipeline:fr_core_news_lg").
    """

    @property
    def name(self) -> str:
        """The source's name."""
        ...

    @property
    def version(self) -> str:
        """Names what the source would say: a digest, a run, a pipeline's version."""
        ...

    def suggest_many(self, articles: Sequence[Article]) -> list[tuple[Suggestion, ...]]:
        """For each article its suggestions, by offset, choices last; ids are made from the identity (`layers.mark_id`)."""
        ...


class Parser(Protocol):
    """Parses articles for others: a pipeline that has a parser."""

    @property
    def version(self) -> str:
        """Names what it would say."""
        ...

    def parsed(self, articles: Sequence[Article]) -> "AbstractContextManager[Sequence[Doc | None]]":
        """The articles parsed, inside the context only, their hidden regions blank; None for one that is too long."""
        ...


def kind(source: str) -> str:
    """The kind of one source: what stands before the colon."""
    return source.partition(":")[0]


def kinds_of(sources: Iterable[str]) -> tuple[str, ...]:
    """The kinds of some sources, each once, in the order of KINDS."""
    return tuple(sorted({kind(part) for source in sources for part in source.split(AND)}, key=_place))


def joined(sources: Iterable[str]) -> str:
    """Several sources as one, in the order of their kinds."""
    return AND.join(sorted(dict.fromkeys(sources), key=lambda source: _place(kind(source))))


def _place(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)
