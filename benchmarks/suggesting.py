"""Suggestions: articles a second, against spaCy's bare tokenizer on the same texts."""

import time
from collections.abc import Iterator
from pathlib import Path

import projects
import spacy
from table import Figure

from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.engine import Suggester

ARTICLES = 120


def suggesting(folder: Path) -> Iterator[Figure]:
    """The rules for every layer of the scheme diplomacy."""
    began = time.perf_counter()
    suggester = Suggester(parse_project(builtin("diplomacy")).scheme)
    load = time.perf_counter() - began
    articles = list(projects.copies(ARTICLES))
    suggester.suggest(articles[0])
    began = time.perf_counter()
    for article in articles:
        suggester.suggest(article)
    took = time.perf_counter() - began
    blank = spacy.blank("fr")
    blank(articles[0].text)
    began = time.perf_counter()
    for article in articles:
        blank(article.text)
    floor = time.perf_counter() - began
    yield Figure("suggesting: articles a second", ARTICLES / took, "/s", ARTICLES / floor)
    yield Figure("suggesting: until the first article", load * 1000, "ms")
