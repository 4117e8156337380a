"""What a tagger sees of an article: its words, and what the rules found in it."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar
from zlib import crc32

from postil.suggest.analysis import Analysis, EntityHit, FrameHit, Token
from postil.suggest.analyst import Study
from postil.suggest.entities.gazetteer import plain

NOTHING = "O"
_Hit = TypeVar("_Hit", EntityHit, FrameHit)


@dataclass(frozen=True, slots=True)
class Found:
    """What rules found, token by token: "B-LABEL" or "I-LABEL" or NOTHING, and the same with the rule's id."""

    labels: Sequence[str]
    rules: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sight:
    """The tokens with their plain forms, sentence by sentence (rows from `first` up to `last`), and what was found.

    `events` and `claims` are empty unless asked for.
    """

    tokens: Sequence[Token]
    norms: Sequence[str]
    sentences: Sequence[tuple[int, int]]
    paragraphs: Sequence[int]
    entities: Found
    events: Found | None = None
    claims: Found | None = None

    def row(self, offset: int) -> int:
        """The first token that begins at the offset or after it."""
        return bisect_left(self.tokens, offset, key=_start)


def look(study: Study, *, frames: bool = False, hide: float = 0.0) -> Sight:
    """The article as a tagger sees it; with `frames`, also what the rules tell of events and claims.

    `hide`: leave out this share of the names and words that rules found, the same ones in every article. Who learns so
    also learns to find what the rules do not know: in articles yet to come that is more than in those that were seen.
    """
    analysis, tokens = study.analysis, study.analysis.tokens
    starts = [token.start for token in tokens]
    edges = sorted({0, len(tokens), *(bisect_left(starts, sentence.start) for sentence in analysis.sentences)})
    return Sight(
        tokens=tokens,
        norms=[plain(token.lower) for token in tokens],
        sentences=[(first, last) for first, last in pairwise(edges) if first < last],
        paragraphs=[bisect_left(starts, paragraph.start) for paragraph in analysis.paragraphs],
        entities=_tagged(starts, _shown(analysis, analysis.entities, hide)),
        events=_tagged(starts, _shown(analysis, study.events, hide)) if frames else None,
        claims=_tagged(starts, study.claims) if frames else None,
    )


def _shown(analysis: Analysis, hits: Iterable[_Hit], hide: float) -> list[_Hit]:
    """The hits but for a share of them, which the words under them alone decide."""
    if not hide:
        return list(hits)
    return [hit for hit in hits if crc32(analysis.folded[hit.start : hit.end].lower().encode()) % 1000 >= 1000 * hide]


def _tagged(starts: Sequence[int], hits: Iterable[EntityHit | FrameHit]) -> Found:
    labels, rules = [NOTHING] * len(starts), [NOTHING] * len(starts)
    for hit in hits:
        first = bisect_left(starts, hit.start)
        for at in range(first, bisect_left(starts, hit.end)):
            edge = "B-" if at == first else "I-"
            labels[at], rules[at] = edge + hit.label, edge + hit.rule
    return Found(labels, rules)


def _start(token: Token) -> int:
    return token.start
