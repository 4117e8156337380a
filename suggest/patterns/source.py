"""The project's own names and patterns as a source of suggestions."""

from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.util import get_lang_class
from spacy.vocab import Vocab, create_vocab

from postil.schema.annotation import Suggestion
from postil.schema.article import Article
from postil.schema.scheme import Scheme
from postil.suggest.layers import mark_id
from postil.suggest.patterns.file import Entry, read_patterns
from postil.suggest.patterns.phrases import Match, Phrases
from postil.suggest.rules import fingerprint
from postil.suggest.text.fold import fold
from postil.suggest.text.sentences import paragraphs
from postil.suggest.text.tokens import tokenize

SCORE = 0.97
_FULL = 100_000  # words that a vocabulary may hold before it is made anew


class Patterns:
    """Suggests what the entries of a file find. Of matches that overlap in one layer the longest is kept, then the first.

    Offsets agree with those of the rules: both see the same tokens.
    """

    name = "patterns"

    def __init__(self, scheme: Scheme, path: Path) -> None:
        """Reads the file. Raises PostilError naming file, line and reason."""
        data, entries = read_patterns(path, scheme)
        self.scheme = scheme
        self.size = len(entries)
        self.version = f"patterns-{blake2b(data + fingerprint().encode(), digest_size=6).hexdigest()}"
        self._phrases = Phrases([entry for entry in entries if entry.phrase])
        self._rest = [entry for entry in entries if entry.tokens]
        self._languages: dict[str, _Tokens] = {}

    def suggest_many(self, articles: Sequence[Article]) -> list[tuple[Suggestion, ...]]:
        """For each article its suggestions, by offset."""
        return [self.suggest(article) for article in articles]

    def suggest(self, article: Article) -> tuple[Suggestion, ...]:
        """The suggestions, sorted by offset."""
        folded = fold(article.text, article.hidden)
        found = list(self._phrases.find(folded))
        if self._rest:
            found += self._tokens(article.language[:2] or self.scheme.language[:2]).find(folded)
        return tuple(_suggestion(match, article.text) for match in _longest(found))

    def _tokens(self, language: str) -> "_Tokens":
        if language not in self._languages:
            self._languages[language] = _Tokens(self._rest, language)
        return self._languages[language]


class _Tokens:
    """Finds token patterns, line by line, with the flags and numbers of a language (like_num, is_stop)."""

    def __init__(self, entries: Sequence[Entry], language: str) -> None:
        self._entries = entries
        self._fresh = partial(_vocabulary, language)
        self._compile()

    def _compile(self) -> None:
        self._vocab = self._fresh()
        self._matcher = Matcher(self._vocab)
        self._by_key: dict[int, Entry] = {}
        for number, entry in enumerate(self._entries):
            self._by_key[self._vocab.strings.add(f"{number}")] = entry
            self._matcher.add(f"{number}", [[dict(token) for token in entry.tokens]], greedy="LONGEST")

    def find(self, folded: str) -> Iterator[Match]:
        if len(self._vocab) > _FULL:
            self._compile()
        for line in paragraphs(folded):
            tokens = tokenize(folded[line.start : line.end])
            spaces = [before.end < after.start for before, after in pairwise(tokens)]
            doc = Doc(self._vocab, words=[token.text for token in tokens], spaces=[*spaces, False][: len(tokens)])
            for key, begin, end in self._matcher(doc):
                yield Match(line.start + tokens[begin].start, line.start + tokens[end - 1].end, self._by_key[key])


def _vocabulary(language: str) -> Vocab:
    try:
        known: Any = get_lang_class(language or "xx")
    except ImportError:
        known = get_lang_class("xx")
    return create_vocab(known.lang, known.Defaults)


def _longest(found: Sequence[Match]) -> list[Match]:
    """Of matches that overlap in one layer the longest, then the one that begins first, then the one of the earlier line."""
    ordered = sorted(found, key=lambda m: (m.start - m.end, m.start, m.entry.line))
    size = max((match.end for match in found), default=0)
    taken: dict[str, bytearray] = {match.entry.layer: bytearray(size) for match in found}
    kept = []
    for match in ordered:
        cells = taken[match.entry.layer]
        if cells.find(1, match.start, match.end) < 0:
            cells[match.start : match.end] = b"\1" * (match.end - match.start)
            kept.append(match)
    return sorted(kept, key=lambda m: (m.start, -m.end, m.entry.layer))


def _suggestion(match: Match, text: str) -> Suggestion:
    layer, label, start, end = match.entry.layer, match.entry.label, match.start, match.end
    return Suggestion(
        id=mark_id(layer, label, start, end),
        layer=layer,
        label=label,
        start=start,
        end=end,
        text=text[start:end],
        source=f"patterns:{match.entry.name}",
        score=SCORE,
    )
