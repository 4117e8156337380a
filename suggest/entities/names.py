"""The entries of the gazetteer of one language: CLDR's territories and cities, and the tables."""

from collections.abc import Iterator

from babel import Locale
from babel.core import get_global

from postil.suggest.entities.gazetteer import Name
from postil.suggest.tables import named, rows

_TABLES = {
    "people.tsv": "person.known",
    "orgs.tsv": "org.name",
    "acronyms.tsv": "org.list",
    "events_named.tsv": "event.name",
    "works.tsv": "work.name",
    "places.tsv": "place.name",
    "regions.tsv": "region",
    "cities.tsv": "city",
    "territories.tsv": "territory",
    "groups.tsv": "group",
}
_NOT_PLACES = frozenset(("ZZ", "QO", "EU", "EZ", "UN", "XA", "XB"))
_FIRST_NAMES = frozenset(("Maurice", "Dominique", "Dominica", "Antigua", "Thomas", "Troll", "Casey", "Easter", "Center"))


def entries(language: str) -> Iterator[Name]:
    """All names for a language, those to prefer among equal ones first."""
    for table, rule in _TABLES.items():
        for code, text in named(table, language):
            yield Name(text, rule, code)
    for code, text in territories(language):
        yield Name(text, "territory", code)
    yield from _cities(language)
    for code, text in peoples(language):
        yield Name(text, "people", code)


def territories(language: str) -> Iterator[tuple[str, str]]:
    """CLDR's names of countries and territories; its continents, and names that are also first names, are left out."""
    for code, text in Locale(language).territories.items():
        name = text.partition(" (")[0]
        if len(code) == 2 and code.isalpha() and code not in _NOT_PLACES and name not in _FIRST_NAMES and "R.A.S." not in name:
            yield code, name


def _cities(language: str) -> Iterator[Name]:
    """CLDR's cities: those by which it names time zones."""
    known = Locale(language).time_zones
    for code, zones in get_global("territory_zones").items():
        for zone in zones:
            city = known.get(zone, {}).get("city") or (zone.rpartition("/")[2].replace("_", " ") if language == "en" else "")
            if len(city) > 3 and city[0].isupper() and "/" in zone and not zone.startswith("Etc") and city not in _FIRST_NAMES:
                yield Name(city, "city", code)


def peoples(language: str) -> Iterator[tuple[str, str]]:
    """The capitalised names of peoples, in the forms of their language."""
    for code, french, english in demonyms():
        if language == "en":
            yield from ((code, plural) for plural in english_plurals(english))
        else:
            for form in french_forms(french):
                yield code, "-".join(part.capitalize() for part in form.split("-"))


def demonyms() -> Iterator[tuple[str, str, str]]:
    """(code, French masculine[, feminine], English adjective) of each people."""
    for row in rows("demonyms.tsv"):
        for french, english in zip(row[1].split("|"), (row[2] if len(row) > 2 else "").split("|"), strict=False):
            yield row[0].strip(), french, english


def french_forms(word: str) -> list[str]:
    """The four forms of a French adjective given as "masculine" or "masculine,feminine"."""
    masculine, _, feminine = word.partition(",")
    if not feminine:
        if masculine.endswith(("ien", "éen")):
            feminine = masculine + "ne"
        elif masculine.endswith("e"):
            feminine = masculine
        else:
            feminine = masculine + "e"
    plural = masculine if masculine[-1] in "sx" else masculine + "s"
    return list(dict.fromkeys((masculine, feminine, plural, feminine + "s")))


def english_plurals(word: str) -> list[str]:
    """The plural noun for an English adjective, when it has one: "Russian" → "Russians"."""
    if not word or word.endswith(("sh", "ch", "ese", "ss")):
        return []
    adjective, _, noun = word.partition(",")
    return [noun] if noun else [adjective + "s"]
