"""Rows, groups and counts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desks import PROJECT, TEXT, make_desk, recount, row, span
from postil.desk import board as board_module
from postil.desk.board import Board
from postil.desk.desk import Desk
from postil.desk.item import Item, item_of
from postil.schema.annotation import Annotation, Suggestion, Verdict
from postil.schema.record import AnnotationChange


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def test_same_words_with_the_same_label_are_one_row(desk: Desk) -> None:
    assert row(desk, "v1") is row(desk, "v2")
    assert row(desk, "u1") is not row(desk, "u2")
    assert row(desk, "v1").keys == ["v1", "v2"]


def test_rows_stand_in_the_order_of_the_text(desk: Desk) -> None:
    firsts = [desk.board.first(r) for r in desk.board.group("entity").rows]
    starts = [i.start for i in firsts if i]
    assert starts == sorted(starts)


def test_open_and_close(desk: Desk) -> None:
    here = row(desk, "v1")
    assert desk.board.open(here)
    assert [row(desk, key).keys for key in ("v1", "v2")] == [["v1"], ["v2"]]
    assert not desk.board.open(row(desk, "v1"))
    recount(desk.board)
    whole = desk.board.close(row(desk, "v2"))
    assert whole is not None
    assert whole.keys == ["v1", "v2"]
    assert row(desk, "v1") is whole
    assert desk.board.close(whole) is None
    recount(desk.board)


def test_opened_rows_are_decided_one_by_one(desk: Desk) -> None:
    desk.board.open(row(desk, "v1"))
    desk.reject(row(desk, "v2"))
    assert desk.board.items["v1"].undecided
    assert desk.board.close(row(desk, "v1")) is None
    recount(desk.board)


def test_next_waiting_goes_on_and_round(desk: Desk) -> None:
    board = desk.board
    last = row(desk, "s1")
    assert board.next_waiting(last) is row(desk, "v1")
    seen = []
    here = board.next_waiting(None)
    while here is not None:
        seen.append(here.key)
        desk.accept(here)
        here = board.next_waiting(here)
    assert len(seen) == len(set(seen)) == 18
    assert board.left == 0
    assert seen[:2] == ["v1", "d1"]


def test_next_waiting_comes_back_for_what_was_left(desk: Desk) -> None:
    n1 = row(desk, "n1")
    for key in [i.key for i in desk.board.items.values() if i.key not in ("d1", "n1")]:
        if desk.board.items[key].undecided:
            desk.accept(row(desk, key))
    assert desk.board.next_waiting(n1) is row(desk, "d1")


def test_an_empty_layer_keeps_a_place(tmp_path: Path) -> None:
    board = Board(PROJECT.scheme, (), (), {})
    assert [len(group.rows) for group in board.groups] == [1] * 5
    assert board.next_waiting(None) is None
    assert board.row_of("+entity:") is board.group("entity").rows[0]


def test_what_a_person_said_hides_what_competes(tmp_path: Path) -> None:
    made = span("x1", "entity", "ORG", "Ostréa")
    said = Annotation(
        id="a1", layer="entity", label="GPE", start=made.start, end=made.end, text="Ostréa", verdict=Verdict.ADDED, by="alice"
    )
    assert set(Board(PROJECT.scheme, [made], [said], {}).items) == {"a1"}


class _Counting(list[str]):
    """A list of keys that counts how often it is walked."""

    walked = 0

    def __iter__(self) -> Iterator[str]:
        _Counting.walked += 1
        return super().__iter__()


def test_one_decision_among_fifty_thousand_looks_at_few(monkeypatch: pytest.MonkeyPatch) -> None:
    size = 50_000
    made = [
        Suggestion(
            id=f"s{n}", layer="entity", label="GPE", start=n * 2, end=n * 2 + 1, text=f"w{n}", source="rules:test", score=0.5
        )
        for n in range(size)
    ]
    board = Board(PROJECT.scheme, made, (), {})
    for one in board.group("entity").rows:
        one.keys = _Counting(one.keys)
    calls = 0

    def counted(annotation: Annotation) -> Item:
        nonlocal calls
        calls += 1
        return item_of(annotation)

    monkeypatch.setattr(board_module, "item_of", counted)
    _Counting.walked = 0
    here = board.row_of("s25000")
    assert here is not None
    for n in range(25_000, 25_050):
        s = made[n]
        answer = Annotation(
            id=f"a{n}",
            layer=s.layer,
            label=s.label,
            start=s.start,
            end=s.end,
            text=s.text,
            verdict=Verdict.ACCEPTED,
            by="alice",
            origin=s,
        )
        touched, reshaped = board.apply([AnnotationChange(None, answer)])
        assert (touched, reshaped) == ({s.id}, False)
        here = board.next_waiting(here)
        assert here is not None
        assert here.key == f"s{n + 1}"
    assert calls == 50
    assert _Counting.walked < 1000
    assert board.left == size - 50


def test_the_text_that_items_point_at_is_theirs(desk: Desk) -> None:
    for item in desk.board.items.values():
        if item.mark.start is not None:
            assert TEXT[item.start : item.end] == item.mark.text
