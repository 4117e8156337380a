"""The words that a claim is about, and the clause that shows it: ranges cut out of the text around a cue."""

import re

from postil.suggest.events_grammar import is_adverb, word_set
from postil.suggest.events_inflection import Form
from postil.suggest.events_reading import Found, Reading

_MOST_WORDS = 8
_MARKS = frozenset(("«", "»", "“", "”", '"', "(", ")"))
_STOPS = word_set(
    "depuis lors après avant selon pendant afin malgré alors tandis ainsi comme car si mais que qu' dont où qui "
    "lorsque quand since after before during amid despite while when that which who but because if as whether "
    "although lundi mardi mercredi jeudi vendredi samedi dimanche hier aujourd'hui monday tuesday wednesday "
    "thursday friday saturday sunday yesterday today"
)
_LEADING = word_set(
    "le la les l' un une des du de d' ce cet cette ces son sa ses leur leurs à au aux en the a an its his her their "
    "to of for pleinement fermement"
)
_SMALL = word_set("le la les l' un une des du de d' à au aux en et the a an of to in and par by 's")


_QUOTING = re.compile(r"« ?| ?»|[“”\"]")
_DANGLING = frozenset(("y", "dès", "plutôt", "tout", "rather", "also", "non"))


def target_phrase(reading: Reading, start: int, end: int, *, noun: bool) -> tuple[int, int] | None:
    """The noun phrase from token `start` on, before `end`: its leading article left out, at most about eight words.

    `noun`: the cue is a noun, whose agent may stand inside ("l'annexion par la Russie de territoires").
    """
    known, first = reading.grammar, start
    while first < end and (_skipped(reading, first) or reading.lower(first) in _LEADING):
        first += 1
    if reading.lower(first) in ("sans", "without") and first + 2 < end:
        return target_phrase(reading, first + 2, end, noun=noun)
    if reading.lower(first) in known.prepositions:
        return None
    last, words = first, 0
    while last < end and words < _MOST_WORDS:
        word = reading.lower(last)
        if word in _MARKS:
            last += 1
            continue
        if word in known.pauses or word in _STOPS or (word in known.by and not noun) or _date(reading, last):
            break
        if word in known.joining and (last + 1 >= end or reading.is_verb(last + 1) or _verbal(reading, last + 1)):
            break
        if last > first and _finite(reading, last):
            break
        words += word not in _SMALL
        last += 1
    while last > first and _loose(reading, last - 1):
        last -= 1
    return (first, last) if last > first else None


def clause_end(reading: Reading, item: Found, at_least: int) -> int:
    """The token where the clause of a cue ends: at a pause that is followed by another clause, or the sentence's end."""
    known = reading.grammar
    for index in range(max(item.last, at_least), min(item.end, item.last + 40)):
        word = reading.lower(index)
        if word in (";", ".", "!", "?", ":") or (word in known.relatives and index > at_least):
            return index
        if word in (",", "»", "”", '"') and index >= at_least:
            return index
        if (
            word in known.joining
            and index >= at_least
            and (reading.is_verb(index + 1) or reading.lower(index + 1) in ("n'", "ne"))
        ):
            return index
    return min(item.end, item.last + 40)


def text_of(reading: Reading, first: int, last: int) -> str:
    """The text of tokens, in one line, without quotation marks at its ends."""
    analysis = reading.analysis
    words = analysis.text[reading.tokens[first].start : reading.tokens[last - 1].end].split()
    text = " ".join(words).strip("«»“”\"' ()")
    return " ".join(_QUOTING.sub("", text).split())


def _loose(reading: Reading, index: int) -> bool:
    """Whether a word cannot end a noun phrase."""
    word = reading.lower(index)
    return (
        word in _SMALL or word in _MARKS or word in _DANGLING or word in reading.grammar.prepositions or _adverb(reading, index)
    )


def _verbal(reading: Reading, index: int) -> bool:
    word = reading.lower(index)
    return word in ("a", "ont", "il") or (reading.language == "en" and word.endswith("ed"))


def _skipped(reading: Reading, index: int) -> bool:
    word = reading.lower(index)
    return word in _MARKS or word in reading.grammar.clitics or _adverb(reading, index) or _date(reading, index)


def _adverb(reading: Reading, index: int) -> bool:
    return is_adverb(reading.lower(index), reading.language)


def _date(reading: Reading, index: int) -> bool:
    owner = reading.owner.get(index)
    return owner is not None and owner.label == "DATE"


def _finite(reading: Reading, index: int) -> bool:
    """Whether a finite verb stands here, not a noun or a participle that belongs to the phrase."""
    word, known = reading.lower(index), reading.grammar
    if word in known.have or word in known.be:
        return True
    entries = reading.words.get(word, ())
    before = reading.lower(index - 1)
    if (
        before in known.articles
        or before in known.possessives
        or before in known.of
        or any(e.form is Form.NOUN for e in entries)
    ):
        return False
    return any(e.form in (Form.PRESENT, Form.PAST, Form.FUTURE, Form.CONDITIONAL) for e in entries)
