"""spaCy pipelines made for tests, and what they suggest."""

from collections.abc import Mapping
from pathlib import Path

import spacy
from spacy.language import Language

from postil.schema.annotation import Suggestion
from postil.schema.article import Article, Region
from postil.schema.scheme import Scheme
from postil.schema.scheme_file import builtin, parse_project
from postil.schema.settings import Pipeline
from postil.suggest.pipelines.source import SpacyPipeline

SCHEME = parse_project(builtin("diplomacy")).scheme
Entries = list[dict[str, str]]


def saved(nlp: Language, folder: Path) -> str:
    """Writes the pipeline to a folder; the folder's name."""
    nlp.to_disk(folder)
    return folder.name


def ruled(folder: Path, entries: Entries, language: str = "fr") -> str:
    """A pipeline with an entity ruler, in the project folder."""
    nlp = spacy.blank(language)
    nlp.add_pipe("entity_ruler").add_patterns(entries)  # type: ignore[attr-defined]  # the ruler's own method
    return saved(nlp, folder / "mine")


def source(name: str, project: Path, labels: Mapping[str, str] | None = None, scheme: Scheme = SCHEME) -> SpacyPipeline:
    """The pipeline of that name or folder as a source."""
    return SpacyPipeline(scheme, Pipeline(name=name, labels=labels or {}), project)


def article(text: str, language: str = "fr", hidden: tuple[Region, ...] = ()) -> Article:
    """An article with that text."""
    return Article(id="a", text=text, meta={"language": language}, hidden=hidden)


def one(pipeline: SpacyPipeline, text: str, language: str = "fr") -> tuple[Suggestion, ...]:
    """What it suggests for one text."""
    (made,) = pipeline.suggest_many([article(text, language)])
    assert all(s.text == text[s.start : s.end] for s in made if s.start is not None)
    return made
