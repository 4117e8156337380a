"""Learning from 100 and from 400 articles with gold entities, judged on others of the same corpus; skipped without it."""

import json
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from table import Figure

from postil.schema.annotation import Annotation, Mark, Verdict
from postil.schema.article import Article
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.calibration import PLAIN
from postil.suggest.engine import Suggester
from postil.suggest.learning.learning import Task, learn
from postil.suggest.learning.lessons import Lesson
from postil.suggest.learning.source import in_use
from postil.suggest.rules import Rules
from postil.suggest.source import Source

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "winer-fr" / "dev.jsonl"
LABELS = {"Person": "PER", "Organization": "ORG", "Location": "GPE", "Date": "DATE"}
LEFT_OUT = ("Event", "Hour", "Product")
SIZES = {100: 0.79, 400: 0.84}
HELD, SEED = 0.2, 0
SECONDS, RATE = 75, 60

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Gold:
    """An article, its outermost gold spans of the labels in question, and the ranges that are left out."""

    article: Article
    spans: Sequence[Span]
    out: Sequence[tuple[int, int]]

    def counted(self, spans: Sequence[Span]) -> set[Span]:
        """The spans that count: places are one label, dates have a digit, and nothing lies on what is left out."""
        found = set()
        for start, end, label in spans:
            here = "GPE" if label == "LOC" else label
            dated = here != "DATE" or any(char.isdigit() for char in self.article.text[start:end])
            if here in LABELS.values() and dated and not any(start < b and a < end for a, b in self.out):
                found.add((start, end, here))
        return found


def learning(folder: Path) -> Iterator[Figure]:
    """What learning takes, and what it brings: merged suggestions against the rules alone."""
    if not CORPUS.is_file():
        print(f"  learn: skipped, there is no {CORPUS.name} of WiNER-fr beside the repository", file=sys.stderr)
        return
    scheme = parse_project(builtin("entities")).scheme
    articles = [_gold(json.loads(row)) for row in CORPUS.read_text(encoding="utf-8").splitlines()]
    random.Random(SEED).shuffle(articles)
    unseen = articles[max(SIZES) :]
    rules = Rules(scheme)
    alone = _f1(unseen, Suggester(scheme, sources=[rules]))
    for size, least in SIZES.items():
        place = folder / str(size)
        lessons = [_lesson(gold) for gold in articles[:size]]
        began = time.process_time()
        outcome = learn(Task(scheme=scheme, folder=place, lessons=lessons, hold_back=HELD, others=[rules]))
        took = time.process_time() - began
        yield Figure(f"learning from {size} articles: CPU", took, "s", limit=SECONDS if size == min(SIZES) else None)
        model = in_use(place, scheme)
        sources: list[Source] = [rules] if model is None else [rules, model]
        calibration = PLAIN if model is None else model.calibration
        merged = _f1(unseen, Suggester(scheme, sources=sources, calibration=calibration))
        yield Figure(f"  F1 on {len(unseen)} others, merged (floor: the rules)", merged, "", alone)
        yield Figure("  the same, beside what is wanted", merged, "", limit=least, more=True)
        if not outcome.used or model is None:
            continue
        began = time.process_time()
        model.suggest_many([gold.article for gold in unseen])
        rate = len(unseen) / (time.process_time() - began)
        yield Figure("  the model alone: articles a second", rate, "/s", limit=RATE, more=True)


def _f1(unseen: Sequence[Gold], suggester: Suggester) -> float:
    right = wrong = 0
    made = suggester.suggest_many([gold.article for gold in unseen])
    for gold, found in zip(unseen, made, strict=True):
        wanted, got = gold.counted(gold.spans), gold.counted([_span(mark) for mark in found])
        right += len(wanted & got)
        wrong += len(wanted ^ got)
    return 2 * right / (2 * right + wrong)


def _span(mark: Mark) -> Span:
    return mark.start or 0, mark.end or 0, mark.label


def _gold(row: Mapping[str, object]) -> Gold:
    entities = row["entities"]
    assert isinstance(entities, list)
    spans = sorted(((e["start"], e["end"], e["label"]) for e in entities), key=lambda span: (span[0], -span[1]))
    reach = [0]
    for _, end, _ in spans:
        reach.append(max(reach[-1], end))
    outer = [span for span, (before, after) in zip(spans, pairwise(reach), strict=True) if after > before]
    article = Article(str(row["file"]), str(row["text"]), {"language": "fr"})
    kept = [(start, end, LABELS[label]) for start, end, label in outer if label in LABELS]
    return Gold(article, kept, [(start, end) for start, end, label in spans if label in LEFT_OUT])


def _lesson(gold: Gold) -> Lesson:
    marks = [
        Annotation(
            id=f"a{number}", layer="entity", label=label, start=start, end=end, text=gold.article.text[start:end],
            verdict=Verdict.ADDED, by="gold",
        )
        for number, (start, end, label) in enumerate(gold.spans)
    ]  # fmt: skip
    return Lesson(gold.article, "gold", True, tuple(marks), ())
