"""What lies in models/, as the screen reads it; and that it is what learning writes."""

import json
import shutil
from pathlib import Path

import pytest

from postil.agreement.scores import Counts
from postil.desk.learned import Attempt, Gain, Learned, gone, in_use, last_attempt, last_seen
from postil.schema.attempt import Became
from postil.suggest.learning.meta import ALONE, LAST, MERGED, WITHOUT, Meta
from postil.suggest.learning.outcome import Last, write_last
from postil.suggest.learning.plans import How, Plan
from postil.suggest.learning.runs import Runs, write_meta

RUN, OLDER = "20260302-080000", "20260301-080000-2"


def learned(folder: Path, run: str, *, finished: int = 50, last: bool = False, used: tuple[str, ...] = ("entity",)) -> None:
    """A run as learning writes it."""
    entity = {
        WITHOUT: {"PER": Counts(6, 2, 2), "ORG": Counts(2, 2, 2)},
        ALONE: {"PER": Counts(1, 1, 1)},
        MERGED: {"PER": Counts(8, 1, 1), "ORG": Counts(1, 0, 0)},
    }
    if last:
        entity[LAST] = {"PER": Counts(8, 2, 2)}
    meta = Meta(
        run=run, made="2026-03-02T08:00:00Z", data="d", articles=40, held_back=10, finished=finished,
        plans=[Plan("entity", How.TAGGER, ("PER",)), Plan("event", How.NOTHING)],
        scores={"entity": entity}, in_use=used,
    )  # fmt: skip
    runs = Runs(folder)
    runs.path(run).mkdir(parents=True)
    write_meta(runs.path(run), meta)
    runs.use(run)


def test_before_the_first_run(tmp_path: Path) -> None:
    assert (in_use(tmp_path), last_seen(tmp_path), last_attempt(tmp_path), gone(tmp_path)) == (None, 0, None, "")


@pytest.mark.parametrize(
    ("became", "told"),
    [
        (Became.USED, ""),
        (Became.NOT_BETTER, "learned from 14 articles: no better yet"),
        (Became.TOO_LITTLE, "too little was decided to learn from yet"),
    ],
)
def test_an_attempt_as_learning_writes_it(tmp_path: Path, became: Became, told: str) -> None:
    learned(tmp_path, RUN, finished=50)
    write_last(tmp_path, Last(at="2026-03-02T08:00:00+00:00", finished=75, outcome=became, articles=14))
    found = last_attempt(tmp_path)
    assert found == Attempt("2026-03-02T08:00:00+00:00", 75, became, 14)
    assert found.told == told
    assert last_seen(tmp_path) == 75, "it counts, whatever came of it"


FULL = {"at": "a", "finished": 90, "outcome": "used", "articles": 1}


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{", "\x80", "[" * 100_000, json.dumps({"at": "a", "finished": 90, "outcome": "used"}),
        *(json.dumps(FULL | {"finished": odd}) for odd in (-90, True, 90.0, "90", None)),
        *(json.dumps(FULL | {"outcome": odd}) for odd in ("won", ["used"], None)),
        *(json.dumps(FULL | {name: odd}) for name, odd in [("at", 1), ("articles", -1), ("articles", False)]),
    ],
)  # fmt: skip
def test_an_odd_record_of_an_attempt_says_nothing(tmp_path: Path, content: str) -> None:
    learned(tmp_path, RUN, finished=50)
    (tmp_path / "models" / "last.json").write_text(content, encoding="latin-1")
    assert last_attempt(tmp_path) is None
    assert last_seen(tmp_path) == 50


def test_a_run_in_use_whose_folder_is_gone(tmp_path: Path) -> None:
    learned(tmp_path, RUN)
    assert gone(tmp_path) == ""
    shutil.rmtree(tmp_path / "models" / RUN)
    assert gone(tmp_path) == RUN
    assert in_use(tmp_path) is None


@pytest.mark.parametrize(("last", "before"), [(False, 16 / 24), (True, 16 / 20)], ids=["against the rules", "against the last"])
def test_a_run_as_learning_writes_it(tmp_path: Path, last: bool, before: float) -> None:
    learned(tmp_path, RUN, last=last)
    assert in_use(tmp_path) == Learned(RUN, 40, (Gain("entity", before, 18 / 20),))
    assert last_seen(tmp_path) == 50


def test_the_newest_run_counts_even_where_another_is_in_use(tmp_path: Path) -> None:
    learned(tmp_path, OLDER, finished=25)
    learned(tmp_path, RUN, finished=50)
    Runs(tmp_path).use(OLDER)
    found = in_use(tmp_path)
    assert found is not None
    assert found.run == OLDER
    assert last_seen(tmp_path) == 50
    (tmp_path / "models" / RUN / "meta.json").write_text("{", encoding="utf-8")
    assert last_seen(tmp_path) == 25


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"articles": "many", "layers": {}}', '{"articles": 1, "layers": [3]}', "\x80"]
)
def test_a_broken_record_is_no_reason_to_fail(tmp_path: Path, content: str) -> None:
    learned(tmp_path, RUN)
    (tmp_path / "models" / RUN / "meta.json").write_text(content, encoding="latin-1")
    found = in_use(tmp_path)
    assert found is None or found == Learned(RUN, 0)
    assert last_seen(tmp_path) == 0


def test_current_names_nothing_outside(tmp_path: Path) -> None:
    learned(tmp_path, RUN)
    (tmp_path / "models" / "current").write_text(f"../models/{RUN}", encoding="utf-8")
    assert in_use(tmp_path) is None


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (Learned(RUN, 50, (Gain("entity", 0.86, 0.894),)), "learned from 50 articles: Entities .86 → .89"),
        (Learned(RUN, 1), "learned from 1 article"),
        (Learned(RUN, 2, (Gain("a", 0, 0.5), Gain("b", 0.5, 0.6))), "learned from 2 articles: a .00 → .50, b .50 → .60"),
        (Learned(RUN, 9999, (Gain("\x1b", 0, 1),)), "learned from 9,999 articles: ␛ .00 → 1.0"),
    ],
)  # fmt: skip
def test_in_one_line(given: Learned, line: str) -> None:
    assert given.told({"entity": "Entities"}) == line
