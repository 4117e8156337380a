"""Ranked choices: order, verdicts, and ranks without gaps."""

from pathlib import Path

import pytest

from desks import again, answer, choice, labels, make_desk, record, recount, row
from postil.desk.desk import Desk
from postil.schema.annotation import Verdict


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def ranks(desk: Desk) -> dict[str, int | None]:
    """Ranks of what is accepted, by label."""
    marks = [i.annotation for i in desk.board.items.values() if i.mark.layer == "article_event" and not i.rejected]
    return {a.label: a.rank for a in sorted((a for a in marks if a), key=lambda a: a.rank or 0)}


def test_ranks_wait_until_nothing_waits_and_then_count_from_one(desk: Desk) -> None:
    desk.accept(row(desk, "k2"))
    assert ranks(desk) == {"AID": 2}
    desk.accept(row(desk, "k3"))
    desk.reject(row(desk, "k1"))
    assert ranks(desk) == {"AID": 1, "ACCUSE": 2}
    assert {answer(desk, key).verdict for key in ("k2", "k3")} == {Verdict.ACCEPTED}
    recount(desk.board)


def test_finishing_with_something_undecided_counts_the_accepted_from_one(desk: Desk) -> None:
    desk.accept(row(desk, "k3"))
    desk.finish()
    assert ranks(desk) == {"ACCUSE": 1}


def test_moving_up_corrects_only_what_was_moved(desk: Desk) -> None:
    for key in ("k1", "k2", "k3"):
        desk.accept(row(desk, key))
    desk.move_rank(row(desk, "k3"), -1)
    assert ranks(desk) == {"SUPPORT": 1, "ACCUSE": 2, "AID": 3}
    assert [answer(desk, key).verdict for key in ("k1", "k2", "k3")] == ["accepted", "accepted", "corrected"]
    assert labels(desk, "article_event") == ["SUPPORT", "ACCUSE", "AID"]
    desk.move_rank(row(desk, "k1"), 1)
    assert labels(desk, "article_event") == ["ACCUSE", "SUPPORT", "AID"]


def test_the_first_cannot_move_up_nor_the_last_down(desk: Desk) -> None:
    assert desk.move_rank(row(desk, "k1"), -1).touched == frozenset()
    assert desk.move_rank(row(desk, "k3"), 1).touched == frozenset()
    assert desk.store.undo("alice") is None


def test_moving_what_is_undecided_accepts_it_and_what_it_passes(desk: Desk) -> None:
    desk.move_rank(row(desk, "k2"), -1)
    assert ranks(desk) == {"AID": 1, "SUPPORT": 2}
    assert answer(desk, "k2").verdict is Verdict.CORRECTED
    assert answer(desk, "k1").verdict is Verdict.ACCEPTED
    assert desk.board.items["k3"].undecided


def test_rejecting_in_the_middle_closes_the_gap_and_sinks(desk: Desk) -> None:
    for key in ("k1", "k2", "k3"):
        desk.accept(row(desk, key))
    desk.reject(row(desk, "k2"))
    assert ranks(desk) == {"SUPPORT": 1, "ACCUSE": 2}
    assert labels(desk, "article_event") == ["SUPPORT", "ACCUSE", "(AID)"]
    assert answer(desk, "k3").verdict is Verdict.ACCEPTED
    desk.accept(row(desk, "k2"))
    assert sorted(r or 0 for r in ranks(desk).values()) == [1, 2, 3]
    assert labels(desk, "article_event") == list(ranks(desk))
    recount(desk.board)


def test_a_label_is_added_last(desk: Desk) -> None:
    desk.accept(row(desk, "k1"))
    (key,) = desk.choose("article_event", "THREATEN").touched
    assert ranks(desk) == {"SUPPORT": 1, "THREATEN": 4}, "after what still waits"
    assert answer(desk, key).verdict is Verdict.ADDED
    for waiting in ("k2", "k3"):
        desk.reject(row(desk, waiting))
    assert ranks(desk) == {"SUPPORT": 1, "THREATEN": 2}
    recount(desk.board)


def test_relabel_to_one_that_stands_already_moves_it_there(desk: Desk) -> None:
    desk.accept(row(desk, "k1"))
    desk.relabel(row(desk, "k1"), "ACCUSE")
    assert list(ranks(desk)) == ["ACCUSE", "SUPPORT"]
    labelled = [i.mark.label for i in desk.board.items.values() if i.mark.layer == "article_event"]
    assert len(labelled) == len(set(labelled))


def test_order_is_the_same_after_a_restart(desk: Desk) -> None:
    for key in ("k3", "k1", "k2"):
        desk.accept(row(desk, key))
    desk.move_rank(row(desk, "k3"), -1)
    desk.reject(row(desk, "k1"))
    assert labels(again(desk), "article_event") == labels(desk, "article_event")


def test_suggestions_without_ranks_stand_by_score(tmp_path: Path) -> None:
    found = [choice(f"k{n}", "article_event", label, score=s) for n, (label, s) in enumerate([("AID", 0.2), ("ACCUSE", 0.9)])]
    desk = make_desk(tmp_path, record(suggestions=found))
    assert labels(desk, "article_event") == ["ACCUSE", "AID"]
    desk.accept(row(desk, "k0"))
    desk.accept(row(desk, "k1"))
    assert sorted(r or 0 for r in ranks(desk).values()) == [1, 2]
    assert labels(again(desk), "article_event") == list(ranks(desk))
