"""Learning and suggesting beside the screen: told in one quiet line, and nothing in hand moves."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from textual.geometry import Size

from desks import PROJECT, make_store, plain, record, suggested
from postil.db.store import Store
from postil.desk import background
from postil.desk.learned import Attempt, Gain, Learned, in_use
from postil.schema.attempt import Became
from postil.schema.scheme_file import parse_project
from postil.tui.screens import telling
from postil.tui.widgets.bars import Footer
from screens import opened

LEARNS = parse_project(PROJECT.source.replace("learn: {every: 25}", "learn: {every: 1}"))
MODEL = Learned("20260302-080000", 50, (Gain("entity", 0.86, 0.89),))
LINE = "learned from 50 articles: Entities .86 → .89; suggestions are being renewed."


@dataclass
class Process:
    """A process that ends when the test says so."""

    code: int | None = None

    def poll(self) -> int | None:
        return self.code


@dataclass
class Learner:
    """Whatever is started, and what it leaves behind."""

    learning: Process | None = None
    again: bool = False
    model: Learned | None = None

    def learn(self, folder: Path) -> Process:
        self.learning = Process()
        return self.learning

    def suggest(self, folder: Path, *, again: bool = False) -> Process:
        self.again |= again
        return Process()


@pytest.fixture
def learner(monkeypatch: pytest.MonkeyPatch) -> Learner:
    found = Learner()
    monkeypatch.setattr(background, "start_learning", found.learn)
    monkeypatch.setattr(background, "start_suggesting", found.suggest)
    monkeypatch.setattr(background, "in_use", lambda folder: found.model)
    monkeypatch.setattr(background, "last_seen", lambda folder: 0)
    monkeypatch.setattr("postil.tui.app._LOOK_EVERY", 0.02)
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that learns after every article."""
    make_store(tmp_path, plain(1), record(), plain(3), project=LEARNS).close()
    return tmp_path


async def test_it_learns_and_what_is_in_hand_stays(project: Path, learner: Learner) -> None:
    async with opened(project) as stage:
        assert learner.learning is None
        await stage.press("A", "enter")
        await stage.until(lambda: stage.desk.number == 2)
        assert learner.learning is not None
        await stage.press("down")
        board, row, top = stage.desk.board, stage.row, stage.screen.pane.scroll_offset
        learner.model, learner.learning.code = MODEL, 0
        await stage.until(lambda: stage.shows(LINE))
        assert learner.again
        other = Store.open(project / "postil.db")
        other.suggest(2, [replace(s, score=0.3, roles={}) for s in suggested() if s.id not in ("v1", "v2")], "newer")
        other.suggest(3, [], "newer")
        other.close()
        await stage.pilot.pause(0.1)
        assert (stage.desk.board, stage.row, stage.screen.pane.scroll_offset) == (board, row, top)
        assert stage.shows("0.99 rule")
        await stage.press("up", "a", "down")
        assert stage.shows(LINE), "keys do not end what is told quietly"
        assert not stage.desk.board.items["v1"].undecided
        await stage.press("n")
        assert stage.desk.number == 3
        assert stage.desk.board.items == {}
        await stage.press("N")
        assert stage.shows(".30 rules")


async def test_a_notice_covers_the_quiet_line(project: Path, learner: Learner) -> None:
    async with opened(project) as stage:
        stage.screen.tell_quietly("all is well")
        await stage.press("9")
        assert stage.shows("has no label 9")
        await stage.press("down")
        assert stage.shows("all is well")
        stage.screen.footer.show_quietly()
        await stage.pilot.pause()
        assert stage.shows("a accept")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["wide", "narrow"])
async def test_who_finishes_article_after_article_sees_what_was_learned(
    tmp_path: Path, learner: Learner, size: tuple[int, int]
) -> None:
    """Enter, A, Enter: each "Done" takes the place of the one before, and not of what has yet to be read."""
    make_store(tmp_path, *map(plain, range(1, 6)), project=LEARNS).close()
    async with opened(tmp_path, size=size) as stage:
        await stage.press("enter", "A")
        await stage.until(lambda: stage.desk.number == 2)
        assert learner.learning is not None
        learner.model, learner.learning.code = MODEL, 0
        for number in (3, 4):
            await stage.until(lambda: stage.shows("learned from 50 articles: Entities .86 → .89"))
            assert stage.lines()[-1].startswith(f" Done: port-{number - 2} — "), stage.lines()[-1]
            await stage.press("enter", "A")
            await stage.until(lambda number=number: stage.desk.number == number)  # type: ignore[misc]  # bound at once
        assert stage.shows("learned from 50 articles: Entities .86 → .89")


async def test_only_seconds_in_view_count(project: Path, learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "_QUIET_FOR", 0.1)
    monkeypatch.setattr(telling, "_LOOK_EVERY", 0.02)
    must, passing = "m" * 115, "p" * 115
    async with opened(project) as stage:
        stage.screen.footer.show_notice(must)
        stage.screen.tell_quietly("the first line, in full", "the first line")
        stage.screen.tell_quietly("the second line")
        await stage.pilot.pause(0.3)
        assert stage.shows(must)
        assert not stage.shows("first line"), "what must be read covers it, and it waits"
        stage.screen.footer.show_notice(passing, passing=True)
        await stage.until(lambda: stage.shows("the first line, in full"))
        assert not stage.shows(passing)
        await stage.until(lambda: stage.shows("the second line"))
        await stage.until(lambda: stage.shows(passing))


def test_the_longest_form_that_fits_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    footer = Footer()
    for width, told in [(30, "Entities .80 → .85; renewed"), (20, "Entities .80 → .85"), (10, "Entities…"), (2, "…")]:
        monkeypatch.setattr(Footer, "size", Size(width, 1))
        footer.show_quietly("Entities .80 → .85; renewed", "Entities .80 → .85")
        assert footer.render_line(0).text.strip() == told


async def test_enough_articles_before_the_start_are_learned_from_at_once(project: Path, learner: Learner) -> None:
    async with opened(project) as stage:
        stage.desk.finish()
    learner.learning = None
    async with opened(project) as stage:
        await stage.until(lambda: learner.learning is not None)


async def test_suggestions_that_a_closed_screen_did_not_renew_are_renewed(project: Path, learner: Learner) -> None:
    learner.model = MODEL
    async with opened(project) as stage:
        await stage.pilot.pause(0.1)
        assert not learner.again
        stage.desk.store.suggest(3, [], "rules")
    async with opened(project) as stage:
        await stage.until(lambda: learner.again)


async def test_learning_that_put_nothing_to_use_is_told(
    project: Path, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Attempt] = []
    monkeypatch.setattr(background, "last_attempt", lambda folder: tried[-1] if tried else None)
    async with opened(project) as stage:
        await stage.press("A", "enter")
        await stage.until(lambda: stage.desk.number == 2)
        assert learner.learning is not None
        tried.append(Attempt("now", 1, Became.NOT_BETTER, 14))
        learner.learning.code = 0
        await stage.until(lambda: stage.shows("postil: learned from 14 articles: no better yet."))
        assert not learner.again


async def test_a_model_that_disappears_is_told_at_the_next_opening(
    project: Path, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "in_use", in_use)
    run = project / "models" / MODEL.run
    run.mkdir(parents=True)
    (run / "meta.json").write_text('{"articles": 5, "layers": {}}', encoding="ascii")
    (project / "models" / "current").write_text(MODEL.run, encoding="ascii")
    line = "The model 2 Mar 08:00 is gone from models/; postil suggests without it."
    async with opened(project) as stage:
        shutil.rmtree(run)
        await stage.press("A", "enter")
        await stage.until(lambda: stage.desk.number == 2)
        assert learner.learning is not None
        learner.learning.code = 1
        await stage.pilot.pause(0.1)
        await stage.press("a", "n")
        assert stage.desk.number == 3
        assert not stage.shows(line)
    async with opened(project) as stage:
        await stage.until(lambda: stage.shows(line))
