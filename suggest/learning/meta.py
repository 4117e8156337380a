"""What is on record about a run: what it learned from, how well it did, which layers are in use, and how long it took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from postil.agreement.scores import Counts
from postil.schema.json_types import Json
from postil.suggest.calibration import PLAIN, Calibration, Reliability, from_json
from postil.suggest.json_values import mapping, number, sequence, text, whole
from postil.suggest.learning.plans import How, Plan

WITHOUT = "without"
"""Under this name: the suggestions of all other sources, without any model."""
LAST = "last"
"""The merged suggestions with the model that was in use before."""
ALONE = "alone"
"""The new model by itself."""
MERGED = "merged"
"""The new model with all other sources, as they are suggested once it is in use."""

FORM = 2
"""How the components of a pipeline are written down; another number, and what an earlier postil learned cannot be read."""

Scored = Mapping[str, Mapping[str, Counts]]
"""By system, by label: what was right, wrong and missed on the articles held back."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the learning curve: the F1 of the model alone after so many articles."""

    articles: int
    f1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """One run. `made` is UTC, ISO 8601. `data` is the digest of what it was learned from.

    `by`: whose decisions, and of how many articles. `finished`: articles finished in the project by then, by anyone.
    `scores`: by layer. `texts`: the articles that were learned from, by `fingerprint_of`. `files`: digests of the pipeline's
    files. `form`: how these are written (FORM).
    """

    run: str
    made: str
    data: str
    articles: int
    held_back: int
    finished: int = 0
    by: Mapping[str, int] = field(default_factory=dict)
    plans: Sequence[Plan] = ()
    scores: Mapping[str, Scored] = field(default_factory=dict)
    in_use: Sequence[str] = ()
    calibration: Calibration = PLAIN
    reliability: Sequence[Reliability] = ()
    curve_layer: str = ""
    curve: Sequence[Point] = ()
    lost: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    versions: Mapping[str, str] = field(default_factory=dict)
    texts: Sequence[str] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    form: int = FORM

    def f1(self, layer: str, system: str) -> float:
        """The F1 of a system over all labels of a layer."""
        return overall(self.scores.get(layer, {}).get(system, {})).f1


def overall(labels: Mapping[str, Counts]) -> Counts:
    """All labels together."""
    return sum(labels.values(), Counts())


def to_json(meta: Meta) -> dict[str, Json]:
    """As a JSON object."""
    return {
        "run": meta.run,
        "made": meta.made,
        "data": meta.data,
        "articles": meta.articles,
        "held_back": meta.held_back,
        "finished": meta.finished,
        "by": dict(meta.by),
        "layers": {
            one.layer: {
                "how": one.how.value,
                "labels": list(one.labels),
                "why": one.why,
                "nested": one.nested,
                "in_use": one.layer in meta.in_use,
                "scores": _scores_json(meta.scores.get(one.layer, {})),
            }
            for one in meta.plans
        },
        "calibration": meta.calibration.to_json(),
        "reliability": [
            {"low": line.low, "high": line.high, "count": line.count, "said": line.said, "right": line.right}
            for line in meta.reliability
        ],
        "curve": {"layer": meta.curve_layer, "points": [[point.articles, point.f1] for point in meta.curve]},
        "lost": dict(meta.lost),
        "seconds": meta.seconds,
        "versions": dict(meta.versions),
        "texts": list(meta.texts),
        "files": dict(meta.files),
        "form": meta.form,
    }


def meta_from_json(value: Json) -> Meta:
    """What `to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    top = mapping(value)
    layers = {name: mapping(layer) for name, layer in mapping(top["layers"]).items()}
    curve = mapping(top["curve"])
    return Meta(
        run=text(top["run"]),
        made=text(top["made"]),
        data=text(top["data"]),
        articles=whole(top["articles"]),
        held_back=whole(top["held_back"]),
        finished=whole(top["finished"]),
        by={name: whole(count) for name, count in mapping(top["by"]).items()},
        plans=[
            Plan(name, How(text(la["how"])), tuple(map(text, sequence(la["labels"]))), text(la["why"]), la["nested"] is True)
            for name, la in layers.items()
        ],
        scores={name: _scored(mapping(la["scores"])) for name, la in layers.items() if la["scores"]},
        in_use=[name for name, la in layers.items() if la["in_use"] is True],
        calibration=from_json(mapping(top["calibration"])),
        reliability=[
            Reliability(number(li["low"]), number(li["high"]), whole(li["count"]), number(li["said"]), number(li["right"]))
            for li in map(mapping, sequence(top["reliability"]))
        ],
        curve_layer=text(curve["layer"]),
        curve=[Point(whole(articles), number(f1)) for articles, f1 in map(sequence, sequence(curve["points"]))],
        lost={what: whole(count) for what, count in mapping(top["lost"]).items()},
        seconds=number(top["seconds"]),
        versions={name: text(version) for name, version in mapping(top["versions"]).items()},
        texts=[text(one) for one in sequence(top.get("texts", []))],
        files={name: text(digest) for name, digest in mapping(top["files"]).items()},
        form=whole(top.get("form", 1)),
    )


def _scores_json(scored: Scored) -> dict[str, Json]:
    return {
        system: {
            label: {
                "tp": c.tp, "fp": c.fp, "fn": c.fn,
                "f1": round(c.f1, 4), "precision": round(c.precision, 4), "recall": round(c.recall, 4),
            }
            for label, c in labels.items()
        }
        for system, labels in scored.items()
    }  # fmt: skip


def _scored(value: Mapping[str, Json]) -> Scored:
    return {
        system: {
            label: Counts(whole(c["tp"]), whole(c["fp"]), whole(c["fn"]))
            for label, c in ((name, mapping(one)) for name, one in mapping(labels).items())
        }
        for system, labels in value.items()
    }
