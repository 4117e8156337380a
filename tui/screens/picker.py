"""A list to pick from by digit, by typing a few letters, or with the arrows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.strip import Strip

from postil.schema.safe import safe
from postil.tui.colors import Colors, style
from postil.tui.widgets.line_view import LineView


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick: what it is called, a word of explanation, and what picking it gives."""

    name: str
    value: str
    detail: str = ""
    chosen: bool = False
    key: str = ""


class OptionList(LineView):
    """The options that match, one a line."""

    DEFAULT_CSS = (
        "OptionList { height: auto; max-height: 16; background: $panel; scrollbar-size: 0 0; overflow: hidden hidden; }"
    )
    ALLOW_SELECT = False

    def __init__(self, colors: Colors) -> None:
        super().__init__()
        self.palette = colors
        self.options: list[Option] = []
        self.at = 0

    def show(self, options: list[Option], at: int) -> None:
        """Show these, the cursor on the one at `at`."""
        self.options, self.at = options, at
        self.virtual_size = Size(self.size.width, len(options))
        self.show_from(at - 12)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as options."""
        return max(1, len(self.options))

    def render_line(self, y: int) -> Strip:
        """One option."""
        at = y + self.scroll_offset.y
        width = self.size.width
        ground = style("", self.palette.panel)
        if at >= len(self.options):
            empty = "" if self.options or y else "  nothing matches"
            return Strip([Segment(empty, style(self.palette.soft))]).adjust_cell_length(width).apply_style(ground)
        option, here = self.options[at], at == self.at
        look = style(self.palette.text, self.palette.cursor if here else "", bold=here)
        soft = style(self.palette.soft, self.palette.cursor if here else "")
        sign = "●" if option.chosen else " "
        return (
            Strip(
                [
                    Segment(f"{'▸' if here else ' '}{sign}", style(self.palette.accent, self.palette.cursor if here else "")),
                    Segment(
                        f"{safe(option.key):>2} ", style(self.palette.accent, self.palette.cursor if here else "", bold=True)
                    ),
                    Segment(safe(option.name), look),
                    Segment(f"  {safe(option.detail)}", soft),
                ]
            )
            .adjust_cell_length(width, soft)
            .apply_style(ground)
        )


class Picker(ModalScreen[list[str] | None]):
    """Gives the values picked: one, or several when `many`; None when left with Esc. With `free`, what is typed is one too."""

    DEFAULT_CSS = """
    Picker { align: right bottom; background: transparent; }
    Picker > Vertical { width: 64; max-width: 100%; height: auto; margin: 0 0 1 0; background: $panel;
        border: round $accent; padding: 0 1; }
    """

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        colors: Colors,
        *,
        many: bool = False,
        free: bool = False,
        digits: bool = True,
        at: int = 0,
        width: int = 64,
    ) -> None:
        super().__init__()
        self._title = title
        self._options = list(options)
        self._many, self._free, self._digits, self._start = many, free, digits, at
        self._typed = ""
        self._toggled = False
        self._list = OptionList(colors)
        self._box = Vertical(self._list)
        self._box.styles.width = width

    def compose(self) -> ComposeResult:
        """One box with the list in it."""
        yield self._box

    def on_mount(self) -> None:
        """Show everything."""
        self._show(self._start)

    def _matching(self) -> list[Option]:
        wanted = self._typed.casefold()
        found = [o for o in self._options if wanted in o.name.casefold() or wanted in o.detail.casefold()]
        found.sort(key=lambda o: not o.name.casefold().startswith(wanted))
        if self._free and self._typed.strip() and all(o.name != self._typed for o in found):
            found.append(Option(f"«{self._typed.strip()}»", self._typed.strip(), "as typed"))
        return [replace(o, key=o.key or (str(n) if n < 10 and self._digits else "")) for n, o in enumerate(found, 1)]

    def _show(self, at: int = 0) -> None:
        found = self._matching()
        self._list.show(found, min(at, max(len(found) - 1, 0)))
        self._box.border_title = Content(safe(f"{self._title}{': ' + self._typed if self._typed else ''}"))
        how = "type to filter"
        if self._many and self._typed:
            how = "Enter picks"
        elif self._many:
            how = "digit or Space picks, Enter is done"
        elif self._free:
            how = "digit picks, type something new"
        self._box.border_subtitle = f"{how}, Esc back"

    def on_key(self, event: events.Key) -> None:
        """Digits pick, letters filter, arrows move."""
        event.stop()
        event.prevent_default()
        options = self._list.options
        if event.key == "escape":
            self.dismiss(None)
        elif event.key in ("down", "up", "tab", "shift+tab") and options:
            step = 1 if event.key in ("down", "tab") else -1
            self._list.show(options, (self._list.at + step) % len(options))
        elif event.key in ("pagedown", "pageup") and options:
            self._list.show(options, min(max(self._list.at + (10 if event.key == "pagedown" else -10), 0), len(options) - 1))
        elif event.key == "enter":
            self._enter()
        elif event.key == "backspace":
            self._typed = self._typed[:-1]
            self._show()
        elif event.key == "space" and self._many and not self._typed and options:
            self._toggle(options[self._list.at])
        elif event.character and event.is_printable:
            self._type(event.character)

    def _type(self, char: str) -> None:
        by_key = next((o for o in self._list.options if o.key == char), None) if not self._typed else None
        if by_key is not None:
            self._pick(by_key)
            return
        self._typed += char
        self._show()

    def _enter(self) -> None:
        if self._many and not self._typed:
            chosen = [o.value for o in self._options if o.chosen]
            if not chosen and not self._toggled and self._list.options:
                chosen = [self._list.options[self._list.at].value]
            self.dismiss(chosen)
        elif self._list.options:
            self._pick(self._list.options[self._list.at])

    def _pick(self, option: Option) -> None:
        if self._many:
            self._toggle(option)
        else:
            self.dismiss([option.value])

    def _toggle(self, option: Option) -> None:
        self._toggled = True
        found = next((n for n, o in enumerate(self._options) if o.value == option.value), None)
        if found is None:
            self._options.append(replace(option, name=option.value, chosen=True, key=""))
        else:
            self._options[found] = replace(self._options[found], chosen=not self._options[found].chosen)
        self._typed = ""
        self._show(self._list.at)
