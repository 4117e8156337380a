"""Foreign text on every screen: nothing of it acts, and offsets hold."""

from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from desks import PROJECT, choice, record, row, span
from postil.schema.article import Article
from postil.schema.record import Record
from postil.schema.safe import safe
from postil.schema.scheme_file import parse_project
from postil.tui.widgets.article_pane import GUTTER, HEAD
from screens import Stage, make_project, opened

BAD = (
    "\x1b]0;VOLÉ\x07\x1b[31mrouge\x9b5m\u202egauche\u2066\u200bz\x00\x7f\ttab [@click=app.quit]clic[/] [bold]gras[/] "
    "[link=http://x.invalid]lien[/] \ue000\ufeff\u2028a" + "\u0301" * 60 + "日本 👩\u200d🚀"
)
TEXT = f"Titre {BAD} fin.\n\nLe port {BAD} de la Mornésie attend Ostréa.\n\n" + "mot " * 60 + f"Ostréa {BAD}"
YAML_BAD = "rouge \\u202e\\u200b [@click=app.quit]clic[/] [bold]gras[/]"


def hostile() -> Record:
    """An article that is foreign through and through."""
    found = (
        span("b1", "entity", "ORG", BAD, text=TEXT),
        span("m1", "entity", "GPE", "Mornésie", text=TEXT),
        span("o1", "entity", "GPE", "Ostréa", text=TEXT),
        span("e1", "event", "OTHER", "attend", text=TEXT),
        replace(span("c1", "stance", "FAVOR", f"Le port {BAD}", text=TEXT), source=f"rules:{BAD[:12]}"),
        choice("k1", "article_event", "AID", rank=1),
        choice("s1", "article_stance", "FAVOR", target=BAD),
    )
    return Record(Article(f"id {BAD}", TEXT, {"title": BAD, "date": "2026\x1b[7m", "language": "f\x1br"}), suggestions=found)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    source = PROJECT.source.replace("title: Country or city", f'title: "{YAML_BAD}"')
    source = source.replace("title: Entities", f'title: "Entités {YAML_BAD}"')
    folder = make_project(tmp_path / "project", hostile(), record(), project=parse_project(source))
    (folder / "guidelines.md").write_text(f"# {BAD}\n\n{BAD}\n", encoding="utf-8")
    return folder


def clean(stage: Stage) -> None:
    """Assert that all that is drawn is harmless, and that nothing in it can be pressed."""
    for screen in stage.app.screen_stack:
        for strip in screen._compositor.render_strips(screen.size):
            shown = "".join(segment.text for segment in strip)
            assert safe(shown) == shown
            assert cell_len(shown) == screen.size.width
            for segment in strip:
                assert not (segment.style and (segment.style.link or "@click" in (segment.style.meta or {})))


async def test_every_screen_is_clean(project: Path) -> None:
    async with opened(project, annotator="al\x1b[31mice\u202e") as stage:
        clean(stage)
        assert stage.shows("[bold]gras")
        for keys in (["l"], ["question_mark"], ["g"], ["b"], ["m"], ["slash"], ["ctrl+p"], ["enter"]):
            await stage.press(*keys)
            assert await stage.name() != "AnnotateScreen"
            clean(stage)
            if keys == ["g"]:
                await stage.press("end")
                clean(stage)
            await stage.press("escape")
            assert await stage.name() == "AnnotateScreen"
        for one in list(stage.desk.board.rows()):
            stage.screen.select(one)
            await stage.pilot.pause()
            clean(stage)
        stage.screen.select(row(stage.desk, "e1"))
        await stage.press("r", "1")
        clean(stage)
        await stage.press("escape", "escape")
        stage.screen.select(row(stage.desk, "c1"))
        await stage.press("r", "2")
        clean(stage)
        await stage.press("escape", "escape")
        assert await stage.name() == "AnnotateScreen"


async def test_decisions_on_foreign_text_hold(project: Path) -> None:
    async with opened(project) as stage:
        stage.screen.select(row(stage.desk, "b1"))
        await stage.press("a")
        clean(stage)
        stage.screen.select(row(stage.desk, "b1"))
        await stage.press("right_square_bracket", "f", "u", "u", "A", "u")
        clean(stage)
        while await stage.name() == "Question":
            await stage.press("enter")
        await stage.press("enter", "A")
        await stage.until(lambda: stage.desk.number == 2)
        clean(stage)
        assert "Done: id" in stage.notice


async def test_a_note_that_was_stored_elsewhere_is_shown_harmless(project: Path) -> None:
    async with opened(project) as stage:
        stage.desk.note(row(stage.desk, "m1"), BAD)
        stage.desk.note(None, BAD)
        stage.desk.add_entry("targets", f"cible {BAD}")
        stage.screen.refresh_article()
        stage.screen.select(row(stage.desk, "m1"))
        await stage.press("m")
        clean(stage)
        await stage.press("escape")
        clean(stage)


async def test_notices_and_questions_are_clean(project: Path) -> None:
    async with opened(project) as stage:
        stage.screen.notice(BAD)
        await stage.pilot.pause()
        clean(stage)
        while await stage.name() == "Question":
            await stage.press("enter")
        await stage.press("slash", *"zzz", "enter")
        await stage.until(lambda: stage.shows("not in this article"))
        clean(stage)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
async def test_what_is_drawn_at_a_cell_is_the_character_there(project: Path, size: tuple[int, int]) -> None:
    async with opened(project, size=size) as stage:
        pane = stage.screen.pane
        for line in range(len(pane.lines)):
            pane.scroll_to(y=max(0, line - 3), animate=False)
            strip = pane.render_line(line + HEAD - pane.scroll_offset.y)
            shown = "".join(segment.text for segment in strip)
            start, end = pane.lines.starts[line], pane.lines.ends[line]
            assert shown[GUTTER:].startswith(safe(TEXT[start:end]))
            for offset in range(start, end):
                assert cell_len(shown[: GUTTER + offset - start]) == GUTTER + pane.lines.column(line, offset)


async def test_an_accept_repaints_only_the_rows_that_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(make_project(tmp_path / "p", record())) as stage:
        stage.screen.select(row(stage.desk, "m1"))
        await stage.pilot.pause()
        painted: dict[str, set[int]] = {"text": set(), "list": set()}
        for name, widget in (("text", stage.screen.pane), ("list", stage.screen.panel)):

            def counted(y: int, name: str = name, original: object = widget.render_line) -> object:
                painted[name].add(y)
                return original(y)  # type: ignore[operator]

            monkeypatch.setattr(widget, "render_line", counted)
        await stage.press("a")
        assert stage.row == "i1"
        lines = stage.screen.pane.lines
        touched = {
            line + HEAD
            for key in ("m1", "m2", "i1", "i2")
            for line in lines.lines_of(stage.desk.board.items[key].start, stage.desk.board.items[key].end)
        }
        assert painted["text"] == touched
        assert 2 <= len(painted["list"]) <= 3
