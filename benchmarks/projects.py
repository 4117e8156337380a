"""Projects to measure with, made of the packaged sample articles."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from postil.cli.demo import sample
from postil.cli.init import make
from postil.cli.project import Project, read
from postil.corpus import prepare
from postil.corpus import read as read_files
from postil.db.store import Store
from postil.schema.annotation import Suggestion
from postil.schema.article import Article
from postil.schema.record import Record
from postil.schema.scheme_file import builtin
from postil.suggest.engine import Suggester


def articles() -> list[Article]:
    """The sample articles, prepared."""
    return [prepare(record.article) for record in read_files([sample()])]


def copies(count: int) -> Iterator[Article]:
    """As many articles, each of another text, as long as the sample's."""
    base = articles()
    for number in range(count):
        article = base[number % len(base)]
        yield Article(f"n{number:06}", f"{article.text}\n\n({number})", article.meta, article.hidden)


def of_length(count: int, length: int) -> Iterator[Article]:
    """As many articles of `length` code points, each of another text, made of the sample's paragraphs."""
    paragraphs = [(part, article.meta) for article in articles() for part in article.text.split("\n\n") if part.strip()]
    at = 0
    for number in range(count):
        parts, size = [f"({number})"], 0
        while size < length:
            parts.append(paragraphs[at % len(paragraphs)][0])
            size += len(parts[-1]) + 2
            at += 1
        yield Article(f"n{number:06}", "\n\n".join(parts)[:length], paragraphs[at % len(paragraphs)][1])


def jsonl(path: Path, count: int) -> Path:
    """A JSONL file of so many articles."""
    with path.open("w", encoding="utf-8") as file:
        for article in copies(count):
            file.write(
                json.dumps({"id": article.id, "text": article.text, "meta": dict(article.meta)}, ensure_ascii=False) + "\n"
            )
    return path


def project(folder: Path, records: Iterator[Record], *, suggest: int = 0) -> Project:
    """A project of these records, the first few with suggestions."""
    make(folder, builtin("diplomacy"), "diplomacy")
    made = read(folder)
    with closing(Store.open(made.database)) as store:
        store.add(records)
        if suggest:
            suggester = Suggester(made.file.scheme)
            for number, article in store.pending(suggester.version, limit=suggest):
                store.suggest(number, suggester.suggest(article), suggester.version)
    return made


def of_samples(folder: Path, count: int) -> Project:
    """A project of so many articles; the first twelve have suggestions."""
    return project(folder, (Record(article) for article in copies(count)), suggest=12)


def one_long_line(folder: Path, size: int) -> Project:
    """One article of `size` code points and no newline."""
    text = " ".join(article.text.replace("\n", " ") for article in articles())
    text = (text * (size // len(text) + 1))[:size].replace("\n", " ")
    return project(folder, iter([Record(Article("long", text))]))


def many_spans(folder: Path, spans: int) -> Project:
    """One article in which every word is suggested to be something, `spans` of them."""
    words = [f"Mot{number}" for number in range(spans)]
    lines = [" ".join(words[start : start + 12]) for start in range(0, spans, 12)]
    text = "\n".join(lines)
    found, at = [], 0
    for number, word in enumerate(words):
        at = text.index(word, at)
        mark = Suggestion(
            id=f"s{number}", layer="entity", label="PER", start=at, end=at + len(word), text=word, source="bench", score=0.5
        )
        found.append(mark)
        at += len(word)
    return project(folder, iter([Record(Article("spans", text), suggestions=tuple(found))]))
