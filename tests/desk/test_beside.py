"""What goes on beside the screen: one process of each kind, started when it is due, told about when it ended."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from postil.desk import background
from postil.desk.background import Beside
from postil.desk.learned import Attempt, Gain, Learned
from postil.schema.attempt import Became

FIRST = Learned("20260301-080000", 25, (Gain("entity", 0.8, 0.86),))
SECOND = Learned("20260302-080000", 50, (Gain("entity", 0.86, 0.89),))


@dataclass
class Process:
    """A process that ends when the test says so."""

    code: int | None = None

    def poll(self) -> int | None:
        return self.code


@dataclass
class Surroundings:
    """What was started, and what lies in models/."""

    started: list[tuple[str, Process]] = field(default_factory=list)
    model: Learned | None = None
    seen: int = 0
    tried: Attempt | None = None

    def start(self, name: str) -> Process:
        self.started.append((name, Process()))
        return self.started[-1][1]

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.started]

    def end(self, name: str) -> None:
        """The last process of that name ends."""
        next(process for given, process in reversed(self.started) if given == name).code = 0


@pytest.fixture
def around(monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    found = Surroundings()
    monkeypatch.setattr(
        background, "start_suggesting", lambda folder, again=False: found.start("again" if again else "suggest")
    )
    monkeypatch.setattr(background, "start_learning", lambda folder: found.start("learn"))
    monkeypatch.setattr(background, "in_use", lambda folder: found.model)
    monkeypatch.setattr(background, "last_seen", lambda folder: found.seen)
    monkeypatch.setattr(background, "last_attempt", lambda folder: found.tried)
    return found


def test_learning_begins_every_so_many_articles(around: Surroundings, tmp_path: Path) -> None:
    around.seen = 10
    beside = Beside(tmp_path, 25)
    assert [beside.learn(lambda n=n: n) for n in (10, 34, 35, 36)] == [False, False, True, False]  # type: ignore[misc]  # bound at once
    assert around.names == ["learn"]
    around.end("learn")
    assert beside.look() is None
    assert not beside.busy
    assert [beside.learn(lambda n=n: n) for n in (37, 59, 60)] == [False, False, True]  # type: ignore[misc]


def test_without_the_setting_nothing_is_counted(around: Surroundings, tmp_path: Path) -> None:
    beside = Beside(tmp_path, 0)

    def count() -> int:
        raise AssertionError("nobody asked")

    assert not beside.learn(count)
    assert around.names == []


def test_a_run_elsewhere_counts_too(around: Surroundings, tmp_path: Path) -> None:
    beside = Beside(tmp_path, 10)
    assert beside.learn(lambda: 10)
    around.seen = 18
    around.end("learn")
    beside.look()
    assert not beside.learn(lambda: 27)
    assert beside.learn(lambda: 28)


def test_a_model_put_to_use_is_told_once_and_suggests_anew(around: Surroundings, tmp_path: Path) -> None:
    around.model = FIRST
    beside = Beside(tmp_path, 10)
    beside.learn(lambda: 10)
    assert beside.look() is None
    around.model = SECOND
    assert beside.look() is None, "not before the process has ended"
    around.end("learn")
    assert beside.look() == SECOND
    assert around.names == ["learn", "again"]
    assert beside.look() is None
    around.end("again")
    assert beside.look() is None
    assert not beside.busy


@pytest.mark.parametrize("became", [Became.NOT_BETTER, Became.TOO_LITTLE])
def test_learning_that_put_nothing_to_use_is_told_once(around: Surroundings, tmp_path: Path, became: Became) -> None:
    around.tried = Attempt("before", 0, became, 9)
    beside = Beside(tmp_path, 10)
    beside.learn(lambda: 10)
    assert beside.look() is None
    around.tried, around.seen = Attempt("now", 10, became, 9), 10
    around.end("learn")
    assert beside.look() == around.tried
    assert beside.look() is None
    assert around.names == ["learn"]
    assert not beside.learn(lambda: 19)
    assert not Beside(tmp_path, 10).learn(lambda: 19), "nor when the screen is opened again"
    assert beside.learn(lambda: 20)
    around.end("learn")
    assert beside.look() is None, "a record of before says nothing about this time"


def test_no_better_model_changes_nothing(around: Surroundings, tmp_path: Path) -> None:
    around.model = FIRST
    beside = Beside(tmp_path, 10)
    beside.learn(lambda: 10)
    around.end("learn")
    assert beside.look() is None
    assert around.names == ["learn"]


@pytest.mark.parametrize(("model", "outdated", "again"), [(FIRST, True, True), (FIRST, False, False), (None, True, False)])
def test_renewing_that_was_broken_off_goes_on_at_the_next_start(
    around: Surroundings, tmp_path: Path, model: Learned | None, outdated: bool, again: bool
) -> None:
    around.model = model
    beside = Beside(tmp_path, 10)
    asked: list[str] = []
    beside.renew(lambda run: asked.append(run) or outdated)  # type: ignore[func-returns-value]  # appends, and goes on
    assert beside.busy is again
    assert beside.look() is None
    assert around.names == ["again"] * again
    assert asked == ([] if model is None else [FIRST.run])


def test_suggesting_anew_waits_for_suggesting(around: Surroundings, tmp_path: Path) -> None:
    beside = Beside(tmp_path, 10)
    beside.suggest()
    beside.suggest()
    beside.learn(lambda: 10)
    around.model = SECOND
    around.end("learn")
    assert beside.look() == SECOND
    assert around.names == ["suggest", "learn"]
    assert beside.busy
    around.end("suggest")
    beside.look()
    assert around.names == ["suggest", "learn", "again"]
