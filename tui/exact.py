"""Sending only the cells that changed.

Textual's partial update starts every changed span at its widget's left edge, so that one cell at the end of a line
costs the whole line. On a thin line that is most of what a key press sends. This compositor crops both sides. It leans
on Textual's internals, which is one reason why Textual is pinned exactly; a test counts the bytes.
"""

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor


class ExactUpdate(ChopsUpdate):
    """A partial update that sends each span from its first cell to its last, and nothing else."""

    def render_segments(self, console: Console) -> str:
        """The escape sequences and text of all spans."""
        out: list[str] = []
        for y, first, last in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is None or x >= last or end <= first:
                    continue
                left, right = max(x, first), min(end, last)
                out.append(Control.move_to(left, y).segment.text)
                out.append(strip.crop(left - x, right - x).render(console))
        return "".join(out)


class ExactCompositor(Compositor):
    """Textual's compositor with exact partial updates."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed since the last time, or None."""
        update = super().render_partial_update()
        return None if update is None else ExactUpdate(update.chops, update.spans, update.chop_ends)
