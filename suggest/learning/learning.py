"""One run of learning: lessons in, a model in `models/` out, judged on articles held back, put to use where it is better."""

import platform
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from spacy.language import Language

from postil.agreement.scores import Counts
from postil.schema.errors import PostilError
from postil.schema.scheme import Kind, Scheme
from postil.suggest.calibration import PLAIN
from postil.suggest.learning import curve, runs
from postil.suggest.learning.crossing import ENOUGH, NOBODY, Crossed, crossed
from postil.suggest.learning.holding import Groups, split
from postil.suggest.learning.judging import FEWEST_GOLD, Said, Scores, calibrated, evidence, judge, judge_fairly, only
from postil.suggest.learning.lessons import Lesson, digest, fingerprint_of
from postil.suggest.learning.meta import ALONE, LAST, MERGED, WITHOUT, Meta, Point, overall
from postil.suggest.learning.outcome import Outcome
from postil.suggest.learning.pipeline import sights_of, train
from postil.suggest.learning.plans import How, Plan, plan
from postil.suggest.learning.runs import Runs
from postil.suggest.learning.sight import Sight
from postil.suggest.learning.source import ModelSource, opened
from postil.suggest.learning.tagger import Tagger
from postil.suggest.rules import fingerprint
from postil.suggest.source import Source

_HIDDEN = 0.15
"""The share of the rules' findings that is hidden while learning. Of 0, 0.1, 0.2 and 0.35 the middle ones did best: nearly as
good where the rules know the names, and far better where they do not."""

Tick = Callable[[str, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What to learn from: the lessons, the share to hold back, groups of near-copies, and all other sources in their order.

    `order`: where the model stands among them. `finished`: articles finished by anyone.
    """

    scheme: Scheme
    folder: Path
    lessons: Sequence[Lesson]
    hold_back: float
    copies: Groups = ()
    others: Sequence[Source] = ()
    finished: int = 0
    curve: bool = True

    @property
    def data(self) -> str:
        """Names what the outcome depends on."""
        versions = sorted(source.version for source in self.others)
        return digest(self.lessons, fingerprint(), f"{self.hold_back}", repr(self.scheme), *versions)


def learn(task: Task, tick: Tick = lambda what, share: None) -> Outcome:
    """Learn, judge, save, and put to use where it is better. `tick` is told what is being done, and what share of it is done.

    Only one may do this at a time in a project. Raises PostilError when too little was decided.
    """
    began = time.monotonic()
    made = Runs(task.folder)
    made.sweep()
    run = made.new_id()
    tick("reading the articles", 0.0)
    found, held = split(task.lessons, task.hold_back, task.copies)
    plans = plan(task.scheme, found, hold_back=task.hold_back)
    sights = sights_of(task.scheme, found, plans, hide=_HIDDEN)
    nlp, lost = train(task.scheme, plans, found, sights, lambda layer, share: tick(f"learning {layer}", share))
    model = ModelSource(nlp, task.scheme, plans, run)
    before, last, trouble = _last(made, task.scheme)
    meta = Meta(
        run=run, made=datetime.now(UTC).isoformat(timespec="seconds"), data=task.data, articles=len(found), held_back=len(held),
        finished=task.finished, by=Counter(lesson.by for lesson in task.lessons), plans=plans, lost=lost, versions=_versions(),
        texts=[fingerprint_of(lesson.article) for lesson in found],
    )  # fmt: skip
    more = crossed(task.scheme, plans, found, sights, run, tick) if 0 < _marks(held) < ENOUGH else NOBODY
    tick("judging", 0.0)
    meta = _judged(task, held, model, last, meta, more)
    if task.curve:
        meta = _with_curve(task, nlp, found, sights, held, meta, tick)
    used, sentence = _decided(meta, before, trouble, made)
    with made.draft(run, use=used) as folder:
        nlp.to_disk(folder / "pipeline")
        meta = replace(meta, files=runs.digests(folder), seconds=round(time.monotonic() - began, 1))
        runs.write_meta(folder, meta)
    return Outcome(meta, used, before, sentence)


def _judged(
    task: Task, held: Sequence[Lesson], model: ModelSource, last: ModelSource | None, meta: Meta, more: Crossed
) -> Meta:
    """The scores on the articles held back; with `more` articles it is decided which layers are put to use, and calibrated."""
    if not held:
        return meta
    scheme, articles = task.scheme, [lesson.article for lesson in held]
    others = [source.suggest_many(articles) for source in task.others]
    mine = model.suggest_many(articles)
    others_more = [source.suggest_many([lesson.article for lesson in more.lessons]) for source in task.others]
    without = judge(scheme, held, others, PLAIN).scores if others else {}
    alone = judge(scheme, held, [mine], PLAIN).scores
    merged = judge_fairly(scheme, held, [*others, mine], more.lessons, [*others_more, more.said]).scores
    known = evidence(scheme, [*held, *more.lessons]).layers
    scores = {
        layer: {WITHOUT: without.get(layer, {}), ALONE: alone[layer], MERGED: merged[layer]}
        for layer in merged if layer in known
    }  # fmt: skip
    if last is not None:
        # Its own calibration learned from these very articles: under the new one both are judged alike.
        was = judge_fairly(scheme, held, [*others, last.suggest_many(articles)], more.lessons, [*others_more, more.said]).scores
        scores = {layer: {**systems, LAST: was[layer]} for layer, systems in scores.items()}
    meta = replace(meta, scores=scores)
    tried = [*held, *more.lessons]
    theirs = [[*one, *also] for one, also in zip(others, others_more, strict=True)]
    in_use = _worth(
        meta.plans,
        judge(scheme, tried, theirs, PLAIN).scores if theirs else {},
        judge_fairly(scheme, tried, [*theirs, [*mine, *more.said]]).scores,
    )
    if not in_use:
        return meta
    said: list[Said] = [*theirs, [only(suggestions, in_use) for suggestions in (*mine, *more.said)]]
    return replace(
        meta,
        in_use=in_use,
        calibration=calibrated(scheme, tried, said),
        reliability=judge_fairly(scheme, tried, said).reliability,
    )


def _worth(plans: Sequence[Plan], without: Scores, merged: Scores) -> list[str]:
    """The layers in which the model makes the suggestions better."""
    return [
        one.layer for one in plans
        if one.how is not How.NOTHING
        and overall(merged[one.layer]).gold >= FEWEST_GOLD
        and overall(merged[one.layer]).f1 > overall(without.get(one.layer, {})).f1
    ]  # fmt: skip


def _decided(meta: Meta, before: str, trouble: str, made: Runs) -> tuple[bool, str]:
    """Whether the run is put to use, and why, in a sentence: where it does better than the one in use, over all layers.

    At the same score the one that learned from more articles is the better one.
    """
    if not meta.held_back:
        return False, "Not put to use: no finished article is held back, so nobody knows how good it is."
    if not meta.in_use:
        return False, "Not put to use: it is no better than what is suggested without it."
    left = [one.layer for one in meta.plans if one.how is not How.NOTHING and one.layer not in meta.in_use]
    used = f"In use now for: {', '.join(meta.in_use)}." + (
        f" Not for: {', '.join(left)}, where it is no better." if left else ""
    )
    if trouble:
        return True, f"{used} {trouble}"
    if not any(LAST in systems for systems in meta.scores.values()):
        return True, used
    new, old = Counts(), Counts()
    for layer, systems in meta.scores.items():
        new += overall(systems[MERGED if layer in meta.in_use else WITHOUT])
        old += overall(systems[LAST])
    if new.f1 > old.f1:
        return True, used
    if new.f1 < old.f1:
        return False, f"Not put to use: {before} does better on the articles held back."
    fewer = made.meta(before).articles
    if fewer < meta.articles:
        return True, f"{used} It does as well as {before}, and learned from more articles ({meta.articles:,}, not {fewer:,})."
    return False, f"Not put to use: {before}, which is in use, does as well on the articles held back."


def _with_curve(
    task: Task, nlp: Language, found: Sequence[Lesson], sights: Sequence[Sight], held: Sequence[Lesson], meta: Meta, tick: Tick
) -> Meta:
    one = _most_decided(task.scheme, meta.plans, found)
    if one is None or not held:
        return meta
    held_sights = sights_of(task.scheme, held, meta.plans)
    tagger = nlp.get_pipe(one.pipe)
    assert isinstance(tagger, Tagger)
    points: list[Point] = []
    for place, share in enumerate(curve.SHARES):
        tick("learning curve", place / len(curve.SHARES))
        if made := curve.point(one, found, sights, held, held_sights, share):
            points.append(made)
    points.append(Point(len(found), curve.f1(tagger, held, held_sights)))
    return replace(meta, curve_layer=one.layer, curve=points)


def _most_decided(scheme: Scheme, plans: Sequence[Plan], found: Sequence[Lesson]) -> Plan | None:
    """The spans layer with the most marks among those that are tagged."""
    count = Counter(mark.layer for lesson in found for mark in lesson.gold)
    tagged = [one for one in plans if one.how is How.TAGGER and scheme.layer(one.layer).kind is Kind.SPANS]
    return max(tagged, key=lambda one: count[one.layer], default=None)


def _last(made: Runs, scheme: Scheme) -> tuple[str, ModelSource | None, str]:
    """The run in use, its source, and what is wrong with it; one that is broken has no source."""
    try:
        run = made.current()
        return run, (opened(made, run, scheme) if run else None), ""
    except PostilError as error:
        return "", None, f"Before: {error.message}"


def _marks(held: Sequence[Lesson]) -> int:
    return sum(len(lesson.gold) for lesson in held)


def _versions() -> dict[str, str]:
    names = ("postil", "spacy", "numpy", "scipy")
    return {"python": platform.python_version(), "rules": fingerprint(), **{name: version(name) for name in names}}
