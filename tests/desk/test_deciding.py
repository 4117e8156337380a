"""Every verb of the desk, seen on the desk and in the store."""

from dataclasses import replace
from pathlib import Path

import pytest

from desks import TEXT, again, answer, labels, make_desk, record, recount, row, suggested
from postil.desk.candidates import candidates
from postil.desk.desk import Desk
from postil.desk.words import Edge, moved
from postil.schema.annotation import AND, Filler, Verdict
from postil.schema.record import Status


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def stored(desk: Desk, key: str) -> Verdict | None:
    """The verdict as somebody else reads it."""
    sheet = desk.store.sheet(desk.number, desk.annotator)
    return next((a.verdict for a in sheet.annotations if a.id == key or (a.origin and a.origin.id == key)), None)


def test_accept_answers_every_item_of_the_row(desk: Desk) -> None:
    outcome = desk.accept(row(desk, "v1"))
    assert outcome.touched == {"v1", "v2"}
    assert [stored(desk, key) for key in ("v1", "v2")] == [Verdict.ACCEPTED] * 2
    assert answer(desk, "v2").origin is not None
    assert desk.place == "d1"
    assert desk.work.status is Status.STARTED
    recount(desk.board)


def test_accept_twice_stores_once(desk: Desk) -> None:
    desk.accept(row(desk, "d1"))
    before = desk.saved_at
    assert desk.accept(row(desk, "d1")).touched == frozenset()
    assert desk.saved_at == before


def agreeing(folder: Path, *keys: str) -> Desk:
    """A desk where two sources agree on these suggestions."""
    both = AND.join(["rules:test", "model:20260101-000000"])
    return make_desk(folder, record(suggestions=[replace(s, source=both) if s.id in keys else s for s in suggested()]))


def test_accept_agreed_takes_what_several_sources_say_in_the_group(tmp_path: Path) -> None:
    desk = agreeing(tmp_path, "v1", "v2", "t1", "u1", "e1")
    desk.reject(row(desk, "u1"))
    outcome = desk.accept_agreed(row(desk, "v1"))
    assert outcome.touched == {"v1", "v2", "t1"}
    assert [stored(desk, key) for key in ("v1", "t1", "u1", "d1", "e1")] == [
        Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.REJECTED, None, None,
    ]  # fmt: skip
    assert desk.place == "d1"
    recount(desk.board)
    desk.undo()
    assert stored(desk, "t1") is None
    assert stored(desk, "u1") is Verdict.REJECTED
    desk.place = "d1"
    desk.accept_agreed(row(desk, "d1"))
    assert desk.place == "d1", "what waits under the cursor keeps it"


def test_accept_agreed_leaves_the_rest_of_a_row(tmp_path: Path) -> None:
    desk = agreeing(tmp_path, "v2")
    state = desk.board.state(row(desk, "v1"))
    assert state is not None
    assert len(state.sources) == 1, "the row says no more than the least of its items"
    desk.accept_agreed(row(desk, "v1"))
    assert (stored(desk, "v1"), stored(desk, "v2")) == (None, Verdict.ACCEPTED)


def test_after_accept_agreed_the_next_group_when_nothing_waits_here(tmp_path: Path) -> None:
    desk = agreeing(tmp_path, "e1", "e2", "e3")
    desk.accept_agreed(row(desk, "e2"))
    assert desk.place == "c1"


def test_finish_with_the_agreed_only(tmp_path: Path) -> None:
    desk = agreeing(tmp_path, "v1", "e1")
    summary = desk.finish(Verdict.ACCEPTED, agreed=True)
    assert (summary.accepted, summary.undecided) == (2, 20)
    assert desk.work.status is Status.DONE


def test_reject_keeps_the_suggestion_as_it_was_made(desk: Desk) -> None:
    desk.relabel(row(desk, "p1"), "MISC")
    desk.reject(row(desk, "p1"))
    found = answer(desk, "p1")
    assert (found.verdict, found.label, found.text) == (Verdict.REJECTED, "ORG", "AVP")
    assert stored(desk, "p1") is Verdict.REJECTED


def test_accept_takes_a_rejection_back(desk: Desk) -> None:
    desk.reject(row(desk, "v1"))
    desk.accept(row(desk, "v1"))
    assert {stored(desk, key) for key in ("v1", "v2")} == {Verdict.ACCEPTED}


def test_relabel_corrects_and_back_again_accepts(desk: Desk) -> None:
    desk.relabel(row(desk, "v1"), "ORG")
    assert {answer(desk, key).label for key in ("v1", "v2")} == {"ORG"}
    assert stored(desk, "v1") is Verdict.CORRECTED
    desk.relabel(row(desk, "v1"), "GPE")
    assert stored(desk, "v1") is Verdict.ACCEPTED


def test_edges_by_word_and_by_character(desk: Desk) -> None:
    here = row(desk, "u1")
    desk.move_edges(desk.board.items_of(here), lambda s, e: moved(TEXT, s, e, Edge.START_BACK), here)
    assert answer(desk, "u1").text == "l’Union"
    desk.move_edges(desk.board.items_of(here), lambda s, e: moved(TEXT, s, e, Edge.END_BACK, by_character=True), here)
    found = answer(desk, "u1")
    assert (found.text, found.verdict) == ("l’Unio", Verdict.CORRECTED)
    assert found.start is not None
    assert TEXT[found.start : found.end] == "l’Unio"


def test_edges_of_a_row_of_two_move_both(desk: Desk) -> None:
    here = row(desk, "v1")
    desk.move_edges(desk.board.items_of(here), lambda s, e: moved(TEXT, s, e, Edge.START_BACK), here)
    assert [answer(desk, key).text for key in ("v1", "v2")] == ["La Valdorie"] * 2


def test_add_a_span_and_take_it_away(desk: Desk) -> None:
    at = TEXT.index("AVP et")
    outcome = desk.add_span("entity", "NORP", at, at + 6)
    (key,) = outcome.touched
    assert outcome.reshaped
    assert stored(desk, key) is Verdict.ADDED
    recount(desk.board)
    gone = desk.reject(row(desk, key))
    assert gone.reshaped
    assert key not in desk.board.items
    assert stored(desk, key) is None
    recount(desk.board)


def test_adding_what_is_suggested_accepts_it(desk: Desk) -> None:
    at = TEXT.index("AVP")
    desk.add_span("entity", "ORG", at, at + 3)
    assert stored(desk, "p1") is Verdict.ACCEPTED


def test_add_a_frame_and_fill_it(desk: Desk) -> None:
    at = TEXT.index("menacé")
    (key,) = desk.add_span("event", "THREATEN", at, at + 6).touched
    actor = desk.scheme.layer("event").role("actor")
    assert actor is not None
    found = candidates(desk, desk.board.items[key], actor)
    assert found[0].name == "Mornésie"
    desk.fill(desk.board.items[key], "actor", [c.filler for c in found if c.name in ("Tomas Brell", "Mornésie")])
    assert {desk.board.name_of(f) for f in answer(desk, key).roles["actor"]} == {"Tomas Brell", "Mornésie"}
    desk.fill(desk.board.items[key], "actor", [])
    assert "actor" not in answer(desk, key).roles


def test_roles_of_a_suggestion_correct_it(desk: Desk) -> None:
    desk.fill(desk.board.items["e1"], "actor", [Filler(suggestion="m1")])
    assert answer(desk, "e1").verdict is Verdict.CORRECTED
    desk.accept(row(desk, "m1"))
    assert desk.board.name_of(answer(desk, "e1").roles["actor"][0]) == "Mornésie"
    assert again(desk).board.name_of(answer(desk, "e1").roles["actor"][0]) == "Mornésie"


def test_a_typed_target_joins_the_list_and_undo_removes_it(desk: Desk) -> None:
    desk.fill(desk.board.items["c1"], "target", [Filler(text="les vivres")], new_entry="les vivres")
    assert "les vivres" in desk.entries("targets")
    assert desk.store.entries("targets") == ("les vivres",)
    desk.undo()
    assert "les vivres" not in desk.entries("targets")
    assert desk.board.items["c1"].undecided
    desk.redo()
    assert "les vivres" in desk.entries("targets")


def test_a_known_target_is_not_added_again(desk: Desk) -> None:
    known = "le blocus de Port-Selvin"
    desk.fill(desk.board.items["c1"], "target", [Filler(text=known)], new_entry=known)
    assert desk.store.entries("targets") == ()


def test_choices_for_each_target(desk: Desk) -> None:
    empty = next(r for r in desk.board.group("article_stance").rows if r.target == "le blocus de Port-Selvin")
    (key,) = desk.relabel(empty, "AGAINST").touched
    assert answer(desk, key).target == "le blocus de Port-Selvin"
    assert labels(desk, "article_stance") == ["FAVOR", "AGAINST", "-"]
    desk.relabel(row(desk, key), "MIXED")
    assert answer(desk, key).label == "MIXED"
    desk.reject(row(desk, key))
    assert labels(desk, "article_stance") == ["FAVOR", "-", "-"]
    recount(desk.board)


def test_a_new_target_gets_a_row(desk: Desk) -> None:
    desk.add_entry("targets", "les vivres")
    assert [r.target for r in desk.board.group("article_stance").rows][-2:] == ["les vivres", ""]
    desk.undo()
    assert "les vivres" not in [r.target for r in desk.board.group("article_stance").rows]


def test_attributes(desk: Desk) -> None:
    desk.describe(desk.board.items["e1"], "modality", "alleged")
    assert answer(desk, "e1").attributes["modality"] == "alleged"
    assert answer(desk, "e1").verdict is Verdict.CORRECTED


def test_notes_and_flags_on_a_row_and_on_the_article(desk: Desk) -> None:
    desk.note(row(desk, "d1"), "quel mardi ?")
    desk.flag(row(desk, "d1"))
    assert (answer(desk, "d1").note, answer(desk, "d1").flag, answer(desk, "d1").verdict) == (
        "quel mardi ?",
        True,
        Verdict.ACCEPTED,
    )
    desk.note(None, "à relire")
    desk.flag(row(desk, "p1"))
    work = desk.store.sheet(desk.number, "alice").work
    assert (work.note, work.flag) == ("à relire", True)
    desk.flag(None)
    assert not desk.store.sheet(desk.number, "alice").work.flag


def test_a_note_on_a_rejection_leaves_it_rejected(desk: Desk) -> None:
    desk.reject(row(desk, "d1"))
    desk.note(row(desk, "d1"), "une durée")
    assert (answer(desk, "d1").verdict, answer(desk, "d1").note) == (Verdict.REJECTED, "une durée")


def test_accept_rest_is_one_undo_step(desk: Desk) -> None:
    desk.reject(row(desk, "v1"))
    desk.answer_rest("entity", Verdict.ACCEPTED)
    assert desk.board.group("entity").left == 0
    assert stored(desk, "v1") is Verdict.REJECTED
    desk.undo()
    assert desk.board.group("entity").left == 12
    assert stored(desk, "v1") is Verdict.REJECTED


@pytest.mark.parametrize("rest", [Verdict.ACCEPTED, Verdict.REJECTED, None])
def test_finish(desk: Desk, rest: Verdict | None) -> None:
    desk.accept(row(desk, "v1"))
    summary = desk.finish(rest)
    assert desk.work.status is Status.DONE
    assert (summary.accepted, summary.rejected, summary.undecided) == {
        Verdict.ACCEPTED: (22, 0, 0),
        Verdict.REJECTED: (2, 20, 0),
        None: (2, 0, 20),
    }[rest]
    assert desk.progress.done == 1
    assert desk.take_next()
    assert desk.article.id == "port-2"
    desk.undo()
    assert (desk.article.id, desk.work.status, desk.board.left) == ("valdorie", Status.STARTED, 20)
    assert desk.progress.done == 0


def test_skip(desk: Desk) -> None:
    desk.skip()
    assert desk.work.status is Status.SKIPPED
    assert desk.store.progress("alice").skipped == 1
    assert desk.take_next()
    assert desk.number == 2


def test_everything_done_leaves_nothing_to_take(desk: Desk) -> None:
    for _ in range(3):
        desk.finish(Verdict.ACCEPTED)
        more = desk.take_next()
    assert not more
    desk.leave()
    assert (desk.number, desk.board.items) == (0, {})
    assert not again(desk).number


def test_a_span_on_a_suggestion_that_waits_corrects_it(desk: Desk) -> None:
    waiting = next(i for i in desk.board.items.values() if i.mark.layer == "entity" and i.undecided)
    label = "MISC" if waiting.mark.label != "MISC" else "ORG"
    desk.add_span("entity", label, waiting.start, waiting.end)
    now = desk.board.items[waiting.key]
    assert (now.mark.label, now.verdict) == (label, Verdict.CORRECTED)
    assert (
        sum(i.start == waiting.start and i.end == waiting.end and i.mark.layer == "entity" for i in desk.board.items.values())
        == 1
    )


def test_the_cursor_stands_on_a_target_that_was_typed(desk: Desk) -> None:
    desk.add_entry("targets", "le gel des avoirs")
    row = desk.board.row_of(desk.place)
    assert row is not None
    assert row.target == "le gel des avoirs"


def test_the_cursor_stays_on_a_target_that_was_answered(desk: Desk) -> None:
    desk.add_entry("targets", "le gel des avoirs")
    empty = desk.board.row_of(desk.place)
    assert empty is not None
    desk.relabel(empty, "AGAINST")
    now = desk.board.row_of(desk.place)
    assert now is not None
    assert (now.target, labels(desk, "article_stance").count("AGAINST")) == ("le gel des avoirs", 1)
