"""Deciding and moving on the annotate screen."""

from dataclasses import replace
from pathlib import Path

import pytest

from desks import answer, labels, plain, record, row, suggested
from postil.schema.annotation import AND, Verdict
from postil.schema.record import Status
from postil.suggest.rulebook import rulebook
from postil.tui.widgets.panel_rows import row_parts
from screens import make_project, opened


async def test_accept_reject_and_leave(project: Path) -> None:
    async with opened(project) as stage:
        assert stage.row == "v1"
        await stage.press("a")
        assert answer(stage.desk, "v2").verdict is Verdict.ACCEPTED
        assert stage.row == "d1"
        assert stage.shows("saved ")
        await stage.press("space")
        assert stage.row == "m1"
        await stage.press("x")
        assert answer(stage.desk, "m1").verdict is Verdict.REJECTED
        await stage.press("u", "backspace")
        assert stage.desk.board.left == 22
        assert stage.notice == "Undone: accept."
        await stage.press("u")
        assert stage.notice == "There is nothing to undo."
        await stage.press("ctrl+r")
        assert answer(stage.desk, "v1").verdict is Verdict.ACCEPTED
        assert "Done again" in stage.notice


async def test_digit_sets_the_label(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("2")
        assert answer(stage.desk, "v1").label == "ORG"
        await stage.press("9")
        assert "no label 9" in stage.notice


async def test_pick_a_label_by_typing(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("l")
        assert await stage.name() == "Picker"
        await stage.press("m", "i", "s", "enter")
        assert answer(stage.desk, "v1").label == "MISC"
        await stage.press("l", "escape")
        assert await stage.name() == "AnnotateScreen"


async def test_edges(project: Path) -> None:
    async with opened(project) as stage:
        stage.screen.select(row(stage.desk, "u1"))
        await stage.press("left_square_bracket")
        assert answer(stage.desk, "u1").text == "l’Union"
        await stage.press("left_curly_bracket", "right_square_bracket")
        assert answer(stage.desk, "u1").text == "Union. Selon"
        await stage.press("c", "right_curly_bracket")
        assert answer(stage.desk, "u1").text == "Union. Selo"
        await stage.press("c", "shift+left")
        assert answer(stage.desk, "u1").text == "Union"
        assert stage.row == "u1"


async def test_ranks_by_brackets(project: Path) -> None:
    async with opened(project) as stage:
        stage.screen.select(row(stage.desk, "k2"))
        await stage.press("left_square_bracket")
        assert labels(stage.desk, "article_event")[:2] == ["AID", "SUPPORT"]
        await stage.press("right_square_bracket")
        assert labels(stage.desk, "article_event")[:2] == ["SUPPORT", "AID"]


async def test_rows_and_groups(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("down", "j", "k", "up", "up")
        assert stage.row == "v1"
        await stage.press("tab")
        assert stage.row == "e1"
        await stage.press("shift+tab", "shift+tab")
        assert stage.row == "s1"
        stage.screen.select(row(stage.desk, "v1"))
        await stage.press("right")
        assert row(stage.desk, "v1").keys == ["v1"]
        await stage.press("down", "x")
        assert answer(stage.desk, "v2").verdict is Verdict.REJECTED
        assert stage.desk.board.items["v1"].undecided
        await stage.press("u", "left")
        assert row(stage.desk, "v1").keys == ["v1", "v2"]


async def test_accept_the_rest_of_the_group(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("A")
        assert stage.desk.board.group("entity").left == 0
        assert stage.row == "e1"
        await stage.press("shift+tab", "shift+tab", "shift+tab")
        stage.screen.select(row(stage.desk, "v1"))
        await stage.press("A")
        assert "Nothing is left" in stage.notice


def agreed(folder: Path, *keys: str) -> Path:
    """A project where two sources agree on these suggestions of the first article."""
    both = AND.join(["rules:territory", "model:20260101-000000"])
    found = [replace(s, source=both) if s.id in keys else s for s in suggested()]
    return make_project(folder, record(suggestions=found), plain(2))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_what_sources_agree_on_says_so_and_is_accepted_at_once(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(agreed(tmp_path / "p", "v1", "v2", "p1"), size=size) as stage:
        assert stage.shows(".90 both")
        assert stage.shows("& agreed"), "less important keys give way to it"
        await stage.until(lambda: stage.shows("0.90 both  rule territory"))
        assert stage.shows("model 1 Jan 00:00")
        await stage.press("ampersand")
        accepted = {key for key, item in stage.desk.board.items.items() if item.verdict is Verdict.ACCEPTED}
        assert accepted == {"v1", "v2", "p1"}
        assert stage.row == "d1"
        await stage.press("ampersand")
        assert stage.notice == "No two sources agree on what is left in Entities."
        await stage.press("u")
        assert stage.desk.board.left == 22


@pytest.mark.parametrize("width", [80, 82, 100, 120, 200])
async def test_agreement_has_its_sign_in_every_width(tmp_path: Path, width: int) -> None:
    """Beside the longest names too, in every kind of group; a row says it only where all that is left of it is agreed on."""
    places = ("v1", "v2", "p1", "c1", "m1", "k1", "s1")
    async with opened(agreed(tmp_path / "p", *places), size=(width, 60)) as stage:
        signs = {}
        for one in stage.screen.panel.rows:
            if one.keys:
                parts = row_parts(stage.desk.board, one, stage.screen.panel.size.width - 2, stage.screen.palette, current=False)
                signs[one.key] = "".join(part.text for part in parts)[1]
        assert {key for key, sign in signs.items() if sign == "="} == {"v1", "p1", "c1", "k1", "s1"}
        assert stage.shows("▸= GPE")
        await stage.press("a")
        assert stage.shows("✓ GPE")


async def test_one_source_alone_agrees_with_nobody(project: Path) -> None:
    async with opened(project) as stage:
        assert not stage.shows("agreed")
        await stage.press("A", "shift+tab", "shift+tab", "shift+tab")
        stage.screen.select(row(stage.desk, "v1"))
        await stage.press("ampersand")
        assert stage.notice == "Nothing is left in Entities."
        await stage.press("enter")
        assert not stage.shows("agreed")


async def test_finish_can_take_the_agreed_only(tmp_path: Path) -> None:
    async with opened(agreed(tmp_path / "p", "v1", "v2", "e1")) as stage:
        assert stage.shows("& agreed")
        await stage.press("enter")
        assert stage.shows("Accept the 3 agreed")
        await stage.press("ampersand")
        await stage.until(lambda: stage.desk.number == 2)
        await stage.until(lambda: "3 accepted, 19 left undecided" in stage.notice)


async def test_a_rule_says_what_it_finds(tmp_path: Path) -> None:
    rule = rulebook()["date.weekday"]
    found = [replace(s, source=f"rules:{rule.id}") for s in suggested()]
    async with opened(make_project(tmp_path / "p", record(suggestions=found))) as stage:
        await stage.until(lambda: stage.shows(rule.about[:30]))


async def test_finish_asks_once_and_says_what_was_done(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("enter")
        assert await stage.name() == "Question"
        assert stage.shows("22 suggestions are still undecided")
        await stage.press("escape")
        assert (await stage.name(), stage.desk.number) == ("AnnotateScreen", 1)
        await stage.press("enter", "A")
        await stage.until(lambda: stage.desk.number == 2)
        await stage.until(lambda: "22 accepted" in stage.notice)
        await stage.press("enter", "a", "x")
        assert stage.desk.number == 2, "the keys of single rows answer nothing here"
        await stage.press("X")
        await stage.until(lambda: stage.desk.number == 3)
        await stage.press("enter", "l")
        await stage.until(lambda: stage.desk.number == 0)
        await stage.until(lambda: stage.shows("Nothing left to do"))
        assert [line.status for line in stage.desk.page(1, 3)] == [Status.DONE] * 3
        await stage.press("u")
        await stage.until(lambda: stage.desk.number == 3)
        assert not stage.shows("Nothing left to do")


async def test_skip_and_leaf(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("n")
        assert stage.desk.number == 2
        await stage.press("N")
        assert stage.desk.number == 1
        await stage.press("N")
        assert stage.notice == "This is the first article."
        await stage.press("s")
        await stage.until(lambda: stage.desk.number == 2)
        assert stage.desk.page(1, 1)[0].status is Status.SKIPPED


async def test_notes_and_flags(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("m")
        assert await stage.name() == "Entry"
        await stage.press(*"vu", "enter")
        assert answer(stage.desk, "v1").note == "vu"
        assert stage.row == "v1"
        await stage.press("f")
        assert answer(stage.desk, "v1").flag
        stage.screen.select(row(stage.desk, "d1"))
        await stage.press("f")
        assert stage.desk.work.flag
        assert stage.notice == "The article is flagged."


async def test_a_new_target_is_typed(project: Path) -> None:
    async with opened(project) as stage:
        rows = stage.desk.board.group("article_stance").rows
        stage.screen.select(rows[-1])
        await stage.press("1")
        assert "new target" in stage.notice
        await stage.press("l")
        assert await stage.name() == "Entry"
        await stage.press(*"vivres", "enter")
        await stage.until(lambda: "vivres" in stage.desk.entries("targets"))
        found = next(r for r in stage.desk.board.group("article_stance").rows if r.target == "vivres")
        stage.screen.select(found)
        await stage.press("2")
        assert labels(stage.desk, "article_stance")[-2:] == ["AGAINST", "-"]
        await stage.press("u", "u")
        assert "vivres" not in stage.desk.entries("targets")


async def test_roles_dialog(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("r")
        assert "Roles belong" in stage.notice
        stage.screen.select(row(stage.desk, "e2"))
        await stage.press("r")
        assert await stage.name() == "Picker"
        await stage.press("1")
        await stage.until(lambda: stage.shows("Valdorie"))
        await stage.press("1", "2", "enter")
        await stage.until(lambda: not stage.desk.board.items["e2"].undecided)
        assert len(answer(stage.desk, "e2").roles["actor"]) == 2
        await stage.press("escape")
        assert await stage.name() == "AnnotateScreen"
        stage.screen.select(row(stage.desk, "c1"))
        await stage.press("r", "down", "enter")
        await stage.press(*"les vivres".replace(" ", ""), "enter")
        await stage.until(lambda: "lesvivres" in stage.desk.entries("targets"))
        await stage.press("escape")
        assert answer(stage.desk, "c1").roles["target"][0].text == "lesvivres"


async def test_it_starts_where_it_stopped(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("n", "down", "q")
    async with opened(project) as stage:
        assert (stage.desk.number, stage.row) == (2, "o1")


async def test_an_article_by_name(project: Path) -> None:
    async with opened(project, article="port-3") as stage:
        assert stage.desk.number == 3
