"""The screen: until the frame and the article are painted, and what keys cost."""

import fcntl
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import projects
from table import Figure
from terminal import Cost, Lines, Terminal

from postil.cli.project import Project, opened
from postil.schema.article import first_line

PYTHON = sys.executable
POSTIL = [str(Path(PYTHON).with_name("postil"))]
FLOOR = [PYTHON, str(Path(__file__).with_name("floor.py"))]
RUNS = 7
KEYS = 40


def start(folder: Path) -> Iterator[Figure]:
    """Frame and article on the screen, with few and with many articles, against the bare app in the same minutes."""
    few, many = projects.of_samples(folder / "few", 5), projects.of_samples(folder / "many", 100_000)
    text = folder / "text.txt"
    text.write_text(next(projects.copies(1)).text, encoding="utf-8")
    floors: list[float] = []
    frames: dict[str, list[float]] = {"5": [], "100,000": []}
    shown: dict[str, list[float]] = {"5": [], "100,000": []}
    lists: dict[str, list[float]] = {"5": [], "100,000": []}
    for _ in range(RUNS):
        with Terminal([*FLOOR, str(text)]) as bare:
            floors += bare.when([_any])
        for name, made in (("5", few), ("100,000", many)):
            with _screen(made) as terminal:
                frame, article, ready = terminal.when([_any, _article(made), _cursor])
            frames[name].append(frame)
            shown[name].append(article)
            lists[name].append(ready)
    floor = statistics.median(floors) * 1000
    for name in frames:
        yield Figure(f"frame painted, {name} articles", statistics.median(frames[name]) * 1000, "ms", floor, 1.5)
        yield Figure(f"article on the screen, {name} articles", statistics.median(shown[name]) * 1000, "ms", floor, 2.6)
        yield Figure(f"its suggestions beside it, {name} articles", statistics.median(lists[name]) * 1000, "ms", floor)


def keys(folder: Path) -> Iterator[Figure]:
    """Bytes and time of keys on one article, and the memory of the process."""
    made = projects.of_samples(folder / "keys", 5)
    with _screen(made) as terminal:
        terminal.when([_article(made)])
        moves = [terminal.key(key) for _ in range(KEYS // 2) for key in (b"j", b"k")]
        accepts = [terminal.key(b"a") for _ in range(30)]
        terminal.key(b"i")
        steps = [terminal.key(b"\x1b[C") for _ in range(KEYS)]
        memory = terminal.memory()
    with Terminal([*FLOOR, str(_text(folder))]) as bare:
        bare.when([_any])
        least = [bare.key(b"\x1b[C") for _ in range(20)]
        base = bare.memory()
    still = [cost for cost in accepts if cost.size and cost.rows <= 12] or accepts
    yield Figure("bytes, a cursor step in the text (median)", _size(steps), "B", None, 500)
    yield Figure("bytes, an accept that does not scroll (median)", _size(still), "B", None, 2000)
    yield Figure("bytes, the next suggestion (median)", _size(moves), "B")
    yield Figure("bytes, a step of the bare app (median)", _size(least), "B")
    yield Figure("time, a cursor step in the text (p95)", _p95(steps), "ms", None, 20)
    yield Figure("time, the next suggestion (p95)", _p95(moves), "ms", None, 20)
    yield Figure("time, an accept, stored (p95)", _p95(accepts), "ms", None, 20)
    yield Figure("memory of the screen's process", memory, "MB", base)
    yield Figure("memory of the screen's process, at most", memory, "MB", None, 80)


def large(folder: Path) -> Iterator[Figure]:
    """One line of 10 MB, and 50,000 spans in one article: opening them, and moving."""
    for what, made, last in (
        ("10 MB in one line", projects.one_long_line(folder / "line", 10_000_000), _any),
        ("50,000 spans in one article", projects.many_spans(folder / "spans", 50_000), _cursor),
    ):
        with _screen(made) as terminal:
            frame, article, ready = terminal.when([_any, _article(made), last], longest=120)
            terminal.key(b"i")
            steps = [terminal.key(b"\x1b[C") for _ in range(KEYS)]
            terminal.key(b"\x1b")
            moves = [terminal.key(b"j") for _ in range(KEYS)]
            memory = terminal.memory()
        yield Figure(f"{what}: article after the frame", (article - frame) * 1000, "ms", None, 1000)
        if last is _cursor:
            yield Figure(f"{what}: its list after the frame", (ready - frame) * 1000, "ms", None, 1000)
        yield Figure(f"{what}: a cursor step (p95)", _p95(steps), "ms", None, 20)
        yield Figure(f"{what}: the next suggestion (p95)", _p95(moves), "ms", None, 20)
        yield Figure(f"{what}: memory", memory, "MB")


@contextmanager
def _screen(made: Project) -> Iterator[Terminal]:
    """The screen on a project; no suggestions are made beside it, so that only the screen is measured."""
    with (made.folder / ".suggest.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with Terminal([*POSTIL, "-C", str(made.folder), "annotate", "--as", "bench"]) as terminal:
            yield terminal


def _any(lines: Lines) -> bool:
    return any(line.strip() for line in lines)


def _cursor(lines: Lines) -> bool:
    return any("▸" in line for line in lines)


def _article(made: Project) -> Callable[[Lines], bool]:
    """Whether the beginning of the first article is on the screen."""
    with opened(made) as store:
        article = store.article(1)
    start = first_line(article.text, article.hidden, 24)
    return lambda lines: any(start in line for line in lines)


def _text(folder: Path) -> Path:
    path = folder / "floor.txt"
    path.write_text(next(projects.copies(1)).text, encoding="utf-8")
    return path


def _size(costs: list[Cost]) -> float:
    return statistics.median(cost.size for cost in costs)


def _p95(costs: list[Cost]) -> float:
    ordered = sorted(cost.seconds for cost in costs)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] * 1000
