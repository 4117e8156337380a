"""Storing a decision: done before it is shown, beside the screen where it takes longer, asked again where it fails."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import TYPE_CHECKING, TypeVar

from textual import work

from postil.schema.errors import NotSaved, PostilError, Stale
from postil.tui.screens import asking
from postil.tui.screens.part import Part

if TYPE_CHECKING:
    from postil.desk.desk import Outcome

_PATIENCE = 0.25

Verb = Callable[[], "Outcome | None"]
_T = TypeVar("_T")


class Storing(Part):
    """Calls the verbs of the desk that write, and shows what came of it."""

    _store_thread: ThreadPoolExecutor | None = None
    _waiting = False

    def decide(self, verb: Verb, *, go_on: bool = True, then: Callable[[], object] | None = None) -> None:
        """Do it, show it once it is stored, and do what comes `then`. Where the database is busy, wait and say so."""
        if self._waiting:
            self.notice("Still waiting for the database: this key was not taken.")
            return
        future = self._submit(verb)
        try:
            future.result(_PATIENCE)
        except Late:
            self._waiting = True
            self.header.show_saved("", "waiting for the database …")
            future.add_done_callback(lambda done: self.call_later(self._arrived, done, verb, go_on, then))
        except PostilError:
            self._settle(future, verb, go_on, then)
        else:
            self._settle(future, verb, go_on, then)

    def store_quietly(self, verb: Callable[[], None]) -> None:
        """Store what is no decision. The screen does not wait for it; what fails later, the next decision tells."""
        if self._waiting:
            return
        future = self._submit(verb)
        try:
            future.result(_PATIENCE)
        except Late:
            return
        except PostilError as error:
            self.notice(error.message)

    def close_store(self) -> None:
        """Wait for what is on its way to the database, then close it."""
        if self._store_thread is not None:
            self._store_thread.shutdown()
        if self.desk is not None:
            self.desk.store.close()

    def _submit(self, verb: Callable[[], _T]) -> Future[_T]:
        if self._store_thread is None:
            self._store_thread = ThreadPoolExecutor(1, "postil-store")
        return self._store_thread.submit(verb)

    def _arrived(
        self, future: Future[Outcome | None], verb: Verb, go_on: bool, then: Callable[[], object] | None = None
    ) -> None:
        self._waiting = False
        self.show_saved()
        self._settle(future, verb, go_on, then)

    def _settle(
        self, future: Future[Outcome | None], verb: Verb, go_on: bool, then: Callable[[], object] | None = None
    ) -> None:
        try:
            outcome = future.result(0)
        except Stale as error:
            self._changed_elsewhere(error)
        except NotSaved as error:
            self._ask_again(error, verb, go_on, then)
        except PostilError as error:
            self.notice(f"{error.message} {error.hint}".strip())
        else:
            self.show_outcome(outcome, go_on=go_on)
            if then is not None:
                then()

    @work
    async def _changed_elsewhere(self, error: Stale) -> None:
        """Read the article anew, and let no key that was typed ahead act on it before this was read."""
        if self.desk is not None and self.guard(self.desk.renew):
            self.refresh_article()
        text = (
            f"{error.message}\nThis happens when you work in two windows at once. "
            "The article is shown as it is now; your key changed nothing."
        )
        await asking.question(self, "Changed elsewhere", text, [("enter", "Go on", "")])

    @work
    async def _ask_again(self, error: NotSaved, verb: Verb, go_on: bool, then: Callable[[], object] | None = None) -> None:
        """Nothing advances until the decision is stored or given up."""
        self.header.show_saved("", "NOT SAVED")
        text = f"{error.message}\n{error.hint}".strip()
        answers = [("r", "Try again", "the decision is kept here"), ("d", "Drop it", "nothing changes")]
        answer = await asking.question(self, "This decision is not saved", text, answers)
        self.header.show_saved("")
        self.show_saved()
        if answer == "r":
            self.decide(verb, go_on=go_on, then=then)
