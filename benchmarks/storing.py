"""Writers at once, and articles in and out, against the bare minimum of SQLite and JSON on the same disk."""

import json
import multiprocessing
import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import projects
from table import Figure

from postil.cli.project import Project, opened
from postil.corpus import prepare, read
from postil.db.store import Store
from postil.exports import write
from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.record import AnnotationChange, Decision, Record, Status, Work
from postil.schema.settings import ORDERS

WRITERS = 8
DECISIONS = 150
ARTICLES = 10_000
SPANS = 30
MERGED = 3000
STORED = 600

Writing = Callable[[Path, str, int, Barrier], int]


def writers(folder: Path) -> Iterator[Figure]:
    """Eight processes decide at once: decisions a second, errors, and whether all are there."""
    made = projects.of_samples(folder / "writers", 12)
    seconds, errors = _together(_decide, made.folder, made)
    with opened(made) as store:
        found = sum(len(record.annotations) for record in store.records())
    bare = folder / "bare.db"
    with closing(sqlite3.connect(bare)) as connection:
        connection.execute(f"PRAGMA journal_mode={_journal(made)}")
        connection.execute("CREATE TABLE decision (who TEXT, what TEXT)")
    floor, _ = _together(_insert, bare, made)
    total = WRITERS * DECISIONS
    yield Figure(f"{WRITERS} writers at once: decisions a second", total / seconds, "/s", total / floor, 0.1, more=True)
    yield Figure(f"{WRITERS} writers at once: errors", errors, "", None, 0)
    yield Figure(f"{WRITERS} writers at once: decisions lost or doubled", abs(total - found), "", None, 0)


def in_and_out(folder: Path) -> Iterator[Figure]:
    """Import and export of JSONL."""
    source = projects.jsonl(folder / "in.jsonl", ARTICLES)
    made = projects.project(folder / "io", iter(()))
    with opened(made) as store:
        began = time.perf_counter()
        store.add(Record(prepare(record.article)) for record in read([source]))
        took = time.perf_counter() - began
        raw = _raw_import(source, folder / "raw.db")
        yield Figure("import of JSONL: articles a second", ARTICLES / took, "/s", ARTICLES / raw)
        began = time.perf_counter()
        write("postil", folder / "out.jsonl", store.records(), made.file.scheme)
        took = time.perf_counter() - began
        raw = _raw_export(folder / "raw.db", folder / "raw.jsonl")
        yield Figure("export to JSONL: articles a second", ARTICLES / took, "/s", ARTICLES / raw)


def annotated(folder: Path) -> Iterator[Figure]:
    """Annotated articles in and out, against SQLite's executemany of the very rows, and a JSON rewrite of the very lines."""
    for name, answers in (("added", False), ("answers", True)):
        here = folder / name
        made = projects.project(here, iter(()))
        records = list(_annotated(ARTICLES, SPANS, answers))
        with opened(made) as store:
            began = time.perf_counter()
            store.add(records)
            took = time.perf_counter() - began
            del records
            raw = _raw_rows(made, projects.project(folder / f"{name}-raw", iter(())))
            yield Figure(f"{ARTICLES:,} × {SPANS} {name}: import", took, "s", raw, 2.5)
            out, again = folder / f"{name}.jsonl", folder / f"{name}-again.jsonl"
            began = time.perf_counter()
            write("postil", out, store.records(), made.file.scheme)
            took = time.perf_counter() - began
        raw = _raw_lines(out, again)
        assert out.read_bytes() == again.read_bytes()
        yield Figure(f"{ARTICLES:,} × {SPANS} {name}: export to JSONL", took, "s", raw, 3)
        with opened(projects.project(folder / f"{name}-back", iter(()))) as store:
            began = time.perf_counter()
            assert store.add(read([out])).added == ARTICLES
            yield Figure(f"{ARTICLES:,} × {SPANS} {name}: read from JSONL and stored", time.perf_counter() - began, "s")


def merging(folder: Path) -> Iterator[Figure]:
    """Annotations of another annotator merged into the articles, and what a decision waits meanwhile."""
    made = projects.project(folder / "merging", _annotated(MERGED, SPANS, answers=True))
    others = [
        replace(r, annotations=tuple(replace(a, by="other") for a in r.annotations), work={})
        for r in _annotated(MERGED, SPANS, answers=True)
    ]
    with opened(made) as store, _deciding(made, MERGED) as waits:
        began = time.perf_counter()
        assert store.add(others).merged == MERGED
        took = time.perf_counter() - began
    yield Figure(f"{SPANS} annotations merged into each article", 1000 * took / MERGED, "ms")
    yield Figure("merging: longest wait of a decision", max(waits) * 1000, "ms", None, 120)


def suggestions(folder: Path) -> Iterator[Figure]:
    """Suggestions stored: CPU for an article of 80, and what a decision waits while one article gets 50,000."""
    articles = list(projects.of_length(STORED, 3000))
    made = projects.project(folder / "stored", (Record(article) for article in articles))
    with opened(made) as store:
        found = {score: [_found(article, 80, score) for article in articles] for score in (0.5, 0.75)}
        for name, score, limit in (("first time", 0.5, 0.7), ("again, the same", 0.5, None), ("other scores", 0.75, None)):
            batch = list(enumerate(found[score], start=1))
            began = time.process_time()
            for start in range(0, STORED, 40):
                store.suggest_many(batch[start : start + 40], name)
            took = time.process_time() - began
            yield Figure(f"80 suggestions stored, {name}: CPU", 1000 * took / STORED, "ms", None, limit)
    huge = projects.many_spans(folder / "huge", 50_000)
    with opened(huge) as store:
        there = list(store.sheet(1, "bench").suggestions)
        store.add([Record(Article("other", "Un autre article."))])
        changes = {"changed": [replace(one, score=0.75) for one in there], "removed": [], "new": there}
        for name, made_now in changes.items():
            with _deciding(huge, 2) as waits:
                began = time.perf_counter()
                store.suggest(1, made_now, name)
                took = time.perf_counter() - began
            yield Figure(f"50,000 suggestions {name}, in one article", took * 1000, "ms")
            yield Figure(f"50,000 {name}: longest wait of a decision", max(waits) * 1000, "ms", None, 120)


def next_article(folder: Path) -> Iterator[Figure]:
    """The next article among 100,000, for somebody new and for somebody half-way through, in each order."""
    made = projects.project(folder / "next", _dated(100_000))
    with opened(made) as store:
        for order in ORDERS:
            seconds: list[float] = []
            at = 0
            for _ in range(200):
                began = time.perf_counter()
                found = store.next_article("half", at, order)
                seconds.append(time.perf_counter() - began)
                assert found is not None
                at = found
            name = f"next of 100,000 articles, {order}"
            yield Figure(f"{name} (median)", statistics.median(seconds) * 1000, "ms", None, 2)
            yield Figure(f"{name} (longest of 200)", max(seconds) * 1000, "ms")
            began = time.perf_counter()
            store.next_article("new", 0, order)
            yield Figure(f"{name}, the first", (time.perf_counter() - began) * 1000, "ms", None, 10)


def _found(article: Article, count: int, score: float) -> list[Suggestion]:
    """So many suggestions of four characters each, every fourth a frame with an actor."""
    out: list[Suggestion] = []
    for number in range(count):
        start = number * 30
        mark = Suggestion(
            id=f"s{number:012x}", layer="entity", label="PER", start=start, end=start + 4, text=article.text[start : start + 4],
            source="rules:bench.mark", score=score,
        )  # fmt: skip
        if number % 4 == 3:
            roles = {"actor": (Filler(suggestion=out[-1].id),)}
            mark = replace(mark, layer="event", label="AID", roles=roles, attributes={"modality": "asserted"})
        out.append(mark)
    return out


def _annotated(count: int, spans: int, answers: bool) -> Iterator[Record]:
    """Articles of 3,000 characters with so many entities each, half of them answers to suggestions if asked for, and done."""
    for article in projects.of_length(count, 3000):
        marks: list[Annotation] = []
        for number in range(spans):
            start = number * 90
            same: dict[str, Any] = {
                "layer": "entity", "label": ("PER", "ORG", "GPE")[number % 3], "start": start, "end": start + 9,
                "text": article.text[start : start + 9],
            }  # fmt: skip
            origin = Suggestion(id=f"s{number:012x}", source="rules:bench.mark", score=0.75, **same) if number % 2 else None
            origin = origin if answers else None
            verdict = Verdict.ADDED if origin is None else Verdict.ACCEPTED
            at = f"2026-03-04T10:20:{number:02}.000Z"
            marks.append(Annotation(id=f"a{number:012x}", verdict=verdict, by="bench", at=at, origin=origin, **same))
        yield Record(article, tuple(marks), work={"bench": Work(Status.DONE, 60.0)})


def _raw_rows(made: Project, empty: Project) -> float:
    """The seconds in which bare SQLite puts all rows of a project into another's tables, a transaction for each table."""
    tables = ("articles", "texts", "suggestions", "annotations", "log", "work", "settled", "annotators", "entries")
    with closing(sqlite3.connect(made.database)) as connection:
        rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    with closing(sqlite3.connect(empty.database, isolation_level=None)) as connection:
        for pragma in ("foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        began = time.perf_counter()
        for table, given in rows.items():
            if given:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(given[0]))})", given)
                connection.execute("COMMIT")
        return time.perf_counter() - began


def _raw_lines(source: Path, out: Path) -> float:
    began = time.perf_counter()
    with source.open(encoding="utf-8") as file, out.open("w", encoding="utf-8") as stream:
        for line in file:
            stream.write(json.dumps(json.loads(line), ensure_ascii=False) + "\n")
    return time.perf_counter() - began


def _dated(count: int) -> Iterator[Record]:
    """Short articles of a year of days; every second one is done by "half"."""
    done = {"half": Work(Status.DONE, 60.0)}
    for number in range(count):
        meta = {"date": f"2025-{number * 7 % 12 + 1:02}-{number % 28 + 1:02}"} if number % 10 else {}
        yield Record(Article(f"n{number}", f"Le texte {number}.", meta), work=done if number % 2 else {})


@contextmanager
def _deciding(made: Project, number: int) -> Iterator[list[float]]:
    """Another process decides on that article again and again; the seconds that each decision took, once it is over."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_decide_often, args=(made.folder, number, theirs))
    process.start()
    ours.recv()
    waits: list[float] = []
    yield waits
    ours.send("enough")
    waits += ours.recv()
    process.join()


def _decide_often(folder: Path, number: int, pipe: Connection) -> None:
    from postil.cli.project import read as read_project

    waits: list[float] = []
    with closing(Store.open(read_project(folder).database)) as store:
        text = store.article(number).text
        turn = 0
        while not pipe.poll():
            mark = Annotation(
                id=f"a{os.getpid()}-{turn}", layer="entity", label="PER", start=0, end=2, text=text[:2],
                verdict=Verdict.ADDED, by="bench",
            )  # fmt: skip
            began = time.perf_counter()
            store.decide(Decision("bench", number, "add", (AnnotationChange(None, mark),)))
            waits.append(time.perf_counter() - began)
            if not turn:
                pipe.send("begun")
            turn += 1
            time.sleep(0.02)
    pipe.send(waits)


def _together(work: object, path: Path, made: Project) -> tuple[float, int]:
    """Run `work` in every writer at the same time: seconds from the first start to the last end, and errors."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(WRITERS + 1)
    results: Queue[int] = context.Queue()
    running = [
        context.Process(target=_writer, args=(work, path, _journal(made), number, barrier, results))
        for number in range(WRITERS)
    ]
    for process in running:
        process.start()
    barrier.wait()
    began = time.perf_counter()
    errors = sum(results.get() for _ in running)
    took = time.perf_counter() - began
    for process in running:
        process.join()
    return took, errors


def _writer(work: Writing, path: Path, journal: str, number: int, barrier: Barrier, results: "Queue[int]") -> None:
    results.put(work(path, journal, number, barrier))


def _decide(folder: Path, journal: str, number: int, barrier: Barrier) -> int:
    from postil.cli.project import read as read_project
    from postil.schema.errors import PostilError

    errors = 0
    with closing(Store.open(read_project(folder).database)) as store:
        texts = {article: store.article(article).text for article in range(1, 13)}
        barrier.wait()
        for turn in range(DECISIONS):
            article, start = turn % 12 + 1, turn // 12
            mark = Annotation(
                id=f"a{number}-{turn}", layer="entity", label="PER", start=start, end=start + 5,
                text=texts[article][start : start + 5], verdict=Verdict.ADDED, by=f"w{number}",
            )  # fmt: skip
            try:
                store.decide(Decision(f"w{number}", article, "add", (AnnotationChange(None, mark),)))
            except PostilError:
                errors += 1
    return errors


def _insert(path: Path, journal: str, number: int, barrier: Barrier) -> int:
    with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        barrier.wait()
        for turn in range(DECISIONS):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO decision VALUES (?, ?)", (f"w{number}", f"decision {turn}"))
            connection.execute("COMMIT")
    return 0


def _journal(made: Project) -> str:
    with closing(sqlite3.connect(made.database)) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    return str(mode)


def _raw_import(source: Path, out: Path) -> float:
    began = time.perf_counter()
    with closing(sqlite3.connect(out)) as connection, source.open(encoding="utf-8") as file:
        connection.execute("CREATE TABLE article (id TEXT, text TEXT, meta TEXT)")
        for line in file:
            value = json.loads(line)
            connection.execute("INSERT INTO article VALUES (?, ?, ?)", (value["id"], value["text"], json.dumps(value["meta"])))
        connection.commit()
    return time.perf_counter() - began


def _raw_export(source: Path, out: Path) -> float:
    began = time.perf_counter()
    with closing(sqlite3.connect(source)) as connection, out.open("w", encoding="utf-8") as file:
        for name, text, meta in connection.execute("SELECT id, text, meta FROM article"):
            file.write(json.dumps({"id": name, "text": text, "meta": json.loads(meta)}, ensure_ascii=False) + "\n")
    return time.perf_counter() - began
