"""Several desks on one database, failures of the disk, and suggestions that come while one works."""

from dataclasses import replace
from pathlib import Path

import pytest

from desks import PROJECT, again, answer, make_desk, plain, record, recount, row, suggested
from postil.db.check import check
from postil.db.store import Saved, Store
from postil.desk.clock import WorkClock
from postil.desk.desk import Desk
from postil.schema.annotation import Verdict
from postil.schema.errors import NotSaved, PostilError, Stale
from postil.schema.record import Decision, Status


class Hand:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_two_annotators_do_not_see_each_other(tmp_path: Path) -> None:
    alice = make_desk(tmp_path)
    bob = Desk(Store.open(tmp_path / "postil.db"), PROJECT.scheme, "bob")
    assert bob.start()
    alice.accept(row(alice, "v1"))
    bob.reject(row(bob, "v1"))
    bob.renew()
    assert answer(bob, "v1").verdict is Verdict.REJECTED
    assert answer(again(alice), "v1").verdict is Verdict.ACCEPTED
    assert bob.undo() is not None
    assert bob.undo() is None
    assert answer(again(alice), "v1").verdict is Verdict.ACCEPTED


def test_the_same_annotator_twice_is_told(tmp_path: Path) -> None:
    one = make_desk(tmp_path)
    two = again(one)
    one.accept(row(one, "v1"))
    with pytest.raises(Stale) as told:
        two.reject(row(two, "v1"))
    assert str(told.value).endswith(".")
    assert two.board.items["v1"].undecided
    two.renew()
    assert answer(two, "v1").verdict is Verdict.ACCEPTED
    recount(two.board)


def test_not_saved_changes_nothing_and_gives_the_seconds_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = Hand()
    desk = make_desk(tmp_path, clock=WorkClock(hand))
    kept = desk.store.decide
    items, groups = dict(desk.board.items), [(g.left, g.total) for g in desk.board.groups]

    def full(decision: Decision) -> Saved:
        raise NotSaved("The disk is full.", hint="Make room.")

    monkeypatch.setattr(desk.store, "decide", full)
    hand.now = 7.0
    for verb in (lambda: desk.accept(row(desk, "v1")), lambda: desk.finish(Verdict.ACCEPTED), desk.skip):
        with pytest.raises(NotSaved):
            verb()
    assert (desk.board.items, [(g.left, g.total) for g in desk.board.groups]) == (items, groups)
    assert (desk.saved_at, desk.work.status, desk.place) == ("", Status.TODO, "v1")
    monkeypatch.setattr(desk.store, "decide", kept)
    hand.now = 9.0
    desk.accept(row(desk, "v1"))
    assert desk.store.sheet(1, "alice").work.seconds == pytest.approx(9.0)


def test_reading_anew_keeps_the_seconds(tmp_path: Path) -> None:
    hand = Hand()
    desk = make_desk(tmp_path, clock=WorkClock(hand))
    hand.now = 5.0
    desk.renew()
    hand.now = 8.0
    desk.accept(row(desk, "v1"))
    assert desk.store.sheet(1, "alice").work.seconds == pytest.approx(8.0)


def test_coffee_is_not_work(tmp_path: Path) -> None:
    hand = Hand()
    desk = make_desk(tmp_path, clock=WorkClock(hand))
    hand.now = 3600.0
    desk.accept(row(desk, "v1"))
    assert desk.work.seconds == pytest.approx(60.0)


def test_seconds_run_against_no_clock_that_goes_back(tmp_path: Path) -> None:
    hand = Hand()
    desk = make_desk(tmp_path, clock=WorkClock(hand))
    hand.now = -500.0
    desk.accept(row(desk, "v1"))
    assert desk.work.seconds == 0.0


def test_new_suggestions_leave_what_is_decided(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.accept(row(desk, "v1"))
    desk.reject(row(desk, "d1"))
    desk.relabel(row(desk, "p1"), "MISC")
    kept = [s for s in suggested() if s.id not in ("d1", "p1", "n1") and not s.roles]
    fresh = [replace(s, id=f"x{s.id}") for s in kept]
    other = Store.open(tmp_path / "postil.db")
    other.suggest(1, fresh, "rules 2")
    desk.place = "p1"
    desk.renew()
    assert desk.place == "p1"
    verdicts = {key: answer(desk, key).verdict for key in ("v1", "v2", "d1", "p1")}
    assert verdicts == {
        "v1": Verdict.ACCEPTED,
        "v2": Verdict.ACCEPTED,
        "d1": Verdict.REJECTED,
        "p1": Verdict.CORRECTED,
    }
    assert "n1" not in desk.board.items
    recount(desk.board)
    desk.answer_rest("entity", Verdict.ACCEPTED)
    assert desk.board.group("entity").left == 0


@pytest.mark.parametrize("gone", [("v1", "v2"), ("v1", "v2", "e1", "c1")], ids=["what fills the role", "all of it"])
def test_what_is_in_hand_can_be_decided_whatever_a_run_beside_took_away(tmp_path: Path, gone: tuple[str, ...]) -> None:
    desk = make_desk(tmp_path)
    other = Store.open(tmp_path / "postil.db")
    left = [s for s in suggested() if s.id not in gone]
    other.suggest(1, [replace(s, roles={}, score=0.2) if s.id in ("e1", "c1") else s for s in left], "newer")
    for key in ("e1", "c1", "t1"):
        desk.accept(row(desk, key))
    recount(desk.board)
    fresh = again(desk)
    assert [fresh.board.name_of(filler) for filler in answer(fresh, "e1").roles["actor"]] == ["Valdorie"]
    assert fresh.undo() is not None
    assert fresh.undo() is not None
    assert fresh.undo() is not None
    assert fresh.redo() is not None
    assert not [one for one in check(tmp_path / "postil.db", PROJECT) if one.level == "error"]


def test_an_article_whose_suggestions_come_later(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, record(suggestions=()), plain(2))
    assert not desk.suggested
    assert desk.unsuggested()
    run = "20260301-080000"
    assert not desk.outdated(run), "nothing is suggested yet"
    desk.store.suggest(desk.number, [], f"rules-1+model-{run}-2+patterns")
    assert desk.outdated(run)
    desk.store.suggest(desk.number, [], f"rules-1+model-{run}+patterns")
    assert not desk.outdated(run)
    Store.open(tmp_path / "postil.db").suggest(1, suggested(), "rules 1")
    desk.look()
    assert desk.suggested
    assert desk.board.left == 22


def test_a_look_for_suggestions_that_are_not_there_reads_no_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen looks every second; reading an article of a megabyte took half of one, and kept decisions waiting."""
    desk = make_desk(tmp_path, record(suggestions=()))
    with monkeypatch.context() as patched:
        patched.delattr(Store, "sheet")
        desk.look()
    assert not desk.suggested


def test_an_unknown_article_is_not_taken(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    assert not desk.start("no such article")
    assert desk.start("port-3")
    assert desk.number == 3
    with pytest.raises(PostilError):
        desk.take(99)
    assert desk.number == 3


def test_the_corpus_is_listed_and_searched(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.finish(Verdict.ACCEPTED)
    assert [(line.number, line.status) for line in desk.page(1, 2)] == [(1, Status.DONE), (2, Status.TODO)]
    assert [line.id for line in desk.find_articles("PORT 3")] == ["port-3"]
