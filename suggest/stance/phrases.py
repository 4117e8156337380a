"""The words that a claim is about, and the clause that shows it: ranges cut out of the text around a cue."""

import re

from postil.suggest.events import marks as of
from postil.suggest.events.grammar import OPENINGS, word_set
from postil.suggest.events.inflection import Form
from postil.suggest.events.reading import Found, Reading

_MOST_WORDS = 8
_VERBS = of.AUXILIARY | of.VERB
_NOUN, _BASE, _INFINITIVE, _PASTS = Form.NOUN, Form.BASE, Form.INFINITIVE, (Form.PARTICIPLE, Form.PAST)
_TENSES = (Form.PRESENT, Form.PAST, Form.FUTURE, Form.CONDITIONAL)
_HOW_OR_WHEN = of.DATED | of.LOOKS_ADVERB
_CLOSING = frozenset((";", ".", "!", "?", ":", ",", "»", "”", '"'))
_MARKS = frozenset(("«", "»", "“", "”", '"'))
_STOPS = word_set(
    "depuis lors après avant selon pendant durant dans afin malgré alors tandis ainsi comme car si mais que qu' dont où qui "
    "lorsque quand since after before during amid despite while when that which who but because if as whether at "
    "although responsible accountable responsable responsables "
    "bénéficie bénéficient bénéficiait jouit jouissent parte partent démissionne démissionnent "
    "lundi mardi mercredi jeudi vendredi samedi dimanche hier aujourd'hui monday tuesday wednesday "
    "thursday friday saturday sunday yesterday today ( )"
)
_LEADING = word_set(
    "le la les l' un une des du de d' ce cet cette ces son sa ses leur leurs à au aux en the a an its his her their "
    "to of for pleinement fermement both aucun aucune any"
)
_SKIPPED = _LEADING | _MARKS | {"("}
_SMALL = word_set("le la les l' un une des du de d' à au aux en et the a an of to in and par by 's")
_QUOTING = re.compile(r"« ?| ?»|[“”\"]")
_DANGLING = word_set(
    "y dès plutôt tout rather also non visant concernant son sa ses leur leurs notre nos votre vos its their his her our my"
)
_SPANS = word_set("mois ans années jours semaines décennies longtemps heures toujours")
_NOT_INFINITIVE = word_set("premier dernier entier cher léger hier hiver danger dossier pouvoir avenir désir souvenir")
_NO_NOUNS = word_set("il elle ils elles on étant ayant été être avoir he she it they being having been")
_CAN_END = frozenset(("au", "in", "pour", "for"))
_HALVES = frozenset(("après-midi", "matin", "soir"))
_DURING = frozenset(("depuis", "pendant", "durant", "for"))
_BOUND_CLITICS = frozenset(("se", "s'", "ne", "n'", "y", "lui"))


def target_phrase(reading: Reading, start: int, end: int, *, noun: bool) -> tuple[int, int] | None:
    """The noun phrase from token `start` on, before `end`: its leading article left out, at most about eight words.

    `noun`: the cue is a noun, whose agent may stand inside ("l'annexion par la Russie de territoires").
    """
    low, marks, owners = reading.low, reading.marks, reading.owner
    first = _phrase_begin(reading, start, end)
    if low[first] in ("sans", "without") and first + 2 < end:
        return target_phrase(reading, first + 2, end, noun=noun)
    if marks[first] & (of.PREPOSITION | of.JOINING) or low[first] in _NO_NOUNS:
        return None
    last, words, whole = first, 0, True
    while last < end and words < _MOST_WORDS:
        word, mark = low[last], marks[last]
        if mark & of.PAUSE:
            if word in _MARKS or (word == "." and not full_stop(reading, last, end)):
                last += 1
                continue
            break
        ended = mark & of.DATED or word in _STOPS or (word == "s'" and marks[last + 1] & of.PRONOUN)
        ended = ended or (word == "en" and last > first and _gerund(reading, last + 1))
        if ended or (word in _CAN_END and _ends_phrase(reading, first, last)) or (mark & of.BY and not noun):
            whole = False
            break
        if mark & of.JOINING and (marks[last + 1] & of.BY or _new_clause(reading, last + 1, end)):
            break
        if last > first and mark & _VERBS and reading.is_verb(last) and _finite(reading, last):
            break
        words += word not in _SMALL and not (mark & of.OWNED and owners.get(last - 1) is owners[last])
        last += 1
    if words >= _MOST_WORDS and last < end and not marks[last] & of.PAUSE:
        last, whole = _last_joint(reading, first, last), False
    last = _trimmed(reading, first, last, whole=whole)
    return (first, last) if last > first else None


def full_stop(reading: Reading, index: int, end: int) -> bool:
    """Whether a "." ends the sentence, not an abbreviation inside it ("M. Brell")."""
    following = reading.low[index + 1] if index + 1 < end else ""
    return not following[:1].isalnum()


def adverbial(reading: Reading, index: int, end: int) -> int:
    """The token after what only says how or when ("à son tour", "depuis des mois", a date), from `index` on; else `index`."""
    low, marks = reading.low, reading.marks
    while index < end:
        word = low[index]
        if marks[index] & _HOW_OR_WHEN or (word in _HALVES and marks[index - 1] & of.DATED):
            index += 1
            continue
        at = index
        if word in _DURING:
            span = next((i for i in range(index + 1, min(end, index + 5)) if low[i] in _SPANS), -1)
            index = span + 1 if span > 0 else index
        elif word in OPENINGS:
            index += next((len(p) for p in OPENINGS[word] if reading.phrase_at(index, p)), 0)
        if index == at:
            return at
    return index


def _phrase_begin(reading: Reading, start: int, end: int) -> int:
    """The first word of the phrase: after "à ce que", adverbials, articles, marks and a remark between commas."""
    start = adverbial(reading, start, end)
    said = start + (reading.low[start] == "à")
    if reading.low[said] == "ce" and reading.low[said + 1] in ("que", "qu'"):
        start = said + 1
    first = adverbial(reading, start + (reading.low[start] in ("que", "qu'", "that")), end)
    if reading.low[first] == ",":
        second = next((i for i in range(first + 1, min(end, first + 12)) if reading.low[i] == ","), -1)
        if second > 0 and reading.marks[second + 1] & (of.OWNING | of.OWNED):
            first = adverbial(reading, second + 1, end)
    while first < end and (reading.low[first] in _SKIPPED or reading.marks[first] & of.CLITIC):
        first = adverbial(reading, first + 1, end)
    return first


def _ends_phrase(reading: Reading, first: int, index: int) -> bool:
    """Whether a complete noun phrase is over at one of _CAN_END: "au cours de", "in" a year, "pour sa …", "pour défendre"."""
    word, after, known = reading.low[index], reading.low[index + 1], reading.grammar
    if index == first:
        return False
    if word == "au" and after in ("cours", "sein", "lendemain", "terme", "nom"):
        return True
    if word == "in":
        named = any(reading.owner.get(i) for i in range(first, index))
        place = reading.owner.get(index + 1 + (after in known.articles))
        return named or place is None or place.label not in ("GPE", "LOC")
    if word == "au":
        return False
    return after in known.possessives or infinitive(reading, index + 1) or after.endswith("ing")


def _new_clause(reading: Reading, index: int, end: int) -> bool:
    """Whether what follows "and" is a new clause: a participle, an infinitive, a clitic with its verb, a name with its verb."""
    low, marks = reading.low, reading.marks
    word = low[index]
    if index >= end or word in ("a", "ont", "il") or reading.is_verb(index) or infinitive(reading, index):
        return True
    if reading.language == "en":
        if word.endswith("ed"):
            return True
    elif (word.endswith("é") and not word.endswith("té")) or word in _BOUND_CLITICS or _participle(reading, index):
        return True
    if marks[index] & of.CLITIC:
        while marks[index] & of.CLITIC:
            index += 1
        if marks[index] & (of.HAVE | of.BE):
            return True
    while index < end and marks[index] & of.ARTICLE:
        index += 1
    if not marks[index] & of.OWNED:
        return False
    while index < end and marks[index] & of.OWNED:
        index += 1
    return index < end and (reading.is_verb(index) or low[index] in _BOUND_CLITICS)


def _last_joint(reading: Reading, first: int, last: int) -> int:
    """Where a phrase that is too long is cut: before its last preposition, "and" or infinitive, so that no part is halved."""
    for index in range(last - 1, first + 1, -1):
        mark = reading.marks[index]
        if mark & (of.PREPOSITION | of.JOINING) and not mark & of.OWNED:
            return index
    return last


def _trimmed(reading: Reading, first: int, last: int, *, whole: bool) -> int:
    """The end without what cannot end a noun phrase; a phrase cut short also loses "visant à condamner", "prise"."""
    while last > first:
        if _loose(reading, last - 1):
            last -= 1
        elif not whole and last - 2 > first and infinitive(reading, last - 1) and _loose(reading, last - 2):
            last -= 2
        elif not whole and last - 1 > first and _participle(reading, last - 1) and not _loose(reading, last - 2):
            last -= 1
        else:
            break
    return last


def infinitive(reading: Reading, index: int) -> bool:
    """Whether the word looks like a French infinitive, or is an English verb after "to"."""
    word = reading.low[index]
    if reading.language == "en":
        return reading.low[index - 1] == "to" and any(e.form is _BASE for e in reading.words.get(word, ()))
    if any(e.form is _INFINITIVE for e in reading.words.get(word, ())):
        return True
    plain = len(word) > 4 and word.endswith(("er", "ir")) and word not in _NOT_INFINITIVE
    return plain and not reading.marks[index] & of.OWNED


def _gerund(reading: Reading, index: int) -> bool:
    return any(entry.form is Form.GERUND for entry in reading.words.get(reading.low[index], ()))


def _participle(reading: Reading, index: int) -> bool:
    entries = reading.words.get(reading.low[index], ())
    return bool(entries) and all(e.form in _PASTS for e in entries) and not reading.marks[index] & of.OWNED


def clause_end(reading: Reading, item: Found, at_least: int) -> int:
    """The token where the clause of a cue ends: at a pause that is followed by another clause, or the sentence's end."""
    for index in range(max(item.last, at_least), min(item.end, item.last + 40)):
        mark = reading.marks[index]
        if mark & of.PAUSE:
            word = reading.low[index]
            if word in _CLOSING and not (word == "." and not full_stop(reading, index, item.end)):
                return index
        if mark & of.RELATIVE and index > at_least:
            return index
        if mark & of.JOINING and _new_clause(reading, index + 1, item.end):
            return index
    return min(item.end, item.last + 40)


def text_of(reading: Reading, first: int, last: int) -> str:
    """The text of tokens, in one line, without quotation marks at its ends."""
    analysis = reading.analysis
    words = analysis.text[reading.tokens[first].start : reading.tokens[last - 1].end].split()
    text = " ".join(words).strip("«»“”\"' ()")
    return text if _MARKS.isdisjoint(reading.low[first:last]) else " ".join(_QUOTING.sub("", text).split())


def _loose(reading: Reading, index: int) -> bool:
    """Whether a word cannot end a noun phrase."""
    word = reading.low[index]
    loose = reading.marks[index] & (of.PREPOSITION | of.LOOKS_ADVERB)
    return loose > 0 or word in _SMALL or word in _MARKS or word in _DANGLING


def _finite(reading: Reading, index: int) -> bool:
    """Whether a finite verb stands here, not a noun or a participle that belongs to the phrase."""
    mark = reading.marks[index]
    if mark & (of.HAVE | of.BE):
        return True
    entries = reading.words.get(reading.low[index], ())
    if reading.marks[index - 1] & (of.OWNING | of.OF) or any(e.form is _NOUN for e in entries):
        return False
    return any(e.form in _TENSES for e in entries)
