"""Suggestions: articles a second, in one process and in several, and what the screen feels of it."""

import fcntl
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import projects
import spacy
from screen import POSTIL, PYTHON
from table import Figure
from terminal import Terminal

from postil.cli.project import Project, opened
from postil.schema.record import Record
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.engine import Suggester

ARTICLES, LENGTH = 600, 3000
FEW = 60
RUNS = 3
KEYS = 60
# The command, and then what it took: seconds of CPU of it and its workers, and its largest memory in kB, as Linux tells.
_TOLD = """
import os, re, sys
from postil.cli.main import run
if run(sys.argv[1:]):
    raise SystemExit(1)
print(sum(os.times()[:4]), re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def suggesting(folder: Path) -> Iterator[Figure]:
    """The rules for every layer of the scheme diplomacy, without storing anything, against spaCy's bare tokenizer."""
    began = time.perf_counter()
    suggester = Suggester(parse_project(builtin("diplomacy")).scheme)
    load = time.perf_counter() - began
    articles = list(projects.of_length(FEW * 2, LENGTH))
    suggester.suggest(articles[0])
    began = time.process_time()
    for article in articles:
        suggester.suggest(article)
    took = time.process_time() - began
    blank = spacy.blank("fr")
    blank(articles[0].text)
    began = time.process_time()
    for article in articles:
        blank(article.text)
    floor = time.process_time() - began
    yield Figure("suggesting: articles a second of one core", len(articles) / took, "/s", len(articles) / floor)
    yield Figure("suggesting: until the first article", load * 1000, "ms")


def end_to_end(folder: Path) -> Iterator[Figure]:
    """`postil suggest` as it is called, stored articles included: what more articles cost, once all is loaded."""
    made = {count: _unsuggested(folder / f"{count}", count) for count in (FEW, ARTICLES)}
    walls: dict[int, float] = {}
    for workers in (1, 2):
        seconds: list[float] = []
        cpu: list[float] = []
        memory: list[float] = []
        for _ in range(RUNS):
            few, many = (_run(made[count], workers) for count in (FEW, ARTICLES))
            seconds.append(many[0] - few[0])
            cpu.append(many[1] - few[1])
            memory.append(many[2] - few[2])
        more = ARTICLES - FEW
        walls[workers] = min(seconds)
        name = "1 process" if workers == 1 else f"{workers} workers"
        limit = 250 if workers == 1 else None
        yield Figure(f"postil suggest, {name}: articles a second", more / min(seconds), "/s", None, limit, more=True)
        yield Figure(f"postil suggest, {name}: CPU for an article", 1000 * statistics.median(cpu) / more, "ms")
        yield Figure(f"postil suggest, {name}: memory for {more} articles more", statistics.median(memory), "MB", None, 24)
    yield Figure("postil suggest: 2 workers against 1 process", walls[1] / walls[2], "×", None, 1.8, more=True)


def beside(folder: Path) -> Iterator[Figure]:
    """What keys cost while `suggest --background` runs beside the screen, which starts it, against the same without it."""
    records = (Record(article) for article in projects.of_length(4000, LENGTH))
    made = projects.project(folder / "beside", records, suggest=2)
    costs: dict[bool, list[list[list[float]]]] = {}
    for turn in range(4):
        busy = bool(turn % 2)
        with _locked(made, held=not busy):
            costs.setdefault(busy, []).append(_keys(made, f"turn{turn}"))
    for number, what in enumerate(("a move", "an accept, stored")):
        alone, with_it = ([_p95(keys[number]) for keys in costs[busy]] for busy in (False, True))
        yield Figure(f"{what}, suggesting beside it (p95)", min(with_it), "ms", min(alone), 1.3)
    with opened(made) as store:
        yield Figure("articles suggested for meanwhile", store.size - store.count_pending("") - 2, "")


def _keys(made: Project, annotator: str) -> list[list[float]]:
    """Milliseconds of moves and of accepts."""
    with Terminal([*POSTIL, "-C", str(made.folder), "annotate", "--as", annotator]) as terminal:
        terminal.when([lambda lines: any("▸" in line for line in lines)])
        terminal.collect(3.0, 4.0)  # whatever starts beside it is at work by then
        moves = [terminal.key(key).seconds * 1000 for _ in range(KEYS // 2) for key in (b"j", b"k")]
        accepts = [terminal.key(b"a").seconds * 1000 for _ in range(KEYS)]
    return [moves, accepts]


def _p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]


@contextmanager
def _locked(made: Project, *, held: bool) -> Iterator[None]:
    """With the lock held, nobody else suggests."""
    with (made.folder / ".suggest.lock").open("w") as lock:
        if held:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _unsuggested(folder: Path, count: int) -> Project:
    return projects.project(folder, (Record(article) for article in projects.of_length(count, LENGTH)))


def _run(made: Project, workers: int) -> tuple[float, float, float]:
    """Seconds, seconds of CPU, and megabytes of memory at most, of suggesting for a copy of the project."""
    copy = made.folder.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(made.folder, copy)
    began = time.perf_counter()
    command = [PYTHON, "-c", _TOLD, "-C", str(copy), "suggest", "--workers", str(workers)]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    took = time.perf_counter() - began
    cpu, memory = map(float, out.split())
    return took, cpu, memory / 1024
