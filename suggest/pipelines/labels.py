"""Where the labels of a spaCy pipeline go in a scheme."""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache

from postil.schema.scheme import Kind, Layer, Scheme
from postil.suggest.entities.gazetteer import plain
from postil.suggest.entities.names import entries
from postil.suggest.patterns.places import place
from postil.suggest.text.fold import fold

MARKS = (Kind.SPANS, Kind.FRAMES)
# What the gazetteer's names are, by the rule that they serve.
_KNOWN = {"territory": "GPE", "city": "GPE", "region": "GPE", "people": "NORP", "group": "NORP"}
# What labels mean: OntoNotes, CoNLL-2003 and WikiNER, and those of spaCy's own pipelines that follow neither.
_MEANINGS = {
    "PER": "per person prs persname",
    "ORG": "org organization organisation orgname",
    "GPE": "gpe placename gpe_loc gpe_org country city",
    "LOC": "loc location place geogname",
    "FAC": "fac facility",
    "DATE": "date dat datetime tme",
    "TIME": "time",
    "NORP": "norp nat_rel_pol nationality",
    "EVENT": "event evn evt",
    "LAW": "law",
    "WORK_OF_ART": "work_of_art wrk work",
    "PRODUCT": "product prod obj",
    "LANGUAGE": "language",
    "MISC": "misc",
}
_MEANT = {name: meaning for meaning, names in _MEANINGS.items() for name in names.split()}
# Where a meaning goes that the scheme has no label for.
_ELSE = {
    "GPE": "LOC",
    "LOC": "GPE",
    "FAC": "LOC",
    "NORP": "MISC",
    "EVENT": "MISC",
    "LAW": "MISC",
    "WORK_OF_ART": "MISC",
    "PRODUCT": "MISC",
    "LANGUAGE": "MISC",
}
Place = tuple[Layer, str]


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
        if known and (found := self._meaning(known)):
            return found
        same = place(self._scheme, label, kinds)
        if same or Kind.CHOICES in kinds:
            return same
        meaning = _MEANT.get(label.casefold(), "")
        return self._meaning(meaning) or self._meaning(_ELSE.get(meaning, "")) if meaning else None

    def _meaning(self, meaning: str) -> Place | None:
        """The spans with the label of that name, else with one that means the same."""
        names = _MEANINGS.get(meaning, "").split()
        layers = [layer for layer in self._scheme.layers if layer.kind is Kind.SPANS]
        near = [(layer, label.name) for layer in layers for label in layer.labels if label.name.casefold() in names]
        return min(near, key=lambda one: one[1] != meaning, default=None)

    def _known(self, label: str, text: str, language: str) -> str:
        """What the gazetteer says that a place is ("GPE", "NORP"); "" where it says nothing, or is not asked."""
        if label in self._given or _MEANT.get(label.casefold()) != "LOC":
            return ""
        name = plain(fold(text).lower())
        found = (_known(code).get(name, "") for code in ((language,) if language in ("fr", "en") else ("fr", "en")))
        meaning = next(filter(None, found), "")
        return "" if any(_MEANT.get(own.casefold()) == meaning for own in self._own) else meaning


@cache
def _known(language: str) -> dict[str, str]:
    """What the names of countries, regions, cities and peoples in a language are, without capitals and accents."""
    known = [(plain(fold(name.text).lower()), _KNOWN[name.rule]) for name in entries(language) if name.rule in _KNOWN]
    return dict(reversed(known))
