"""What came of one run of learning, in a sentence, and in a small file that the screen reads: `models/last.json`.

The file is written whenever learning was tried, also when nothing was put to use or too little was decided: so the screen
can say so, and does not try again at once.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from postil.schema.attempt import Became
from postil.schema.errors import PostilError
from postil.suggest.learning.meta import LAST, MERGED, WITHOUT, Meta
from postil.suggest.learning.runs import FOLDER

NAME = "last.json"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: its record, and whether it is in use now. `before`: the run that was in use, or "". `sentence`: why."""

    meta: Meta
    used: bool
    before: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """What learning came to when it was tried last.

    `at`: UTC, ISO 8601. `finished`: articles finished in the project by then. `articles`: those that it learned from.
    `layers`: F1 before (of the last model, or without one) and after, by layer.
    """

    at: str
    finished: int
    outcome: Became
    articles: int = 0
    layers: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    sentence: str = ""


def last_of(outcome: Outcome) -> Last:
    """What to write down about a run: the layers in use, or where it is not used all that were tried."""
    meta = outcome.meta
    tried = [one.layer for one in meta.plans if one.labels and one.layer in meta.scores]
    return Last(
        at=_now(), finished=meta.finished, outcome=Became.USED if outcome.used else Became.NOT_BETTER, articles=meta.articles,
        layers={layer: _gain(meta, layer) for layer in (meta.in_use if outcome.used else tried)}, sentence=outcome.sentence,
    )  # fmt: skip


def too_little(error: PostilError, finished: int) -> Last:
    """What to write down where there was too little to learn from."""
    return Last(at=_now(), finished=finished, outcome=Became.TOO_LITTLE, sentence=error.message)


def write_last(folder: Path, last: Last) -> None:
    """Write it down for the project in `folder`, in one step."""
    models = folder / FOLDER
    models.mkdir(exist_ok=True)
    draft = models / f".{NAME}.{os.getpid()}"
    draft.write_text(json.dumps(asdict(last), ensure_ascii=True, indent=1) + "\n", encoding="ascii")
    os.replace(draft, models / NAME)


def _gain(meta: Meta, layer: str) -> tuple[float, float]:
    before = LAST if LAST in meta.scores[layer] else WITHOUT
    return round(meta.f1(layer, before), 4), round(meta.f1(layer, MERGED), 4)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
