"""On a real terminal: bytes sent, how it ends, and what is there afterwards."""

import os
import signal
from pathlib import Path

import pytest

from desks import plain, record, span
from postil.db.store import Store
from postil.schema.annotation import Annotation
from postil.schema.article import Article
from postil.schema.record import Record
from screens import make_project
from terminals import Terminal

LEFT_BEHIND = b"\x1b[?1049l"


def answers(folder: Path) -> dict[str, Annotation]:
    """What alice answered, by suggestion."""
    store = Store.open(folder / "postil.db")
    found = {a.origin.id: a for r in store.records() for a in r.annotations if a.origin}
    store.close()
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project", record(), plain(2))


def test_accept_three_rows_quit_and_resume(project: Path) -> None:
    with Terminal(project) as terminal:
        terminal.until(lambda: terminal.shows("▸· GPE"))
        for left in (20, 19, 17):
            terminal.press("a")
            terminal.until(lambda left=left: terminal.shows(f"{left - 8} left of 14"))  # type: ignore[misc]
        assert terminal.shows("saved ")
        terminal.press("q")
        assert terminal.ended() == 0
        assert LEFT_BEHIND in terminal.written
    assert set(answers(project)) == {"v1", "v2", "d1", "m1", "m2"}
    with Terminal(project) as terminal:
        terminal.until(lambda: terminal.shows("▸· LOC"))
        assert terminal.shows("1 of 2")


def test_a_termination_restores_the_terminal(project: Path) -> None:
    with Terminal(project) as terminal:
        terminal.until(lambda: terminal.shows("▸· GPE"))
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.ended() == 143
        assert LEFT_BEHIND in terminal.written
        assert b"\x1b[?25h" in terminal.written


@pytest.mark.parametrize("how", ["signal", "closed"])
def test_a_hangup_ends_the_process(project: Path, how: str) -> None:
    with Terminal(project) as terminal:
        terminal.until(lambda: terminal.shows("▸· GPE"))
        terminal.press("a")
        if how == "signal":
            terminal.process.send_signal(signal.SIGHUP)
        else:
            terminal.close()
        assert terminal.ended() in (129, -signal.SIGHUP)
    assert {"v1", "v2"} <= set(answers(project))


def test_a_kill_loses_nothing_that_was_shown_as_saved(project: Path) -> None:
    with Terminal(project) as terminal:
        terminal.until(lambda: terminal.shows("▸· GPE"))
        os.write(terminal.main, b"aaa")
        terminal.until(lambda: terminal.shows("saved "))
        shown = 14 - next(
            int(line.split(" left of 14")[0].split()[-1]) for line in terminal.screen.display if " left of 14" in line
        )
        terminal.process.send_signal(signal.SIGKILL)
        terminal.ended()
    assert len(answers(project)) >= shown > 0


def test_an_accept_and_a_step_in_the_text_send_few_bytes(project: Path) -> None:
    with Terminal(project) as terminal:
        terminal.until(lambda: terminal.shows("▸· GPE"))
        terminal.read(0.8)
        sent = [len(terminal.press("a")) for _ in range(3)]
        assert max(sent) <= 2000
        terminal.press("i")
        terminal.read(0.5)
        steps = [len(terminal.press("l")) for _ in range(4)]
        assert max(steps) <= 500
        assert min(steps) > 0


def test_nothing_of_the_article_reaches_the_terminal(tmp_path: Path) -> None:
    bad = (
        "\x1b]0;VOLÉ\x07 \x1b[31mrouge \x1bP1q~\x1b\\ \x9b5mclair \u202egauche\u2066 \u200bz "
        "[@click=app.quit]clic[/] [bold]gras[/] \x1b]52;c;Zm9v\x07 \x00nul \x7fdel a" + "\u0301" * 60 + " Ostréa fin."
    )
    text = f"Un titre {bad}\n\n{bad}"
    found = [span("o1", "entity", "GPE", "Ostréa fin", text=text), span("b1", "entity", "ORG", bad, text=text)]
    evil = Record(Article(f"id-{bad[:20]}", text, {"title": bad, "date": "2026\x1b[7m"}), suggestions=tuple(found))
    folder = make_project(tmp_path / "project", evil, plain(2))
    with Terminal(folder) as terminal:
        terminal.until(lambda: terminal.shows("▸· "))
        for keys in ("a", "i", "lll", "\x1b", "b", "\x1b", "m", "\x1b", "l", "\x1b", "?", "\x1b", "a", "u", "x"):
            terminal.press(keys)
        raw = terminal.written
        terminal.press("q")
        assert terminal.ended() == 0
    for forbidden in (b"\x1b]0;VOL", b"\x1b]52", b"\x1b[31mrouge", b"\x1bP1q", b"\x9b5m", b"\x00nul", b"\x7f", b"\x1b[7m"):
        assert forbidden not in raw
    for char in "\x9b\u202e\u2066\u200b":
        assert char.encode() not in raw
    assert ("\u0301" * 5).encode() not in raw
