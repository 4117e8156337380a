"""What is known about an article from its own text: date, title, language, and the regions that are not news."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from postil.corpus.boilerplate import boilerplate, repeated
from postil.corpus.language import language
from postil.schema.article import Article, Region, visible_start
from postil.schema.json_types import Json

_DAY = r"(\d{4})-(\d{2})(?:-(\d{2}))?"
_TIME = r"(?:[T ]\d{2}:\d{2}(?::[\d.]+)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_TOLD = re.compile(rf"\s*(?:date|Date|DATE)\s*:?\s*{_DAY}(?![\d-]){_TIME}[ \t]*")
_BARE = re.compile(rf"\s*\[?(\d{{4}})-(\d{{2}})-(\d{{2}})(?![\d-]){_TIME}\]?(?:[ \t]*[:|–—-](?=\s))?[ \t]*")
_ALONE = re.compile(rf"\s*{_DAY}[ \t]*(?=\n)")
_NAMED = re.compile(rf"{_DAY}(?!\d)")
_LONGEST_TITLE = 160


def prepare(article: Article) -> Article:
    """The article with what it lacks, and its text untouched.

    `meta["date"]` ("2024-06", "2024-06-18") from a date that leads the text, else from an id that begins with one;
    `meta["title"]` from a headline on the first line; `meta["language"]` ("fr") from its function words, when they are
    clear; and if no region is hidden yet, the leading date, boilerplate and repeated paragraphs become hidden regions.
    What is there already stays, so preparing twice is preparing once, and what was exported comes back as it was.
    """
    lead, day = _leading_date(article.text)
    hidden = article.hidden or _hidden(article.text, lead)
    known = article.meta
    found = {
        "date": "" if known.get("date") else day or _date(_NAMED.match(article.id)),
        "title": "" if known.get("title") else _headline(article.text, hidden),
        "language": "" if known.get("language") else language(article.text),
    }
    meta: Mapping[str, Json] = {key: value for key, value in found.items() if value}
    if not meta and hidden == article.hidden:
        return article
    return replace(article, meta={**known, **meta}, hidden=hidden)


def _hidden(text: str, lead: int) -> tuple[Region, ...]:
    regions = [Region(0, lead, "date")] if lead else []
    regions += boilerplate(text, lead)
    regions += repeated(text, regions)
    return tuple(sorted(regions, key=lambda r: r.start))


def _leading_date(text: str) -> tuple[int, str]:
    """Where a leading date ends (0: there is none), and the date."""
    for pattern in (_TOLD, _BARE, _ALONE):
        match = pattern.match(text)
        day = _date(match)
        if match and day:
            return match.end(), day
    return 0, ""


def _date(match: re.Match[str] | None) -> str:
    """ "2024-06" or "2024-06-18" when it is a day or month that there is."""
    if match is None:
        return ""
    year, month, day = match.group(1), match.group(2), match.group(3)
    try:
        date(int(year), int(month), int(day or 1))
    except ValueError:
        return ""
    return f"{year}-{month}-{day}" if day else f"{year}-{month}"


def _headline(text: str, hidden: tuple[Region, ...]) -> str:
    """The first line, if it looks like a headline: no full stop, and text after it."""
    start = visible_start(text, hidden)
    end = text.find("\n", start)
    line = text[start:end].strip() if end > 0 else ""
    after = text[end:].lstrip() if end > 0 else ""
    if not line or not after or len(line) > _LONGEST_TITLE or len(line) < 8 or line[-1] in ".,;:-–—…":
        return ""
    if any(r.start < end and r.end > start for r in hidden):
        return ""
    continues = after[0].islower() and not text[end + 1 : end + 2].isspace()
    return "" if continues and not line.isupper() else line
