"""All that `postil stats` knows, for scripts."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, cast

from postil.cli.stats_figures import Answers, Person, answers, forecast, left
from postil.schema.json_types import Json

if TYPE_CHECKING:
    from postil.db.statistics import Statistics


def statistics_json(found: "Statistics", people: Sequence[Person], today: date) -> Json:
    """Every count as it is, with the rates and the forecast beside them."""
    layers = answers(found.labels, lambda one: one.layer)
    labels = answers(found.labels, lambda one: (one.layer, one.label))
    sources = answers(found.sources, lambda one: one.source)
    by_label = answers(found.sources, lambda one: (one.source, one.layer, one.label))
    return {
        "articles": found.articles,
        "finished": found.finished,
        "annotators": [_person(found.articles, who, today) for who in people],
        "layers": [
            {"layer": name, **_answers(layers.get(name, Answers())), "undecided": found.undecided.get(name, 0)}
            for name in sorted({*layers, *found.undecided})
        ],
        "labels": [{"layer": layer, "label": label, **_answers(one)} for (layer, label), one in labels.items()],
        "sources": [{"source": name, **_answers(one)} for name, one in sources.items()],
        "sources_by_label": [
            {"source": source, "layer": layer, "label": label, **_answers(one)}
            for (source, layer, label), one in by_label.items()
        ],
        "corrections": [cast(Json, asdict(one)) for one in found.corrections],
        "seconds": [cast(Json, asdict(one)) for one in found.paces],
        "days": [cast(Json, asdict(one)) for one in found.days],
        "scores": [cast(Json, asdict(one)) for one in found.scores],
    }


def _answers(one: Answers) -> dict[str, Json]:
    return {**asdict(one), "rate": None if one.rate is None else round(one.rate, 4)}


def _person(articles: int, who: Person, today: date) -> Json:
    seen = forecast(articles, who, today)
    ahead: Json = None
    if seen is not None:
        ahead = {"seconds": round(seen.seconds), "per_day": round(seen.per_day, 2), "last": seen.last.isoformat()}
    counts = cast("dict[str, Json]", asdict(who.count))
    return {**counts, "left": left(articles, who.count), "per_hour": round(who.per_hour, 2), "forecast": ahead}
