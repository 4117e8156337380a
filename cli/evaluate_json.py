"""An evaluation for scripts."""

from collections.abc import Mapping

from postil.agreement.confusions import Confusion
from postil.agreement.evaluation import Evaluation
from postil.agreement.intervals import Interval, intervals
from postil.agreement.scores import Counts
from postil.schema.json_types import Json
from postil.schema.scheme import Kind


def layer_json(one: Evaluation) -> Json:
    """Everything that was measured about one layer; shares have four digits."""
    edges, kinds = intervals(one.exact.by_article), intervals(one.kinds.by_article)
    macro = one.exact.macro
    out: dict[str, Json] = {
        "kind": one.layer.kind.value,
        "labels": {
            label: {**_counts(counts, edges.labels[label]), "overlap": _counts(one.overlap.labels.get(label, Counts()))}
            for label, counts in one.exact.labels.items()
        },
        "overall": {**_counts(one.exact.overall, edges.overall), "overlap": _counts(one.overlap.overall)},
        "macro": {
            "precision": _four(macro.precision),
            "recall": _four(macro.recall),
            "f1": _four(macro.f1),
            "interval": _interval(edges.macro),
        },
        "kinds": {name: _counts(counts, kinds.labels[name]) for name, counts in one.kinds.labels.items()},
        "sources": {name: _counts(counts) for name, counts in one.sources.items()},
        "confusions": [_confusion(confusion) for confusion in one.confusions],
    }
    if one.layer.kind is Kind.FRAMES:
        out["agreeing"] = {name: _counts(counts) for name, counts in one.agreeing.items()}
    if one.layer.many:
        primary = one.primary
        out["primary"] = {"articles": primary.articles, "first": primary.first, "among_two": primary.among_two}
    return out


def _counts(counts: Counts, interval: Interval | None = None) -> dict[str, Json]:
    out: dict[str, Json] = {
        "gold": counts.gold,
        "found": counts.found,
        "right": counts.tp,
        "precision": _four(counts.precision),
        "recall": _four(counts.recall),
        "f1": _four(counts.f1),
    }
    if interval is not None:
        out["interval"] = _interval(interval)
    return out


def _interval(interval: Interval) -> Mapping[str, Json]:
    edges = {"precision": interval.precision, "recall": interval.recall, "f1": interval.f1}
    return {name: [_four(low), _four(high)] for name, (low, high) in edges.items()}


def _confusion(one: Confusion) -> Json:
    places: list[Json] = [{"article": p.article, "start": p.start, "words": p.words} for p in one.places]
    return {"gold": one.gold, "found": one.found, "fault": one.fault.value, "count": one.count, "places": places}


def _four(share: float) -> float:
    return round(share, 4)
