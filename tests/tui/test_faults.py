"""What cannot be saved, what changed elsewhere, and what nobody expected."""

import sqlite3
from pathlib import Path

import pytest

from desks import PROJECT, answer, row
from postil.db.store import Saved, Store
from postil.desk.desk import Desk
from postil.schema.annotation import Verdict
from postil.schema.errors import NotSaved, PostilError
from postil.schema.record import Decision
from postil.tui.app import PostilApp
from screens import make_project, opened


async def test_not_saved_is_said_and_tried_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(project) as stage:
        kept = stage.desk.store.decide

        def full(decision: Decision) -> Saved:
            raise NotSaved("The disk is full: postil.db cannot grow.", hint="Make room.")

        monkeypatch.setattr(stage.desk.store, "decide", full)
        await stage.press("a")
        await stage.until(lambda: type(stage.top).__name__ == "Question")
        assert stage.shows("The disk is full")
        assert stage.desk.board.left == 22
        await stage.press("r")
        await stage.until(lambda: type(stage.top).__name__ == "Question")
        monkeypatch.setattr(stage.desk.store, "decide", kept)
        await stage.press("r")
        await stage.until(lambda: stage.desk.board.left == 20)
        assert stage.shows("saved ")
        assert stage.row == "d1"


async def test_not_saved_can_be_dropped(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(project) as stage:

        def full(decision: Decision) -> Saved:
            raise NotSaved("The disk is full.")

        with monkeypatch.context() as patched:
            patched.setattr(stage.desk.store, "decide", full)
            for key in ("a", "x", "1", "A", "f"):
                await stage.press(key)
                await stage.until(lambda: type(stage.top).__name__ == "Question")
                assert stage.screen.header._warning == "NOT SAVED"
                await stage.press("d")
                await stage.until(lambda: type(stage.top).__name__ == "AnnotateScreen")
        assert stage.desk.board.left == 22
        assert stage.row == "v1"
        assert not stage.shows("NOT SAVED")
        await stage.press("a")
        assert stage.desk.board.left == 20


async def test_finishing_that_is_not_saved_stays(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(project) as stage:

        def full(decision: Decision) -> Saved:
            raise NotSaved("The disk is full.")

        monkeypatch.setattr(stage.desk.store, "decide", full)
        await stage.press("enter", "A")
        await stage.until(lambda: stage.shows("The disk is full."))
        await stage.press("d")
        await stage.pilot.pause()
        assert stage.desk.number == 1
        assert stage.desk.board.left == 22


async def test_what_another_window_decided_is_told(project: Path) -> None:
    async with opened(project) as stage:
        other = Desk(Store.open(project / "postil.db"), PROJECT.scheme, "alice")
        other.start()
        other.reject(row(other, "v1"))
        await stage.press("a")
        await stage.until(lambda: stage.shows("two windows at once"))
        await stage.press("a", "x", "enter")
        assert await stage.name() == "AnnotateScreen"
        assert answer(stage.desk, "v1").verdict is Verdict.REJECTED, "what was typed ahead decided nothing"


async def test_a_locked_database_is_waited_for_beside_the_screen(project: Path) -> None:
    async with opened(project) as stage:
        lock = sqlite3.connect(project / "postil.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        await stage.press("a")
        assert stage.shows("waiting for the database")
        assert stage.desk.board.left == 22
        await stage.press("question_mark")
        assert await stage.name() == "Reading"
        await stage.press("escape")
        lock.execute("ROLLBACK")
        lock.close()
        await stage.until(lambda: stage.desk.board.left == 20)
        await stage.until(lambda: stage.shows("saved "))
        assert not stage.shows("waiting for the database")


async def test_a_key_while_waiting_decides_nothing(project: Path) -> None:
    async with opened(project) as stage:
        lock = sqlite3.connect(project / "postil.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        await stage.press("a", "x", "x")
        assert stage.desk.board.left == 22
        lock.execute("ROLLBACK")
        lock.close()
        await stage.until(lambda: stage.desk.board.left == 20)
        assert {i.verdict for i in stage.desk.board.items.values()} == {None, Verdict.ACCEPTED}


async def test_an_unexpected_error_leaves_the_screen_and_is_kept(project: Path) -> None:
    app = PostilApp(project, "alice")
    async with app.run_test():
        app._fault(ValueError("le texte secret"))
        app._fault(OSError("what came after"))
    assert isinstance(app.failure, ValueError)


@pytest.mark.parametrize("source", ["", "scheme: x\nlayres: {}\n", "\tscheme: x\n"])
async def test_a_wrong_project_file_ends_with_a_sentence(tmp_path: Path, source: str) -> None:
    folder = make_project(tmp_path / "p")
    (folder / "postil.yaml").write_text(source, encoding="utf-8")
    app = PostilApp(folder, "alice")
    async with app.run_test() as pilot:
        for _ in range(200):
            if app.failure:
                break
            await pilot.pause(0.01)
    assert isinstance(app.failure, PostilError)
