"""The articles that an export is asked for, and what annotators agree on in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postil.schema.record import Record, Status

if TYPE_CHECKING:
    from postil.db.store import Store


@dataclass(frozen=True, slots=True)
class Chosen:
    """The work of `names` (of everybody, if none), in articles of that status (of any, if None)."""

    store: "Store"
    names: tuple[str, ...] = ()
    status: Status | None = None

    @property
    def size(self) -> int | None:
        """How many articles there are, where that is known beforehand."""
        return None if self.status or self.names else self.store.size

    def records(self) -> Iterator[Record]:
        """Each of them, as stored."""
        return self.store.records(annotators=self.names or None, only=self.status)

    def agreement(self) -> tuple[tuple[str, str, float], ...]:
        """For each layer how far two annotators agree who finished the same articles: (layer, measure, value)."""
        from postil.agreement.pairs import Pairs

        if len(self.store.annotators()) < 2:
            return ()
        pairs = Pairs()
        for record in self.records():
            pairs.add(record)
        return pairs.result()
