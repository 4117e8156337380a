"""Marking in the text: a cursor that walks by characters, words and lines, and selects."""

from __future__ import annotations

from dataclasses import replace

from textual import on, work

from postil.desk import words
from postil.schema.scheme import Kind, Layer
from postil.tui.screens import asking
from postil.tui.screens.part import Part
from postil.tui.widgets.article_pane import HEAD, ArticlePane


class Marking(Part):
    """The text cursor, the selection, and the layer that is being marked."""

    _anchor: int | None = None
    _column: int | None = None
    _layer: Layer | None = None

    @property
    def marking_layer(self) -> Layer | None:
        """The layer that a label key adds to."""
        return self._layer

    def _layers(self) -> list[Layer]:
        return [la for la in self.desk.scheme.layers if la.kind is not Kind.CHOICES] if self.desk else []

    # in and out

    def action_mark(self) -> None:
        """Go into the text, at the current item or what is in view."""
        desk, pane = self.desk, self.pane
        layers = self._layers()
        if desk is None or not desk.number or not layers:
            return
        item = desk.board.first(self.row) if self.row else None
        if pane.look.found is not None:
            at = pane.look.found[0]
        elif item is not None and item.mark.start is not None:
            at = desk.board.items[pane.look.focus].start if pane.look.focus in desk.board.items else item.start
        else:
            at = pane.lines.starts[min(max(0, pane.scroll_offset.y - HEAD), len(pane.lines) - 1)]
        self._enter(at)

    def _enter(self, at: int) -> None:
        layers = self._layers()
        self._layer = next((la for la in layers if self.row and la is self.row.layer), layers[0])
        self.marking, self._anchor, self._column = True, None, None
        self.panel.set_quiet(True)
        self.pane.set_look(replace(self.pane.look, cursor=at, select=None, active_layer=self._layer.name))
        self.pane.reveal(at, at + 1)
        self.show_keys()

    def action_mark_leave(self) -> None:
        """Drop the selection; without one, back to the list."""
        if self._anchor is not None:
            self._anchor = None
            self.pane.set_look(replace(self.pane.look, select=None))
        else:
            self.leave_marking()
            self.select(self.row)

    def leave_marking(self) -> None:
        """Back to the list."""
        if self.marking or self.pane.look.select is not None:
            self.marking, self._anchor = False, None
            self.panel.set_quiet(False)
            self.pane.set_look(replace(self.pane.look, cursor=None, select=None, found=None))
            self.show_keys()

    def action_mark_layer(self) -> None:
        """Mark for the next layer."""
        layers = self._layers()
        if self._layer is not None and layers:
            self._layer = layers[(layers.index(self._layer) + 1) % len(layers)]
            self.pane.set_look(replace(self.pane.look, active_layer=self._layer.name))
            self.show_keys()

    @on(ArticlePane.Dragged)
    def take_drag(self, event: ArticlePane.Dragged) -> None:
        """The mouse selected: a label key adds it now."""
        if self.desk is None or not self._layers():
            return
        if not self.marking:
            self._enter(event.start)
        self._anchor = event.start
        self.pane.set_look(replace(self.pane.look, cursor=event.end - 1, select=(event.start, event.end)))

    # walking

    def place_cursor(self, offset: int) -> None:
        """Put the cursor on a code point, stretching the selection if there is one; the row there becomes current."""
        text = self.desk.article.text if self.desk else ""
        at = min(max(offset, 0), max(len(text) - 1, 0))
        select = None
        if self._anchor is not None:
            low, high = min(self._anchor, at), max(self._anchor, at)
            select = (low, words.next_character(text, high))
        self.pane.set_look(replace(self.pane.look, cursor=at, select=select))
        self.pane.reveal(at, at + 1)
        if self._anchor is None:
            self.select_at(at)
        if self.footer.notice:
            self.footer.show_notice("")

    def _walk(self, to: int, *, stretch: bool = False) -> None:
        at = self.pane.look.cursor or 0
        self._column = None
        if stretch and self._anchor is None:
            self._anchor = at
        self.place_cursor(to)

    def _text(self) -> tuple[str, int]:
        return (self.desk.article.text if self.desk else "", self.pane.look.cursor or 0)

    def _line(self, step: int, *, stretch: bool = False) -> None:
        lines, at = self.pane.lines, self.pane.look.cursor or 0
        line = lines.line_at(at)
        column = self._column if self._column is not None else lines.column(line, at)
        to = line + step
        if not 0 <= to < len(lines):
            return
        offset = lines.offset_at(to, column)
        if offset == lines.ends[to] and offset > lines.starts[to]:
            offset -= 1
        self._walk(offset, stretch=stretch)
        self._column = column

    def action_mark_left(self) -> None:
        """One character back."""
        self._walk(words.previous_character(*self._text()))

    def action_mark_right(self) -> None:
        """One character on."""
        self._walk(words.next_character(*self._text()))

    def action_mark_up(self) -> None:
        """One line up."""
        self._line(-1)

    def action_mark_down(self) -> None:
        """One line down."""
        self._line(1)

    def action_word_on(self) -> None:
        """The next word's start."""
        self._walk(words.word_start_after(*self._text()))

    def action_word_back(self) -> None:
        """The start of the word before."""
        self._walk(words.word_start_before(*self._text()))

    def action_word_end(self) -> None:
        """The word's last character."""
        text, at = self._text()
        self._walk(words.word_end_after(text, at + 1) - 1)

    def action_line_start(self) -> None:
        """The line's first character."""
        lines = self.pane.lines
        self._walk(lines.starts[lines.line_at(self.pane.look.cursor or 0)])

    def action_line_end(self) -> None:
        """The line's last character."""
        lines = self.pane.lines
        line = lines.line_at(self.pane.look.cursor or 0)
        self._walk(max(lines.starts[line], lines.ends[line] - 1))

    def action_select(self) -> None:
        """Start a selection at the cursor, or drop it."""
        self._anchor = self.pane.look.cursor if self._anchor is None else None
        self.place_cursor(self.pane.look.cursor or 0)

    def action_stretch_right(self) -> None:
        """Select one character more."""
        self._walk(words.next_character(*self._text()), stretch=True)

    def action_stretch_left(self) -> None:
        """Select one character less."""
        self._walk(words.previous_character(*self._text()), stretch=True)

    def action_stretch_down(self) -> None:
        """Select to the next line."""
        self._line(1, stretch=True)

    def action_stretch_up(self) -> None:
        """Select to the line before."""
        self._line(-1, stretch=True)

    # adding

    def mark_with(self, name: str) -> None:
        """Add what is selected, or the word under the cursor, with this label."""
        desk, layer = self.desk, self._layer
        if desk is None or layer is None:
            return
        text, at = self._text()
        start, end = self.pane.look.select or words.word_around(text, at)
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start >= end:
            self.notice("Only white space is selected there.")
            return
        self._anchor = None
        self.pane.set_look(replace(self.pane.look, select=None))
        self.decide(lambda: desk.add_span(layer.name, name, start, end), go_on=False, then=lambda: self.select_at(start))

    @work
    async def action_mark_label(self) -> None:
        """Pick the label of what is selected by a few letters."""
        layer = self._layer
        if layer is None:
            return
        picked = await asking.label(self, layer)
        if picked:
            self.mark_with(picked)
