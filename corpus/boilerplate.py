"""The regions of a scraped article that are not news: advertisements, teasers, share lines, repeated paragraphs.

Rather too little than too much: a line is hidden only when it is boilerplate from its beginning to its end.
"""

import re
from collections.abc import Iterator, Sequence

from postil.schema.article import Region

_LONGEST = 320
_SHORTEST_COPY = 25
_LONGEST_COPY = 20_000
_SHORTEST_LEAD = 40
_FOLD = (("’", "'"), ("\u00a0", " "), ("\u202f", " "), ("‑", "-"))
_LOGO = re.compile(r"logo(?: \w+)?", re.IGNORECASE)
_TEASER = re.compile(r".+[\s.!?»\"”](?:En savoir plus|EN SAVOIR PLUS|Read more|READ MORE|Lire la suite|LIRE LA SUITE)[\s…>»→]*")
_INLINE = re.compile(r"[-–—]\s?(?:Publicité|PUBLICITÉ|Advertisement|ADVERTISEMENT)\s?[-–—]")
_LINES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # advertisements
        r"[-–—•*| ]*(?:publicité|publicite|advertisement|annonce publicitaire|sponsored content|contenu sponsorisé|"
        r"la suite après (?:la|cette) publicité|article continues (?:below|after) advertisement)[-–—•*|:. ]*",
        # links to the rest, and to other articles
        r"[-–—•*|>→ ]*(?:en savoir plus|read more|lire la suite|continue reading|voir plus|show more|learn more)[.…>»→ ]*",
        r"[-–—•*|>→ ]*(?:à )?(?:lire|voir|écouter)(?: aussi| également)? ?[:>→|].*",
        r"[-–—•*|>→ ]*(?:(?:à )?(?:lire|voir) (?:aussi|également)|sur le même sujet|dans la même rubrique|read also|also read|"
        r"see also|related(?: articles?| stories| content)?|more on this story)(?: ?[:>→|].*)?",
        # subscriptions
        r"(?:abonnez-vous|inscrivez-vous|s'abonner|subscribe|sign up|suivez-nous|follow us)\b.{0,140}",
        r"(?:recevez|get|receive)\b.{0,80}\b(?:newsletter|lettre d'information|inbox|boîte mail)\b.{0,60}",
        r".{0,40}\b(?:article|contenu|content|story) (?:est )?(?:réservée?|only available|available only)\b.{0,20}"
        r"\b(?:abonnés|subscribers)\b.{0,20}",
        r"temps de lecture ?:? ?\d.{0,20}|\d+ min(?:ute)?s? read|lecture ?:? ?\d+ min.{0,10}",
        # rights
        r"(?:©|\(c\) \d{4}|copyright\b).{0,160}",
        r".{0,120}\b(?:tous droits réservés|all rights reserved)\b.{0,60}",
    )
)
_SHARE = {"partager", "partagez", "share", "tweet", "tweeter", "imprimer", "print", "suivez-nous"}
_WITH_SHARE = _SHARE | {
    *("facebook", "twitter", "x", "whatsapp", "linkedin", "telegram", "email", "e-mail", "mail", "envoyer", "commenter"),
    *("cet", "l'article", "article", "this", "story", "copier", "copy", "le", "lien", "the", "link", "amis", "friends"),
    *("par", "via", "sur", "on", "et", "and", "avec", "with"),
}


def boilerplate(text: str, start: int = 0) -> list[Region]:
    """Boilerplate lines of `text[start:]`, in order. A line that ends in "En savoir plus" is a teaser for another article."""
    out: list[Region] = []
    first = True
    folded = _folded(text)
    for begin, end in _lines(text, start):
        line = folded[begin:end] if end - begin <= _LONGEST else ""
        if line and ((first and _LOGO.fullmatch(line)) or _is_boilerplate(line)):
            out.append(Region(begin, end, "boilerplate"))
        else:
            first = False
            out += [Region(m.start(), m.end(), "boilerplate") for m in _INLINE.finditer(text, begin, end)]
    return out


def repeated(text: str, hidden: Sequence[Region] = ()) -> list[Region]:
    """The later copies of lines that stand word for word before, and of the first line where a later one begins with it."""
    out: list[Region] = []
    covered = {region.start for region in hidden}
    seen: set[str] = set()
    lead = ""
    folded = _folded(text)
    for begin, end in _lines(text, max((r.end for r in hidden if r.reason == "date"), default=0)):
        if begin in covered or end - begin > _LONGEST_COPY:
            continue
        line = text[begin:end]
        words = " ".join(folded[begin:end].split())
        if words in seen and len(words) >= _SHORTEST_COPY:
            out.append(Region(begin, end, "repeated"))
        elif lead and line.startswith(lead) and line[len(lead) : len(lead) + 1].isspace():
            out.append(Region(begin, begin + len(lead), "repeated"))
        seen.add(words)
        if not lead and len(line) >= _SHORTEST_LEAD:
            lead = line
    return out


def _folded(text: str) -> str:
    """The text with plain blanks, hyphens and apostrophes, as long as it was."""
    for char, plain in _FOLD:
        text = text.replace(char, plain)
    return text


def _is_boilerplate(line: str) -> bool:
    words = [word for word in re.split(r"[\s,|:/•.!]+", line.casefold()) if word and word != "-"]
    if words and not _SHARE.isdisjoint(words) and _WITH_SHARE.issuperset(words):
        return True
    return bool(_TEASER.fullmatch(line)) or any(pattern.fullmatch(line) for pattern in _LINES)


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Where each line that holds text begins and ends, without the white space around it."""
    while start < len(text):
        newline = text.find("\n", start)
        end = len(text) if newline < 0 else newline
        line = text[start:end]
        if line and not line.isspace():
            yield start + len(line) - len(line.lstrip()), start + len(line.rstrip())
        start = end + 1
