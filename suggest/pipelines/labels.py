"""Where the labels of a spaCy pipeline go in a scheme."""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache

from postil.schema.scheme import Kind, Scheme
from postil.suggest.entities.gazetteer import plain
from postil.suggest.entities.names import entries
from postil.suggest.meanings import Place, home, meaning_of, named
from postil.suggest.patterns.places import place
from postil.suggest.text.fold import fold

MARKS = (Kind.SPANS, Kind.FRAMES)
# What the gazetteer's names are, by the rule that they serve.
_KNOWN = {"territory": "GPE", "city": "GPE", "region": "GPE", "people": "NORP", "group": "NORP"}


class Labels:
    """Finds the layer and label for a pipeline's label: as `given` says, else by name, else by what labels mean.

    A place (LOC) that the gazetteer knows as a country, region or city is a GPE, and one that it knows as a people a NORP,
    unless the pipeline has a label of its own for these.
    """

    def __init__(self, scheme: Scheme, given: Mapping[str, str]) -> None:
        self._scheme = scheme
        self._given = given
        self._own: frozenset[str] = frozenset()
        self._cache: dict[tuple[str, str, str, tuple[Kind, ...]], Place | None] = {}
        self.unmapped: Counter[str] = Counter()

    def tells(self, labels: Collection[str]) -> None:
        """The labels that the pipeline has."""
        self._own = frozenset(labels)

    def mark(self, label: str, text: str, language: str, group: str = "") -> Place | None:
        """Where a span goes; None when nowhere. `group` is the name of its span group: a layer of that name comes first."""
        return self._counted(label, group, self._known(label, text, language), MARKS)

    def has_mark(self, label: str) -> bool:
        """Whether spans of that label go somewhere, or are left out on purpose."""
        return label in self._given or self._find(label, "", "", MARKS) is not None

    def has_choice(self, label: str) -> bool:
        """Whether that label of the whole text goes somewhere, or is left out on purpose."""
        return label in self._given or self._find(label, "", "", (Kind.CHOICES,)) is not None

    def choice(self, label: str) -> Place | None:
        """Where a label of the whole text goes; None when nowhere."""
        return self._counted(label, "", "", (Kind.CHOICES,))

    def _counted(self, label: str, group: str, known: str, kinds: tuple[Kind, ...]) -> Place | None:
        key = (label, group, known, kinds)
        if key not in self._cache:
            self._cache[key] = self._find(label, group, known, kinds)
        found = self._cache[key]
        if found is None and label not in self._given:
            self.unmapped[label] += 1
        return found

    def _find(self, label: str, group: str, known: str, kinds: tuple[Kind, ...]) -> Place | None:
        if label in self._given:
            return place(self._scheme, self._given[label], kinds) if self._given[label] else None
        layer = self._scheme.find(group) if group else None
        if layer is not None and layer.kind in kinds and layer.label(label):
            return layer, label
        if known and (found := named(self._scheme, known)):
            return found
        same = place(self._scheme, label, kinds)
        if same or Kind.CHOICES in kinds:
            return same
        return home(self._scheme, meaning_of(label))

    def _known(self, label: str, text: str, language: str) -> str:
        """What the gazetteer says that a place is ("GPE", "NORP"); "" where it says nothing, or is not asked."""
        if label in self._given or meaning_of(label) != "LOC":
            return ""
        name = plain(fold(text).lower())
        found = (_known(code).get(name, "") for code in ((language,) if language in ("fr", "en") else ("fr", "en")))
        meaning = next(filter(None, found), "")
        return "" if any(meaning_of(own) == meaning for own in self._own) else meaning


@cache
def _known(language: str) -> dict[str, str]:
    """What the names of countries, regions, cities and peoples in a language are, without capitals and accents."""
    known = [(plain(fold(name.text).lower()), _KNOWN[name.rule]) for name in entries(language) if name.rule in _KNOWN]
    return dict(reversed(known))
