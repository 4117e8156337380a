"""What a thousand names of a project's own cost an article, against reading the article word by word."""

import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import projects
from table import Figure

from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.patterns.source import Patterns
from postil.suggest.text.fold import fold
from postil.suggest.text.tokens import tokenize

NAMES, PRESENT, ARTICLES, LENGTH, RUNS = 1000, 20, 200, 3000, 5


def own_patterns(folder: Path) -> Iterator[Figure]:
    """Names of which few articles have any, as in a list of the members of a parliament, and some that all have."""
    articles = list(projects.of_length(ARTICLES, LENGTH))
    draw = random.Random(1)
    words = sorted({word for article in articles for word in article.text.split() if word.istitle() and word.isalpha()})
    names = [f"{draw.choice('BDFGKLMNPRSTVZ')}{draw.choice('aeiou')}{number}" for number in range(NAMES - PRESENT)]
    lines = (json.dumps({"label": "ORG", "pattern": name}) for name in (*names, *draw.sample(words, PRESENT)))
    file = folder / "patterns.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    source = Patterns(parse_project(builtin("diplomacy")).scheme, file)
    texts = [fold(article.text, article.hidden) for article in articles]
    took = _milliseconds(lambda: [source.suggest(article) for article in articles])
    floor = _milliseconds(lambda: [tokenize(text) for text in texts])
    yield Figure("a thousand names of one's own, for an article", took, "ms", floor, 1.0)


def _milliseconds(work: Callable[[], object]) -> float:
    """Milliseconds of CPU for an article, in the best of a few runs."""
    best = float("inf")
    for _ in range(RUNS):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return 1000 * best / ARTICLES
