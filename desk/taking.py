"""Taking articles: the one where the annotator stopped, the next in the project's order, the ones before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.desk.board import Board
from postil.desk.clock import WorkClock
from postil.desk.trail import Trail
from postil.schema.article import Article
from postil.schema.record import Status, Work
from postil.schema.scheme import Scheme

if TYPE_CHECKING:
    from postil.db.store import Progress, Store


class Taking:
    """The part of the desk that holds one article and takes others. `order` is one of `schema.settings.ORDERS`."""

    def __init__(
        self, store: Store, scheme: Scheme, annotator: str, *, order: str = "file", clock: WorkClock | None = None
    ) -> None:
        self.store = store
        self.scheme = scheme
        self.annotator = annotator
        self.order = order
        self.clock = clock or WorkClock()
        self.trail = Trail()
        self.number = 0
        self.article = Article("", "")
        self.board = Board(scheme, (), (), {})
        self.work = Work()
        self.suggested = ""
        self.saved_at = ""
        self.place = ""
        self.progress: Progress = store.progress(annotator)

    def start(self, article_id: str = "") -> bool:
        """Take the named article, else the one where the annotator stopped, else the next to do. False: there is none."""
        if article_id:
            number = self.store.number(article_id)
            if number is None:
                return False
            self.take(number)
            return True
        place = self.store.place(self.annotator)
        if place is not None and self.store.size:
            self._read(place.article)
            if self.work.status not in (Status.DONE, Status.SKIPPED):
                self._taken()
                self.place = place.row
                return True
        if self.take_next():
            return True
        self.leave()
        return False

    def take_next(self) -> bool:
        """Take the next article that is still to do: in the order after this one, then from the beginning."""
        number = self._next()
        if number is None:
            return False
        self.take(number)
        return True

    def take(self, number: int) -> None:
        """Put the article of that number on the desk, undecided rows first in line."""
        self._read(number)
        self._taken()

    def step(self, step: int) -> bool:
        """Leaf without finishing: on (+1) or back (-1). False: there is nothing that way.

        Back leads to where one came from, and on along the same way again. Where the trail ends, it goes on to the next
        in the order: in the order of the file to the neighbour, done or not; in others to the next that is still to do.
        """
        if not self.number and step < 0 and self.trail.here:
            self.take(self.trail.here)
            return True
        number = self.trail.beside(step) or self._beyond(step)
        if not number:
            return False
        if step < 0 and not self.trail.beside(step):
            self.trail.lead_in(number)
        self.take(number)
        return True

    def _beyond(self, step: int) -> int:
        if self.order == "file":
            number = self.number + step if self.number else (1 if step > 0 else self.store.size)
            return number if 1 <= number <= self.store.size else 0
        number = self._next() or 0 if step > 0 else 0
        return 0 if number == self.number else number

    def _taken(self) -> None:
        self.trail.visit(self.number)
        self.clock.take()

    def _next(self) -> int | None:
        return self.store.next_article(self.annotator, self.number, self.order)

    def _read(self, number: int) -> None:
        sheet = self.store.sheet(number, self.annotator)
        self.number, self.article, self.work = number, sheet.article, sheet.work
        self.suggested = sheet.suggested
        self.board = Board(
            self.scheme,
            sheet.suggestions,
            sheet.annotations,
            {la.each: self.entries(la.each) for la in self.scheme.layers if la.each},
        )
        first = self.board.next_waiting(None) or next(self.board.rows(), None)
        self.place = first.key if first else ""

    def leave(self) -> None:
        """Nothing is left to take: the desk is empty."""
        self.number, self.article, self.work, self.place = 0, Article("", ""), Work(), ""
        self.board = Board(self.scheme, (), (), {})

    def renew(self) -> None:
        """Read the article anew, as it is now, and stay where we are; the time spent on it goes on."""
        place = self.place
        self._read(self.number)
        if self.board.row_of(place) is not None:
            self.place = place

    def look(self) -> None:
        """Read the article anew if it has suggestions by now. To find that it has none yet costs hardly anything."""
        if self.store.suggested(self.number):
            self.renew()

    def keep_place(self, key: str) -> None:
        """Remember the row under the cursor for the next start."""
        self.place = key
        if self.number:
            self.store.keep_place(self.annotator, self.number, key)

    def entries(self, name: str) -> tuple[str, ...]:
        """The project's list of that name: what the scheme file says, and what was typed since."""
        return tuple(dict.fromkeys((*self.scheme.lists.get(name, ()), *self.store.entries(name)))) if name else ()

    def unsuggested(self) -> bool:
        """Whether some article has no suggestions yet."""
        return bool(self.store.pending("", limit=1))

    def outdated(self, run: str) -> bool:
        """Whether some article's suggestions were made without the learned model of that run."""
        return any(f"model-{run}" not in version.split("+") for version in self.store.versions())
