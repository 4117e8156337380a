"""Dates, absolute and told from today, in French and English: without leading articles, and no durations."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from babel import Locale

from postil.suggest.analysis import Token
from postil.suggest.memo import Memo
from postil.suggest.tables import words


class DateFound(NamedTuple):
    """A date's extent and the rule that found it."""

    start: int
    end: int
    rule: str


_YEAR = r"(?:1[0-9]|20)\d\d"
_NOT_UNIT = (
    r"(?![\d.,]*\d)(?!\s?(?:%|€|\$|°|euros?|dollars?|km|m\b|mètres|kilomètres|personnes|morts|ans\b|habitants|people|"
    r"metres|meters|years|places|hectares|soldats|hommes|troops|soldiers|francs|livres|tonnes|tons))"
)
# A year behind a noun ("la saison 2016") ends a phrase: a sign follows, or a word that begins another.
_MODERN = r"(?<!\bles )(?<!\bdes )(?<!\baux )(?<!environ )(?<!quelque )(?:19[5-9]|20[0-3])\d\b"
_AFTER_YEAR = (
    r"(?=[.,;:)»\n]|$|\s(?:de|du|des|et|à|au|aux|en|pour|par|dans|sur|qui|a|ont|est|avec|contre|ne|se|permet|[dls]')(?!\w))"
)
_BARE_YEAR = rf"{_YEAR}\b{_NOT_UNIT}"
_FIGURES = (
    r"\b\d{4}-\d\d(?:-\d\d)?\b(?!-)",
    r"\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d)\b",
    rf"\b{_YEAR}\s?[-–/]\s?(?:{_YEAR}|\d\d)\b(?![-\d])",
)


def _names(language: str, kind: str) -> list[str]:
    """CLDR's names of months or days with their abbreviations, the longest first; those that are words are left out."""
    table = getattr(Locale(language), kind)["format"]
    found = {w.rstrip(".") for width in ("wide", "abbreviated") for w in table[width].values() if len(w.rstrip(".")) > 2}
    if kind == "days":
        found = {w for w in found if w.endswith(("di", "che", "day"))}
    elif language == "fr":
        found |= {"fevrier", "aout", "decembre"}
    return sorted(found, key=lambda w: (-len(w), w))


def _any(alternatives: Sequence[str]) -> str:
    return f"(?:{'|'.join(alternatives)})"


def _after(language: str) -> str:
    leads = words(f"lexicon_{language}.tsv", "date_before")
    return _any([rf"(?<=\b[{w[0].upper()}{w[0]}]{w[1:]} )" for w in sorted(leads)] + [r"(?<=\bd')"])


def _french() -> dict[str, list[str]]:
    month = _any(_names("fr", "months"))
    either = f"(?i:{month})"
    day = f"(?i:{_any(_names('fr', 'days'))})"
    when = r"(?:dernier|dernière|prochain|prochaine|passé|passée|suivant)"
    part = r"(?:matin|midi|après-midi|soir)"
    number = r"(?:1\s?er|[12]?\d|3[01])"
    unit = r"(?:semaine|mois|année|an|week-end|été|automne|hiver|printemps|trimestre|semestre|siècle|décennie)"
    edge = r"(?:fin|début|milieu|mi|courant)"
    return {
        "day": [
            rf"\b(?:{day}\s)?{number}(?=(?:,\s{number}){{0,12}}(?:,|\s(?:et|au|ou))\s(?:{day}\s)?(?:le\s)?{number}\s{either}\b)"
        ],
        "absolute": [
            *_FIGURES[:2],
            rf"\b(?:{day},?\s)?{number}\s{either}(?:\s{_YEAR}{_NOT_UNIT}|\s{when})?\b",
            rf"\b(?:{edge}[ -](?:du mois (?:de |d')|de (?:l'année )?|d')?)?{month}(?:\sde l'an)?\s{_BARE_YEAR}",
            rf"\b{edge}[ -](?:du mois (?:de |d')|de |d')?{month}\b(?:\s{when})?",
            rf"\b{edge}[ -](?:de (?:l'année )?)?{_BARE_YEAR}",
            rf"\b(?:printemps|été|automne|hiver)\s(?:de\s)?{_YEAR}\b",
            rf"\bannées\s(?:{_YEAR}|\d0|soixante-dix|quatre-vingts?(?:-dix)?|soixante|cinquante|quarante|trente|vingt)\b",
            r"\b[IVX]+e\ssiècle\b",
            _FIGURES[2],
        ],
        "deictic": [
            rf"\b{month}\s{when}\b",
            rf"\b{unit}\s(?:dernier|dernière|prochain|prochaine|passé|passée)\b",
            r"\b[Cc]ette\s(?:année|semaine|nuit)\b(?!-là)",
            r"\b[Cc]e\s(?:mois-ci|week-end|matin|soir|printemps)\b(?!-là)",
            r"\b[Cc]et\s(?:été|hiver|automne|après-midi)\b(?!-là)",
            rf"\b(?:[Aa]vant-hier|[Hh]ier|[Aa]ujourd'hui|AUJOURD'HUI|[Aa]près-demain|[Dd]emain)\b(?:\s{part}\b)?",
            r"\b(?:début|fin|milieu)\sde\s(?:semaine|mois)\b",
            r"\bmême jour\b",
        ],
        "weekday": [
            rf"\b{day}\s{number}\b(?!\s?(?:h\b|heures|personnes|,\d))",
            rf"\b{day}\b(?:\s(?:{when}|{part})\b)*",
        ],
        "month": [rf"{_after('fr')}{month}\b"],
        "year": [
            rf"{_after('fr')}{_BARE_YEAR}",
            rf"(?<=\(){_YEAR}(?=[),])",
            rf"(?<=, ){_YEAR}(?=[),.;]|\set\s{_YEAR})",
            rf"(?<=[a-zéè] ){_MODERN}{_AFTER_YEAR}",
        ],
    }


def _english() -> dict[str, list[str]]:
    names = _names("en", "months")
    month, day = rf"{_any(names)}\.?", _any(_names("en", "days"))
    sure = _any([m for m in names if len(m) > 3 and m != "March"])
    number = r"(?:[12]?\d|3[01])(?:st|nd|rd|th)?"
    unit = r"(?:week|month|year|weekend|summer|winter|spring|autumn|fall|quarter|century|decade)"
    part = r"(?:morning|afternoon|evening|night)"
    return {
        "absolute": [
            *_FIGURES[:2],
            rf"\b(?:{day},?\s)?(?:the\s)?{number}(?:\sof)?\s{month}(?:,?\s{_YEAR})?\b",
            rf"\b(?:{day},?\s)?{month}\s{number}(?!\d)(?:,?\s{_YEAR})?\b",
            rf"\b(?:(?:late|early|mid)[ -])?{month},?\s{_YEAR}\b",
            rf"\b(?:late|early|mid)[ -](?:{sure}|{_YEAR})\b",
            rf"\b(?:end|beginning|middle) of (?:{sure}|{_YEAR})\b",
            rf"\b(?:spring|summer|autumn|fall|winter)(?:\sof)?\s{_YEAR}\b",
            rf"\b{_YEAR}s\b",
            r"\b[12]?\d(?:th|st)\scentury\b",
            _FIGURES[2],
        ],
        "deictic": [
            rf"\b(?:[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast)\s(?:{unit}|{day}|{month}|{part})\b",
            rf"\b(?:[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight)\b(?:\s{part}\b)?",
        ],
        "weekday": [rf"\b{day}\b(?:\s{part}\b)?"],
        "month": [rf"\b{sure}\b(?!\s[A-Z])", rf"{_after('en')}(?:May|March)\b(?!\s[A-Z])"],
        "year": [rf"{_after('en')}{_BARE_YEAR}(?!\s[a-z]+s\b)", rf"(?<=\(){_YEAR}(?=[),])"],
    }


def _pattern(kinds: dict[str, list[str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{kind}>{'|'.join(alternatives)})" for kind, alternatives in kinds.items()))


def _first_words(language: str) -> frozenset[str]:
    names = frozenset(w.lower() for kind in ("months", "days") for w in _names(language, kind))
    return names | words(f"lexicon_{language}.tsv", "date_first")


_PATTERNS = {"fr": _pattern(_french()), "en": _pattern(_english())}
_FIRST = {language: _first_words(language) for language in _PATTERNS}
_NUMERAL = frozenset("ivx")


def _may_begin(language: str, lower: str) -> bool:
    """Whether a word can be the first of a date: a name, a word of the table, a figure, "mi-mars", a Roman century."""
    if lower in _FIRST[language] or lower[0].isdigit() or lower[:3] == "mi-":
        return True
    return lower[-1] == "e" and _NUMERAL.issuperset(lower[:-1])


_MAY_BEGIN = {language: Memo(partial(_may_begin, language)) for language in _PATTERNS}


def find_dates(folded: str, tokens: Sequence[Token], language: str) -> Iterator[DateFound]:
    """The dates, in order. The pattern is tried only where a token can begin one; linear in the length of the text."""
    match_at, reached = _PATTERNS[language].match, 0
    may_begin = map(_MAY_BEGIN[language].__getitem__, map(itemgetter(3), tokens))
    for begins, *_ in compress(tokens, may_begin):
        if begins < reached:
            continue
        match = match_at(folded, begins)
        if not match:
            continue
        start, end = match.span()
        if folded.startswith("the ", start):
            start += 4
        reached = end
        yield DateFound(start, end, f"date.{match.lastgroup}")
