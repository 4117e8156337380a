"""The entities of an article, by rules: what each rule finds, and which of two that overlap is kept."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence

from postil.suggest.analysis import Analysis, EntityHit
from postil.suggest.entities import complements, complements_en
from postil.suggest.entities.again import find_again
from postil.suggest.entities.apposed import find_apposed
from postil.suggest.entities.brackets import find_brackets
from postil.suggest.entities.dates import find_dates
from postil.suggest.entities.gazetteer import Found, Gazetteer
from postil.suggest.entities.given import find_given
from postil.suggest.entities.names import entries
from postil.suggest.entities.pairs import find_pairs
from postil.suggest.entities.repeats import find_repeats, one_key
from postil.suggest.entities.rivals import Rivals
from postil.suggest.entities.roads import find_roads
from postil.suggest.entities.runs import find_runs
from postil.suggest.entities.tails import find_tails
from postil.suggest.entities.towns import find_listed
from postil.suggest.entities.view import Lexicon, View
from postil.suggest.rulebook import rulebook


class Entities:
    """Finds entities, by all rules but those that are `off`. The tables of a language are read when its first article comes."""

    def __init__(self, off: Collection[str] = ()) -> None:
        self._off = frozenset(off)
        self._languages: dict[str, tuple[Lexicon, Gazetteer]] = {}

    def find(self, analysis: Analysis) -> list[EntityHit]:
        """The entities, sorted, not overlapping. Time is linear in the length of the text."""
        lexicon, gazetteer = self._tables(analysis.language)
        view = View(analysis, lexicon, gazetteer)
        found = view.found
        hits = [_named(view, f) for f in found if not _not_named(view, f)]
        multiple = [False] * view.size
        longest: dict[int, int] = {}
        for first, last, name in found:
            if last - first > 1 and name.rule != "person.known":
                multiple[first:last] = [True] * (last - first)
            if last > longest.get(first, 0):
                longest[first] = last
        hits += (complements_en if analysis.language == "en" else complements).find_heads(view, longest)
        hits += find_roads(view)
        hits += find_tails(view)
        hits += find_pairs(view)
        hits += [_date(view, *d) for d in find_dates(analysis.folded, analysis.tokens, analysis.language)]
        hits += find_given(view, multiple)
        rivals = Rivals(self._on(hits))
        free = _free(view, rivals.kept)
        free = _left(view, free, rivals, self._on(find_runs(view, free)))
        free = _left(view, free, rivals, self._on(find_brackets(view, rivals.kept, free)))
        free = _left(view, free, rivals, self._on(find_apposed(view, rivals.kept, free)))
        kept = rivals.kept
        persons = [h for h in kept if h.label == "PER"]
        firm = free.copy()
        _mark(view, firm, [h for h in kept if h.label == "PER" or h.rule in _WEAK], free=True)
        already = {(h.start, h.end) for h in persons}
        again = [h for h in find_again(view, persons, firm) if (h.start, h.end) not in already]
        again += find_listed(view, kept, free)
        again += find_repeats(view, kept, free)
        rivals.add(self._on(again))
        return one_key(view, rivals.kept)

    def _on(self, hits: Iterable[EntityHit]) -> list[EntityHit]:
        """The hits of rules that are not off: what a rule that is off would find stands in nobody's way."""
        return [hit for hit in hits if hit.rule not in self._off] if self._off else list(hits)

    def _tables(self, language: str) -> tuple[Lexicon, Gazetteer]:
        if language not in self._languages:
            self._languages[language] = (Lexicon(language), Gazetteer(entries(language)))
        return self._languages[language]


_NOT_SHOUTED = frozenset(("people", "group"))
_WEAK = frozenset(("city", "city.context", "org.acronym", "org.run", "people"))


_WATERS = frozenset(("eaux", "rive", "rives", "crue", "crues", "affluent", "affluents", "embouchure", "cours", "lit"))


def _named(view: View, found: Found) -> EntityHit:
    """The name's hit; a town of the table that waters have is a river: "les eaux du [Yarmouk]"."""
    rule = found.name.rule
    if rule == "city" and found.first > 1 and view.norm[found.first - 1] == "du" and view.norm[found.first - 2] in _WATERS:
        rule = "place.name"
    return view.hit(found.first, found.last, rule, country=found.name.country)


def _not_named(view: View, found: Found) -> bool:
    """Whether a name says something else here: peoples in a headline, and members who are counted ("dix [Gilets jaunes]")."""
    if found.name.rule in _NOT_SHOUTED and view.shouted[found.first]:
        return True
    if found.name.rule != "org.name" or not view.norm[found.last - 1].endswith("s") or view.shape[found.last - 1] != "l":
        return False
    before = view.norm[found.first - 1] if found.first else ""
    if before in ("de", "d'") and found.first > 1:
        return view.norm[found.first - 2] in view.lexicon.quantity
    return before in view.lexicon.quantity or before.isdigit()


def _date(view: View, start: int, end: int, rule: str) -> EntityHit:
    about = rulebook()[rule]
    return EntityHit(start, end, about.label, rule, about.score, view.analysis.folded[start:end].lower())


def _free(view: View, hits: Iterable[EntityHit]) -> list[bool]:
    """Which tokens no hit covers."""
    out = [True] * view.size
    _mark(view, out, hits, free=False)
    return out


def _left(view: View, free: list[bool], rivals: Rivals, hits: Sequence[EntityHit]) -> list[bool]:
    """Which tokens are still free once the hits of a further stage are among the rivals. Those in gaps are just taken off."""
    if not rivals.add(hits):
        return _free(view, rivals.kept)
    _mark(view, free, hits, free=False)
    return free


def _mark(view: View, tokens: list[bool], hits: Iterable[EntityHit], *, free: bool) -> None:
    starts = view.starts
    for hit in hits:
        first = bisect_left(starts, hit.start)
        last = bisect_left(starts, hit.end, first)
        tokens[first:last] = [free] * (last - first)
