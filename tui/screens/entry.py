"""One line to type: a note, a search."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from postil.schema.safe import safe


class Entry(ModalScreen[str | None]):
    """Gives the line that was typed; None when left with Esc. What is not edited comes back as it was.

    With `again`, Enter hands the line to it, shows what it answers, and stays open for the next Enter.
    """

    DEFAULT_CSS = """
    Entry { align: left bottom; background: transparent; }
    Entry > Vertical { width: 100%; max-width: 90; height: auto; margin: 0 0 1 0; background: $panel;
        border: round $accent; padding: 0 1; }
    Entry Input, Entry Input:focus { border: none; height: 1; padding: 0; background: $panel; }
    """
    BINDINGS = [Binding("escape", "leave", "Back", show=False)]

    def __init__(
        self, title: str, value: str = "", hint: str = "Enter is done, Esc back", *, again: Callable[[str], str] | None = None
    ) -> None:
        super().__init__()
        self._given, self._again = value, again
        self._input = Input(value=safe(value), select_on_focus=True)
        self._box = Vertical(self._input)
        self._box.border_title = Content(safe(title))
        self._box.border_subtitle = Content(hint)

    def compose(self) -> ComposeResult:
        """The line in its box."""
        yield self._box

    def on_mount(self) -> None:
        """Type at once."""
        self._input.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Done, or once more."""
        if self._again is not None:
            self._box.border_subtitle = Content(safe(self._again(event.value)))
            return
        self.dismiss(self._given if event.value == safe(self._given) else event.value)

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
