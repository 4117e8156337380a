"""A line-API view without Textual's scrollbars: postil draws its own, or none."""

from textual.geometry import Size
from textual.scroll_view import ScrollView


class LineView(ScrollView, inherit_bindings=False):
    """Scrolls though it has no scrollbar, without animation, and without laying the screen out anew.

    It has no keys of its own: arrows and page keys belong to the screen that it stands on.
    """

    DEFAULT_CSS = "LineView { scrollbar-size: 0 0; overflow: hidden hidden; }"
    ALLOW_SELECT = False

    @property
    def allow_vertical_scroll(self) -> bool:
        """Textual scrolls only what has a scrollbar; this has none, and scrolls."""
        return True

    def set_lines(self, count: int) -> None:
        """There are so many lines. Nothing else on the screen moves by that, so no layout is asked for."""
        self.set_reactive(LineView.virtual_size, Size(self.size.width, count))

    def show_from(self, line: int) -> None:
        """Scroll so that this line is the first, as far as there are enough lines."""
        self.scroll_to(y=max(0, line), animate=False)
