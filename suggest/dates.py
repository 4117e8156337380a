"""Dates, absolute and told from today, in French and English: without leading articles, and no durations."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from babel import Locale

from postil.suggest.analysis import Token


class DateFound(NamedTuple):
    """A date's extent and the rule that found it."""

    start: int
    end: int
    rule: str


def _alternatives(language: str, kind: str) -> str:
    table = getattr(Locale(language), kind)["format"]
    words = {w.rstrip(".") for width in ("wide", "abbreviated") for w in table[width].values() if len(w.rstrip(".")) > 2}
    if kind == "days" and language == "en":
        words = {w for w in words if len(w) > 3}
    if language == "fr" and kind == "days":
        words = {w for w in words if w.endswith(("di", "che"))}
    if language == "fr" and kind == "months":
        words |= {"fevrier", "aout", "decembre"}
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


_YEAR = r"(?:1[0-9]|20)\d\d"
_NOT_UNIT = (
    r"(?![\d.,]*\d)(?!\s?(?:%|€|\$|°|euros?|dollars?|km|m\b|mètres|kilomètres|personnes|morts|ans\b|habitants|people|"
    r"metres|meters|years|places|hectares|soldats|hommes|troops|soldiers|francs|livres|tonnes|tons))"
)


def _french() -> str:
    month = f"(?i:{_alternatives('fr', 'months')})"
    day = f"(?i:{_alternatives('fr', 'days')})"
    lower = month.replace("(?i:", "(?:")
    when = r"(?:dernier|dernière|prochain|prochaine|passé|passée|suivant)"
    part = r"(?:matin|midi|après-midi|soir)"
    number = r"(?:1\s?er|[12]?\d|3[01])"
    unit = r"(?:semaine|mois|année|an|week-end|été|automne|hiver|printemps|trimestre|semestre|siècle|décennie)"
    edge = r"(?:fin|début|milieu|mi|courant)"
    return "|".join(
        (
            rf"(?P<pair>\b{number})(?=\s(?:et|au|ou)\s(?:{day}\s)?(?:le\s)?{number}\s{month}\b)",
            rf"(?P<absolute>\b\d{{4}}-\d\d(?:-\d\d)?\b(?!-)|\b\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d\d)\b"
            rf"|\b(?:{day},?\s)?{number}\s{month}(?:\s{_YEAR}{_NOT_UNIT}|\s{when})?\b"
            rf"|\b(?:{edge}[ -](?:du mois (?:de |d')|de (?:l'année )?|d')?)?{lower}(?:\sde l'an)?\s{_YEAR}\b{_NOT_UNIT}"
            rf"|\b{edge}[ -](?:du mois (?:de |d')|de |d')?{lower}\b(?:\s{when})?"
            rf"|\b{edge}[ -](?:de (?:l'année )?)?{_YEAR}\b{_NOT_UNIT}"
            rf"|\b(?:printemps|été|automne|hiver)\s(?:de\s)?{_YEAR}\b"
            rf"|\bannées\s(?:{_YEAR}|\d0|soixante-dix|quatre-vingts?(?:-dix)?|soixante|cinquante|quarante|trente|vingt)\b"
            rf"|\b[IVX]+e\ssiècle\b"
            rf"|\b{_YEAR}\s?[-–/]\s?(?:{_YEAR}|\d\d)\b(?![-\d]))",
            rf"(?P<deictic>\b{lower}\s{when}\b|\b{unit}\s(?:dernier|dernière|prochain|prochaine|passé|passée)\b"
            rf"|\b(?:[Cc]ette\s(?:année|semaine|nuit)|[Cc]e\s(?:mois-ci|week-end|matin|soir|printemps)|[Cc]et\s(?:été|hiver|automne|après-midi))"
            rf"\b(?!-là)|\b(?:[Aa]vant-hier|[Hh]ier|[Aa]ujourd'hui|AUJOURD'HUI|[Aa]près-demain|[Dd]emain)\b(?:\s(?:{part}|(?=))\b)?"
            rf"|\b(?:début|fin|milieu)\sde\s(?:semaine|mois)\b|\bmême jour\b)",
            rf"(?P<weekday>\b{day}\b(?:\s(?:{when}|{part})\b)*)",
            rf"(?P<month>(?<=\b[Ee]n )(?:{lower})\b|(?<=\b[Dd]epuis )(?:{lower})\b|(?<=\bdès )(?:{lower})\b|(?<=\bfin )(?:{lower})\b"
            rf"|(?<=\bde )(?:{lower})\b|(?<=\bd')(?:{lower})\b|(?<=\bà )(?:{lower})\b|(?<=\bet )(?:{lower})\b|(?<=\ben\s)(?:{month})\b)",
            rf"(?P<year>(?<=\b[Ee]n ){_YEAR}\b{_NOT_UNIT}|(?<=\bde ){_YEAR}\b{_NOT_UNIT}|(?<=\b[Dd]epuis ){_YEAR}\b{_NOT_UNIT}"
            rf"|(?<=\bdès ){_YEAR}\b{_NOT_UNIT}|(?<=\bavant ){_YEAR}\b{_NOT_UNIT}|(?<=\baprès ){_YEAR}\b{_NOT_UNIT}"
            rf"|(?<=\bet ){_YEAR}\b{_NOT_UNIT}|(?<=\bà ){_YEAR}\b{_NOT_UNIT}|(?<=\bjusqu'en ){_YEAR}\b{_NOT_UNIT}|(?<=\bou ){_YEAR}\b{_NOT_UNIT}"
            rf"|(?<=\b[Ee]ntre ){_YEAR}\b{_NOT_UNIT}|(?<=\bd'ici ){_YEAR}\b{_NOT_UNIT}|(?<=\bannée ){_YEAR}\b|(?<=\bannées ){_YEAR}\b|(?<=\bl'an ){_YEAR}\b|(?<=\bhorizon ){_YEAR}\b"
            rf"|(?<=\(){_YEAR}(?=[),])|(?<=, ){_YEAR}(?=[),.;]|\set\s{_YEAR})|(?<=\bque ){_YEAR}\b{_NOT_UNIT}"
            rf"|(?<=\brentrée ){_YEAR}\b|(?<=\bpour ){_YEAR}\b{_NOT_UNIT}|(?<=\bdébut ){_YEAR}\b)",
        )
    )


def _english() -> str:
    months = _alternatives("en", "months")
    month, day = f"(?:{months})\\.?", f"(?:{_alternatives('en', 'days')})"
    sure = (
        "(?:"
        + "|".join(m for m in months.split("|") if m not in ("May", "March", "Mar", "Apr", "Jun", "Jul", "Dec", "Jan"))
        + ")"
    )
    number = r"(?:[12]?\d|3[01])(?:st|nd|rd|th)?"
    unit = r"(?:week|month|year|weekend|summer|winter|spring|autumn|fall|quarter|century|decade)"
    before = ["in", "of", "since", "until", "till", "by", "from", "to", "and", "or", "between", "after", "before", "during", "through", "late", "early", "mid"]
    leads = "|".join(rf"(?<=\b{w} )" for w in before)
    return "|".join(
        (
            rf"(?P<absolute>\b\d{{4}}-\d\d(?:-\d\d)?\b(?!-)|\b\d{{1,2}}/\d{{1,2}}/(?:\d{{4}}|\d\d)\b"
            rf"|\b(?:{day},?\s)?(?:the\s)?{number}(?:\sof)?\s{month}(?:,?\s{_YEAR})?\b"
            rf"|\b(?:{day},?\s)?{month}\s{number}(?!\d)(?:,?\s{_YEAR})?\b|\b(?:(?:late|early|mid)[ -])?{month},?\s{_YEAR}\b"
            rf"|\b(?:late|early|mid)[ -](?:{sure}|{_YEAR})\b|\b(?:end|beginning|middle) of (?:{sure}|{_YEAR})\b"
            rf"|\b(?:spring|summer|autumn|fall|winter)(?:\sof)?\s{_YEAR}\b"
            rf"|\b{_YEAR}s\b|\b[12]?\d(?:th|st)\scentury\b|\b{_YEAR}\s?[-–]\s?(?:{_YEAR}|\d\d)\b(?![-\d]))",
            rf"(?P<deictic>\b(?:[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast)\s(?:{unit}|{day}|{month}|night|morning|afternoon|evening)\b"
            rf"|\b(?:[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight)\b(?!'s\sworld)(?:\s(?:morning|afternoon|evening))?)",
            rf"(?P<weekday>\b{day}\b(?:\s(?:morning|afternoon|evening|night)\b)?)",
            rf"(?P<month>\b{sure}\b(?!\s[A-Z])|(?:(?<=\b[Ii]n )|(?<=since )|(?<=until )|(?<=last )|(?<=of )|(?<=by ))(?:May|March)\b(?!\s[A-Z]))",
            rf"(?P<year>(?:{leads}|(?<=\())(?:{_YEAR})\b{_NOT_UNIT}(?!\s[a-z]+s\b)|(?<=In ){_YEAR}\b)",
        )
    )


_FIRST_WORDS = {
    "fr": "fin début debut milieu mi courant mois printemps été automne hiver années semaine année an week-end trimestre semestre "
    "siècle décennie cette ce cet avant-hier hier aujourd'hui après-demain demain même",
    "en": "the late early mid end beginning middle spring summer autumn fall winter last next this past yesterday today tomorrow "
    "tonight",
}
_NUMERAL = frozenset("ivx")


def _first_words(language: str) -> frozenset[str]:
    names = f"{_alternatives(language, 'months')}|{_alternatives(language, 'days')}".replace("\\", "").lower().split("|")
    return frozenset((*names, *_FIRST_WORDS[language].split()))


_FIRST = {language: _first_words(language) for language in ("fr", "en")}
_PATTERNS = {"fr": re.compile(_french()), "en": re.compile(_english())}
_RULES = {"pair": "date.day"}


def find_dates(folded: str, tokens: Sequence[Token], language: str) -> Iterator[DateFound]:
    """The dates, in order. The pattern is tried only where a token can begin one; linear in the length of the text."""
    match_at, first, reached = _PATTERNS[language].match, _FIRST[language], 0
    for token in tokens:
        lower = token.lower
        if not (lower in first or lower[0].isdigit() or lower[:3] == "mi-" or _NUMERAL.issuperset(lower[:-1])):
            continue
        if token.start < reached or not (match := match_at(folded, token.start)):
            continue
        kind = match.lastgroup or ""
        start, end = match.span()
        while folded[end - 1].isspace():
            end -= 1
        if folded[start:end].startswith("the "):
            start += 4
        reached = end
        yield DateFound(start, end, _RULES.get(kind, f"date.{kind}"))
