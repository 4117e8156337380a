"""What is good to know and asks for nothing: one line at a time, each until it was in view for some seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.tui.screens.part import Part

if TYPE_CHECKING:
    from textual.timer import Timer

_QUIET_FOR = 10.0
_LOOK_EVERY = 0.5


class Telling(Part):
    """Lends the footer to what goes on beside the screen; only the seconds in which it could be read count."""

    _told: tuple[tuple[str, ...], ...] = ()
    _left = 0.0
    _telling: Timer | None = None

    def tell_quietly(self, *forms: str) -> None:
        """Tell it, after what is being told: the longest of the `forms` that fits, the shortest where none does."""
        self._told += (forms,)
        if len(self._told) == 1:
            self._tell_next()

    def _tell_next(self) -> None:
        self.footer.show_quietly(*(self._told[0] if self._told else ()))
        self._left = _QUIET_FOR
        if self._told and self._telling is None:
            self._telling = self.set_interval(_LOOK_EVERY, self._count_down)
        elif not self._told and self._telling is not None:
            self._telling.stop()
            self._telling = None

    def _count_down(self) -> None:
        if self.app.screen is self and self.footer.tells:
            self._left -= _LOOK_EVERY
            if self._left <= 0:
                self._told = self._told[1:]
                self._tell_next()
