"""Which entry of the project's list of targets a phrase is about."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from postil.suggest.events.grammar import word_set
from postil.suggest.events.lexicon import without_accents

_EMPTY = word_set(
    "le la les l d un une des du de a au aux en et par pour sur dans avec son sa ses leur the an of to in and for "
    "on with by between entre its their contre against"
)
_STEM = 5
_ENOUGH = 0.5
_SAME = (
    ("invas", "offen", "guerr", "opera", "agres", "attaq", "assau", "war", "confl", "aggre"),
    ("rappr", "liens", "relat", "coope", "parte", "allia", "ties", "align", "ident"),
    ("livra", "fourn", "livre", "deliv", "shipm", "suppl", "envoi"),
    ("sanct", "embar"),
    ("annex", "ratta"),
    ("russi", "russe", "mosco", "kreml", "pouti", "putin"),
    ("ukrai", "kiev", "kyiv"),
    ("ameri", "washi", "etats", "usa", "etats"),
    ("chino", "chine", "pekin", "china", "beiji"),
    ("pyong", "nordc", "coree", "north"),
    ("israe", "netan"),
    ("iran", "irani", "teher", "tehra"),
    ("franc", "paris", "elyse"),
    ("allem", "berli", "germa"),
    ("brita", "londr", "londo", "royau"),
    ("otan", "nato"),
    ("onu", "natio"),
)
_COUNTRIES = range(5, len(_SAME))
_PLACES = frozenset(f"={number}" for number in _COUNTRIES)
_CLASS = {stem: f"={number}" for number, stems in enumerate(_SAME) for stem in stems}


def listed_target(phrase: str, targets: Sequence[str]) -> str:
    """The entry that shares the largest part of its words with the phrase, at least half of them; else "".

    A country in common is not enough when the entry names more than countries."""
    found = _stems(phrase)
    best, most = "", 0.0
    for target in targets:
        wanted = _stems(target)
        share = len(wanted & found) / len(wanted) if wanted else 0.0
        if wanted - _PLACES and not (wanted & found) - _PLACES:
            continue
        if share > most:
            best, most = target, share
    return best if most >= _ENOUGH and (most > _ENOUGH or len(_stems(best)) <= 2 or len(found & _stems(best)) > 1) else ""


@lru_cache(maxsize=1024)
def _stems(phrase: str) -> frozenset[str]:
    """What the words of a phrase begin with; words for one thing count as one."""
    return frozenset(_class(word) for word in _words(phrase))


def _words(phrase: str) -> Iterable[str]:
    plain = without_accents(phrase.lower()).replace("'", " ").replace("’", " ").replace("-", "")
    return (word for word in plain.split() if word not in _EMPTY and word.isalnum())


def _class(word: str) -> str:
    stem = word[:_STEM]
    return _CLASS.get(stem, stem)
