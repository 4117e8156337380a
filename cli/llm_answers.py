"""A language model's answers, read where suggestions are computed, in whatever process that is."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postil.db.store import Store


class StoredAnswers:
    """The answers in a project's database, which is opened at the first question, and in each process for itself."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._store: Store | None = None
        self._process = 0

    def answer(self, key: str) -> str | None:
        """The answer kept under the key, or None."""
        return self._opened().answer(key)

    def keep_answer(self, key: str, body: str) -> None:
        """Keep an answer."""
        self._opened().keep_answer(key, body)

    def _opened(self) -> "Store":
        if self._store is None or self._process != os.getpid():  # no connection crosses a fork
            from postil.db.store import Store

            self._store, self._process = Store.open(self._database), os.getpid()
        return self._store
