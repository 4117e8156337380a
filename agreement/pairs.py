"""How far annotators agree who finished the same articles, two by two."""

from itertools import combinations

from postil.schema.annotation import Mark, Verdict
from postil.schema.record import Record, Status

F1 = "pairwise F1"


class Pairs:
    """Takes articles one by one and keeps counts only."""

    def __init__(self) -> None:
        self._same: dict[str, int] = {}
        self._said: dict[str, int] = {}

    def add(self, record: Record) -> None:
        """Compare everyone who finished the article with everyone else who did."""
        done = sorted(who for who, work in record.work.items() if work.status is Status.DONE)
        if len(done) < 2:
            return
        marks: dict[str, dict[str, set[object]]] = {who: {} for who in done}
        for annotation in record.annotations:
            if annotation.by in marks and annotation.verdict is not Verdict.REJECTED:
                marks[annotation.by].setdefault(annotation.layer, set()).add(_key(annotation))
        for one, other in combinations(done, 2):
            for layer in marks[one].keys() | marks[other].keys():
                mine, theirs = marks[one].get(layer, set()), marks[other].get(layer, set())
                self._same[layer] = self._same.get(layer, 0) + len(mine & theirs)
                self._said[layer] = self._said.get(layer, 0) + len(mine) + len(theirs)

    def result(self) -> tuple[tuple[str, str, float], ...]:
        """For each layer, "pairwise F1" and its value: twice what both of a pair said, by all that they said.

        It is micro-averaged over pairs and articles; the same thing is the same label on the same range or target
        (Hripcsak and Rothschild 2005: where what is neither's cannot be counted, this is what kappa tends to).
        """
        return tuple((layer, F1, 2 * self._same[layer] / said) for layer, said in sorted(self._said.items()))


def _key(mark: Mark) -> object:
    return mark.identity
