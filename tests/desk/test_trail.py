"""Leafing through articles: back to where one came from, and on again."""

from pathlib import Path

from desks import PROJECT, make_desk, make_store, plain
from postil.desk.desk import Desk
from postil.desk.trail import Trail
from postil.schema.record import Status


def test_back_and_on_along_the_same_way() -> None:
    trail = Trail()
    assert (trail.here, trail.beside(-1), trail.beside(1)) == (0, 0, 0)
    for number in (3, 9, 9, 1):
        trail.visit(number)
    assert (trail.here, trail.beside(-1), trail.beside(1)) == (1, 9, 0)
    trail.visit(9)
    trail.visit(3)
    assert (trail.beside(-1), trail.beside(1)) == (0, 9)
    trail.visit(5)
    assert (trail.here, trail.beside(-1), trail.beside(1)) == (5, 3, 0)


def test_leafing_in_the_order_of_the_file(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, *(plain(n) for n in range(1, 6)))
    assert not desk.step(-1)
    assert [desk.step(1) and desk.number for _ in range(2)] == [2, 3]
    desk.take(5)
    assert not desk.step(1)
    assert [desk.step(-1) and desk.number for _ in range(3)] == [3, 2, 1]
    assert [desk.step(1) and desk.number for _ in range(3)] == [2, 3, 5]


def test_at_the_start_of_the_trail_back_is_the_neighbour(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, *(plain(n) for n in range(1, 4)))
    desk.start("port-3")
    assert desk.trail.beside(-1) == 1
    fresh = Desk(desk.store, desk.scheme, "bob")
    fresh.start("port-3")
    assert [fresh.step(-1) and fresh.number for _ in range(2)] == [2, 1]
    assert [fresh.step(1) and fresh.number for _ in range(2)] == [2, 3]


def test_from_an_empty_desk_back_leads_to_the_last_article(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, plain(1), plain(2))
    for _ in range(2):
        desk.finish()
        if not desk.take_next():
            desk.leave()
    assert desk.number == 0
    assert desk.step(-1)
    assert (desk.number, desk.work.status) == (2, Status.DONE)


def test_other_orders_leaf_through_what_is_to_do(tmp_path: Path) -> None:
    store = make_store(tmp_path, *(plain(n) for n in range(1, 8)))
    desk = Desk(store, PROJECT.scheme, "alice", order="random")
    desk.start()
    seen = [desk.number]
    while desk.step(1) and desk.number not in seen:
        seen.append(desk.number)
    assert sorted(seen) == list(range(1, 8))
    assert seen != sorted(seen)
    at = seen.index(desk.number)
    assert [desk.step(-1) and desk.number for _ in range(2)] == [seen[at - 1], seen[at - 2]]
