"""Writers at once, and articles in and out, against the bare minimum of SQLite and JSON on the same disk."""

import json
import multiprocessing
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.queues import Queue
from pathlib import Path

import projects
from table import Figure

from postil.cli.project import Project, opened
from postil.corpus import prepare, read
from postil.db.store import Store
from postil.exports import write
from postil.schema.annotation import Annotation, Verdict
from postil.schema.record import AnnotationChange, Decision, Record

WRITERS = 8
DECISIONS = 150
ARTICLES = 10_000


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


def _writer(work, path, journal, number, barrier, results) -> None:  # type: ignore[no-untyped-def]  # arguments of a process
    results.put(work(path, journal, number, barrier))


def _decide(folder: Path, journal: str, number: int, barrier) -> int:  # type: ignore[no-untyped-def]  # a barrier has no public type
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


def _insert(path: Path, journal: str, number: int, barrier) -> int:  # type: ignore[no-untyped-def]  # a barrier has no public type
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
