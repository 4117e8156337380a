"""A question with a few answers, each with its key."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from postil.schema.safe import safe
from postil.tui.colors import Colors

Answer = tuple[str, str, str]


class Question(ModalScreen[str]):
    """Gives the key of the answer. Answers are (key, name, explanation); Esc gives the last one."""

    DEFAULT_CSS = """
    Question { align: center middle; background: transparent; }
    Question > Vertical { width: 64; max-width: 100%; height: auto; background: $panel; border: round $accent; padding: 0 2; }
    Question Static { height: auto; width: 100%; }
    """

    def __init__(self, title: str, text: str, answers: Sequence[Answer], colors: Colors) -> None:
        super().__init__()
        self._answers = list(answers)
        lines = [Content(safe(text, keep="\n")), Content("")]
        for key, name, explanation in answers:
            shown = {"enter": "⏎", "escape": "Esc"}.get(key, key)
            lines.append(
                Content.assemble(
                    (f" {shown:>3}  ", f"bold {colors.accent}"), (safe(name), "bold"), (f"  {safe(explanation)}", colors.soft)
                )
            )
        self._box = Vertical(Static(Content("\n").join(lines)))
        self._box.border_title = Content(safe(title))

    def compose(self) -> ComposeResult:
        """The question in its box."""
        yield self._box

    def on_key(self, event: events.Key) -> None:
        """An answer's key answers."""
        event.stop()
        event.prevent_default()
        pressed = event.character if event.character and event.is_printable else event.key
        for key, _, _ in self._answers:
            if pressed == key or event.key == key:
                self.dismiss(key)
                return
        if event.key == "escape":
            self.dismiss(self._answers[-1][0])
