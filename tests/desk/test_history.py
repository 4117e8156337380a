"""Undo and redo: across articles, across restarts, and after any sequence of verbs."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from desks import PROJECT, TEXT, again, answer, content, make_desk, recount, row
from postil.db.check import check
from postil.desk.desk import Desk
from postil.desk.item import Item
from postil.desk.words import Edge, moved
from postil.schema.annotation import Filler, Verdict
from postil.schema.errors import PostilError
from postil.schema.record import Record
from postil.schema.scheme import Kind


def picture(desk: Desk) -> dict[str, Item]:
    """What is on the desk."""
    return dict(desk.board.items)


def test_undo_and_redo_across_articles(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.accept(row(desk, "v1"))
    desk.take(2)
    desk.reject(row(desk, "m1"))
    desk.take(3)
    outcome = desk.undo()
    assert outcome is not None
    assert (outcome.article, desk.number, desk.place) == (2, 2, "m1")
    assert desk.board.items["m1"].undecided
    outcome = desk.undo()
    assert outcome is not None
    assert (outcome.kind, desk.number) == ("accept", 1)
    assert desk.undo() is None
    desk.redo()
    desk.redo()
    assert desk.redo() is None
    assert (desk.number, answer(desk, "m1").verdict) == (2, Verdict.REJECTED)


def test_undo_and_redo_across_a_restart(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.accept(row(desk, "v1"))
    desk.relabel(row(desk, "p1"), "MISC")
    fresh = again(desk)
    assert picture(fresh) == picture(desk)
    outcome = fresh.undo()
    assert outcome is not None
    assert outcome.kind == "label"
    assert outcome.touched == {"p1"}
    third = again(fresh)
    third.redo()
    assert answer(third, "p1").label == "MISC"


def test_a_new_decision_forgets_what_was_undone(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.accept(row(desk, "v1"))
    desk.undo()
    desk.accept(row(desk, "d1"))
    assert desk.redo() is None


def test_the_place_is_kept(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.take(2)
    desk.keep_place("o1")
    fresh = again(desk)
    assert (fresh.number, fresh.place) == (2, "o1")
    fresh.accept(row(fresh, "m1"))
    assert again(fresh).place == "o1"


def test_a_row_that_is_gone_is_no_place(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.keep_place("no such row")
    fresh = again(desk)
    assert fresh.number == 1
    assert fresh.board.row_of(fresh.place) is None


def _do(desk: Desk, verb: str, a: int, b: int) -> None:
    """One verb on a row chosen by number; refusals are part of the game."""
    rows = list(desk.board.rows())
    here = rows[a % len(rows)]
    items = desk.board.items_of(here)
    names = [label.name for label in here.layer.labels]
    frames = [i for i in items if here.layer.kind is Kind.FRAMES]
    match verb:
        case "accept":
            desk.accept(here)
        case "reject":
            desk.reject(here)
        case "label" if here.keys or here.target or not here.layer.each:
            if here.keys or here.layer.kind is Kind.CHOICES:
                desk.relabel(here, names[b % len(names)])
        case "edges" if here.layer.kind is not Kind.CHOICES:
            edge = list(Edge)[b % 4]
            desk.move_edges(items, lambda s, e: moved(TEXT, s, e, edge, by_character=b % 3 == 0), here)
        case "add":
            desk.add_span("entity", "LOC", a % 500, a % 500 + 1 + b % 30)
        case "frame":
            desk.add_span("event", "OTHER", b % 500, b % 500 + 5)
        case "choose":
            desk.choose("article_event", ["OTHER", "PROTEST", "AID"][b % 3])
        case "rank" if here.layer.many and not here.layer.each and here.keys:
            desk.move_rank(here, -1 if b % 2 else 1)
        case "fill" if frames and frames[0].mark.layer == "event":
            others = [i for i in desk.board.items.values() if i.mark.label == "GPE" and not i.rejected]
            filler = [
                Filler(annotation=i.annotation.id) if i.annotation else Filler(suggestion=i.key)
                for i in others[b % 4 : b % 4 + 2]
            ]
            desk.fill(frames[0], "actor", filler)
        case "target" if frames and frames[0].mark.layer == "stance":
            desk.fill(frames[0], "target", [Filler(text=f"cible {b % 3}")], new_entry=f"cible {b % 3}")
        case "describe" if frames and frames[0].mark.layer == "event":
            desk.describe(frames[0], "modality", ["asserted", "alleged"][b % 2])
        case "entry":
            desk.add_entry("targets", f"cible {b % 3}")
        case "note":
            desk.note(here if b % 2 else None, f"note {b}")
        case "flag":
            desk.flag(here if b % 2 else None)
        case "rest":
            desk.answer_rest(here.layer.name, Verdict.ACCEPTED if b % 2 else Verdict.REJECTED)
        case "finish":
            desk.finish([None, Verdict.ACCEPTED, Verdict.REJECTED][b % 3])
        case "skip":
            desk.skip()
        case "open":
            desk.board.open(here)
        case "close":
            desk.board.close(here)
        case "undo":
            desk.undo()
        case "redo":
            desk.redo()
        case "renew":
            desk.renew()


_VERBS = (
    *("accept", "reject", "label", "edges", "add", "frame", "choose", "rank", "fill", "target", "describe", "entry", "note"),
    *("flag", "rest", "finish", "skip", "open", "close", "undo", "redo", "renew", "accept", "reject", "label", "rank"),
)
_STEPS = st.lists(st.tuples(st.sampled_from(_VERBS), st.integers(0, 2000), st.integers(0, 50)), min_size=1, max_size=14)


def ranks_hold(desk: Desk) -> None:
    """Ranks of what is kept differ, and count from 1 once nothing waits; the rows stand in their order."""
    group = desk.board.group("article_event")
    items = [item for one in group.rows for item in desk.board.items_of(one)]
    kept = [i.mark.rank for i in items if i.annotation and not i.rejected]
    assert kept == sorted(kept, key=lambda rank: rank or 999)
    if not group.left:
        assert kept == list(range(1, len(kept) + 1))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(steps=_STEPS)
def test_undo_all_is_the_beginning_and_redo_all_is_the_end(steps: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        desk = make_desk(Path(folder))
        beginning, first = picture(desk), content(desk.store)
        for verb, a, b in steps:
            before = picture(desk)
            try:
                _do(desk, verb, a, b)
            except PostilError:
                assert picture(desk) == before
            recount(desk.board)
            ranks_hold(desk)
            assert decided(again_at(desk)) == decided(desk)
        while desk.redo() is not None:
            pass
        end, last = picture(desk), content(desk.store)
        while desk.undo() is not None:
            recount(desk.board)
        assert picture(desk) == beginning
        assert _untouched(content(desk.store)) == _untouched(first)
        while desk.redo() is not None:
            recount(desk.board)
        assert picture(desk) == end
        assert content(desk.store) == last
        desk.store.close()
        assert [found for found in check(Path(folder) / "postil.db", PROJECT) if found.level != "ok"] == []


def decided(desk: Desk) -> dict[str, Item]:
    """What is answered or added."""
    return {key: item for key, item in desk.board.items.items() if not item.undecided}


def again_at(desk: Desk) -> Desk:
    """The same article on a fresh desk."""
    fresh = Desk(desk.store, desk.scheme, desk.annotator)
    fresh.take(desk.number)
    return fresh


def _untouched(records: list[Record]) -> list[object]:
    return [getattr(r, name) for r in records for name in ("annotations", "suggestions", "article")]
