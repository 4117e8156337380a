"""What `postil learn` left in the project's folder `models/`, as far as the screen tells about it.

Only small files of JSON are read, with nothing else of what learns: `models/current` names the run in use,
`models/RUN/meta.json` says what it learned from and how well it did, and `models/last.json` what became of the last attempt.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from postil.schema.attempt import Became
from postil.schema.safe import safe

_FOLDER, _CURRENT, _META, _LAST = "models", "current", "meta.json", "last.json"
_RUN = re.compile(r"\d{8}-\d{6}(?:-\d{1,3})?")
_LONGEST = 20_000_000
_BEFORE = ("last", "without")


@dataclass(frozen=True, slots=True)
class Gain:
    """F1 in one layer on the articles held back: of what was suggested before, and of what is with the model."""

    layer: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Learned:
    """A model: the run that made it, from how many articles, and what it gains in the layers for which it is in use."""

    run: str
    articles: int
    gains: tuple[Gain, ...] = ()

    def told(self, titles: Mapping[str, str]) -> str:
        """In one line, the layers by their titles: "learned from 50 articles: Entities .86 → .89"."""
        gains = [f"{safe(titles.get(g.layer) or g.layer)} {_points(g.before)} → {_points(g.now)}" for g in self.gains]
        return f"learned from {_articles(self.articles)}" + (f": {', '.join(gains)}" if gains else "")


@dataclass(frozen=True, slots=True)
class Attempt:
    """The last attempt to learn: when, with how many articles finished by then, and from how many of them it learned."""

    at: str
    finished: int
    became: Became
    articles: int

    @property
    def told(self) -> str:
        """Why no model was put to use, in one line; "" where one was."""
        if self.became is Became.TOO_LITTLE:
            return "too little was decided to learn from yet"
        return f"learned from {_articles(self.articles)}: no better yet" if self.became is Became.NOT_BETTER else ""


def in_use(folder: Path) -> Learned | None:
    """The model that is in use in the project; None where there is none, or its record cannot be read."""
    run = _current(folder)
    meta = _meta(folder, run) if run else None
    if meta is None:
        return None
    try:
        gains = [_gain(name, layer["scores"]) for name, layer in meta["layers"].items() if layer["in_use"] is True]
        return Learned(run, int(meta["articles"]), tuple(gains))
    except (KeyError, TypeError, ValueError, AttributeError):
        return Learned(run, 0)


def gone(folder: Path) -> str:
    """The run that is said to be in use where its folder is not there any more; "" where all is well."""
    run = _current(folder)
    return run if run and not (folder / _FOLDER / run).is_dir() else ""


def last_attempt(folder: Path) -> Attempt | None:
    """What became of the last attempt to learn; None where there was none, or its record is not as it should be."""
    found = _read(folder / _FOLDER / _LAST) or {}
    at, finished, articles = (found.get(name) for name in ("at", "finished", "articles"))
    counts = [count for count in (finished, articles) if type(count) is int and count >= 0]
    if not isinstance(at, str) or len(counts) < 2 or found.get("outcome") not in list(Became):
        return None
    return Attempt(at, counts[0], Became(found["outcome"]), counts[1])


def last_seen(folder: Path) -> int:
    """How many articles were finished when learning was tried last, whatever came of it; 0 where it never was."""
    attempt = last_attempt(folder)
    return max(attempt.finished if attempt else 0, _last_run(folder))


def _last_run(folder: Path) -> int:
    """How many were finished when the newest run that can be read was made."""
    try:
        runs = [path.name for path in (folder / _FOLDER).iterdir() if _RUN.fullmatch(path.name)]
    except OSError:
        return 0
    for run in sorted(runs, reverse=True):
        finished = (_meta(folder, run) or {}).get("finished")
        if isinstance(finished, int):
            return finished
    return 0


def _current(folder: Path) -> str:
    """The run that is said to be in use; "" where none is, or what is said is no run."""
    try:
        run = (folder / _FOLDER / _CURRENT).read_bytes()[:100].decode("ascii", "replace").strip()
    except OSError:
        return ""
    return run if _RUN.fullmatch(run) else ""


def _meta(folder: Path, run: str) -> dict[str, Any] | None:
    """The record of a run."""
    return _read(folder / _FOLDER / run / _META)


def _read(path: Path) -> dict[str, Any] | None:
    """An object of JSON as it is written; whoever reads it finds out what is in it."""
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_LONGEST))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _gain(layer: str, scores: Mapping[str, Any]) -> Gain:
    before = next((_f1(scores[system]) for system in _BEFORE if scores.get(system)), 0.0)
    return Gain(layer, before, _f1(scores["merged"]))


def _f1(labels: Mapping[str, Mapping[str, int]]) -> float:
    """Over all labels of a layer: 2·tp / (2·tp + fp + fn)."""
    right, wrong = (sum(one[name] for one in labels.values() for name in names) for names in (("tp",), ("fp", "fn")))
    return 2 * right / (2 * right + wrong) if right else 0.0


def _points(score: float) -> str:
    return "1.0" if score >= 0.995 else f"{score:.2f}".removeprefix("0")


def _articles(count: int) -> str:
    return f"{count:,} article{'' if count == 1 else 's'}"
