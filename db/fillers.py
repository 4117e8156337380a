"""Roles that are filled by annotations which the reader does not get: another annotator's, or one that was taken back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import TypeVar

from postil.schema.annotation import Filler, Mark

_Mark = TypeVar("_Mark", bound=Mark)


@dataclass(frozen=True, slots=True)
class Said:
    """The annotations that the reader gets, by id, and how to find the texts of the article's others."""

    ids: Set[str]
    texts: Callable[[Set[str]], Mapping[str, str]]

    def settle(self, mark: _Mark) -> _Mark:
        """The mark, with texts in place of the annotations that the reader does not get. One that is gone leaves its role."""
        if not mark.roles:
            return mark
        absent = {f.annotation for fillers in mark.roles.values() for f in fillers if f.annotation} - self.ids
        if not absent:
            return mark
        texts = self.texts(absent)
        roles = {role: tuple(_settled(fillers, absent, texts)) for role, fillers in mark.roles.items()}
        return replace(mark, roles={role: fillers for role, fillers in roles.items() if fillers})


def _settled(fillers: Iterable[Filler], absent: Set[str], texts: Mapping[str, str]) -> Iterator[Filler]:
    for filler in fillers:
        if filler.annotation not in absent:
            yield filler
        elif texts.get(filler.annotation):
            yield Filler(text=texts[filler.annotation])
