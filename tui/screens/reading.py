"""Something to read: the help, the guidelines."""

from textwrap import wrap

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from postil.schema.safe import safe
from postil.schema.scheme import Label, Layer
from postil.tui.colors import Colors
from postil.tui.commands import Command, Section

_LEFT = 37


class Reading(ModalScreen[None]):
    """Shows a text; any of the leaving keys goes back."""

    DEFAULT_CSS = """
    Reading { align: center middle; background: transparent; }
    Reading > VerticalScroll { width: 90; max-width: 100%; height: 100%; background: $panel;
        border: round $accent; padding: 0 2; scrollbar-size: 1 1; }
    Reading Static { height: auto; width: 100%; }
    """
    BINDINGS = [
        Binding("escape,q,question_mark,g,enter,f1", "leave", "Back", show=False),
        Binding("down,j", "line(1)", "Down", show=False),
        Binding("up,k", "line(-1)", "Up", show=False),
        Binding("pagedown,space", "page(1)", "Page down", show=False),
        Binding("pageup,b", "page(-1)", "Page up", show=False),
        Binding("home", "page(-999)", "Top", show=False),
        Binding("end", "page(999)", "End", show=False),
    ]

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._box = VerticalScroll(Static(text), can_focus=False)
        self._box.border_title = Content(safe(title))
        self._box.border_subtitle = Content("↑ ↓ scroll, Esc back")

    def compose(self) -> ComposeResult:
        """The text in its box."""
        yield self._box

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)

    def action_line(self, step: int) -> None:
        """Scroll by a line."""
        self._box.scroll_relative(y=step, animate=False)

    def action_page(self, step: int) -> None:
        """Scroll by pages."""
        self._box.scroll_relative(y=step * max(1, self._box.size.height - 2), animate=False)


def help_text(commands: tuple[Command, ...], colors: Colors, width: int) -> Content:
    """All commands with their keys, by section, wrapped at `width` cells."""
    parts: list[Content] = []
    for section in Section:
        parts.append(Content.styled(section.value, f"bold {colors.accent}"))
        for command in commands:
            if command.section is section:
                lines = wrap(command.help, max(20, width - _LEFT)) or [""]
                head = ((f"  {command.shown:<14}", "bold"), (f"{command.title:<20} ", ""))
                parts.append(Content.assemble(*head, (lines[0], colors.soft)))
                parts += [Content.styled(" " * _LEFT + line, colors.soft) for line in lines[1:]]
        parts.append(Content(""))
    signs = (
        "· undecided   = undecided, and several sources agree   ✓ accepted   ✎ corrected   ✗ rejected   + added   "
        "◦ some of each   ! has a note or a flag"
    )
    parts.append(Content.styled("Signs", f"bold {colors.accent}"))
    parts += [Content(f"  {line}") for line in wrap(signs, max(20, width - 2))]
    return Content("\n").join(parts)


def label_text(layer: Layer, label: Label | None, colors: Colors) -> Content:
    """What a label means, and the other labels of its layer."""
    parts = [Content.styled(safe(layer.title or layer.name).upper(), f"bold {colors.accent}")]
    if layer.help:
        parts.append(Content(_joined(layer.help)))
    for one in layer.labels:
        here = label is not None and one.name == label.name
        parts += [
            Content(""),
            Content.assemble(
                ("▸ " if here else "  ", colors.accent),
                (safe(one.name), "bold"),
                ("  " + safe(one.title), "bold" if here else ""),
            ),
        ]
        if one.help:
            parts.append(Content.styled(f"  {_joined(one.help)}", "" if here else colors.soft))
    return Content("\n").join(parts)


def _joined(text: str) -> str:
    """The lines of a text as one, to be wrapped anew."""
    return safe(text.replace("\n", " "))


def guideline_text(source: str, colors: Colors) -> Content:
    """The project's guidelines.md, its headings made to stand out."""
    parts = []
    for line in source.split("\n"):
        shown = safe(line.rstrip("\r"))
        if shown.startswith("#"):
            parts.append(Content.styled(shown.lstrip("# "), f"bold {colors.accent}"))
        else:
            parts.append(Content(shown))
    return Content("\n").join(parts)
