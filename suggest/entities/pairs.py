"""Names that a hyphen joins: "Liban-Israël", "Canada-UE"."""

from collections.abc import Iterator

from postil.suggest.analysis import EntityHit
from postil.suggest.entities.gazetteer import plain
from postil.suggest.entities.view import View
from postil.suggest.rulebook import rulebook

_NAMES = frozenset(("territory", "city", "org.list", "org.name"))


def find_pairs(view: View) -> Iterator[EntityHit]:
    """Each part of a word whose parts are all names of one word, when the whole is no name."""
    for index in view.capitals:
        if "-" not in view.norm[index] or view.shouted[index] or view.found_at(index):
            continue
        token = view.analysis.tokens[index]
        parts = token.text.split("-")
        names = [view.gazetteer.alone(part, _NAMES) if part[:1].isupper() else None for part in parts]
        start = token.start
        for part, name in zip(parts, names, strict=True):
            if name is not None and all(names):
                about = rulebook()[name.rule]
                yield EntityHit(
                    start, start + len(part), about.label, name.rule, about.score, plain(part.lower()), name.country
                )
            start += len(part) + 1
