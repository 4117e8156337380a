"""An article cut at paragraph borders into what is asked at one time; what is hidden is left out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from postil.schema.article import Article, Region

LONGEST = 6_000  # characters: with prompt and answer this fits a context of 16,000 tokens

_LINE = re.compile(r"[^\n]*\n?")
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # controls, and halves of characters
_BLANK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an article's text, by code points, and what of it is shown to the model. Never empty."""

    start: int
    end: int
    shown: str


def pieces(article: Article, longest: int = LONGEST) -> list[Piece]:
    """The pieces, each of at most `longest` code points unless one paragraph alone is longer; that one is cut at blanks."""
    text, out = article.text, []
    start = end = 0
    for stop in _stops(text, longest):
        if stop - start > longest and end > start:
            out.append((start, end))
            start = end
        end = stop
    out.append((start, end))
    made = (Piece(start, end, shown(text, start, end, article.hidden)) for start, end in out)
    return [piece for piece in made if piece.shown]


def shown(text: str, start: int, end: int, hidden: Sequence[Region]) -> str:
    """The part of the text without its hidden regions, and without characters that no request can carry."""
    parts, at = [], start
    for region in sorted(hidden, key=lambda r: r.start):
        first, last = max(at, region.start), min(end, region.end)
        if first < last:
            parts += [text[at:first], "\n"]
            at = last
    parts.append(text[at:end])
    return _BLANK.sub("\n\n", _ODD.sub(lambda m: "\ufffd" if m[0] >= "\ud800" else " ", "".join(parts))).strip()


def _stops(text: str, longest: int) -> Iterator[int]:
    """Where a piece may end: after every line, and within lines that are too long after a blank, or anywhere."""
    for match in _LINE.finditer(text):
        start, end = match.span()
        while end - start > longest:
            blank = text.rfind(" ", start + longest // 2, start + longest)
            start = blank + 1 if blank >= 0 else start + longest
            yield start
        yield end
