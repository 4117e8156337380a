"""The cues of events and stance: which words, in which contexts.

A row of data/events_<language>.tsv: PLOVER type (or "-"), stance (F, A, N; small letters: implicit), kind (v, n, a), words,
conditions. The first row whose conditions hold is the reading of a word. Conditions:

    +a|b    one of these within the next words      ~a|b    on either side        !+a|b   none of these
    >a|b_c  these words follow at once              <a|b    stand just before     !> !<   do not
    se !se  reflexive, or not                       inf     only the infinitive   to=a|b  what introduces its object
    w=.6    the score                               weak    yields to a better cue nearby
    "to=" alone: its object is direct. wide: looks further for +. skip: no event, its noun is one.
    For the roles: mutual, visitor, host, receiver, accuse (of a deed), called (says what its object is),
    denial ("n'accepte aucun"), speaker (who is quoted holds the stance), theirs (of whom it is: "suscite la [colère] de X"),
    felt (its object holds it: "le plan [inquiète] X").

"@ties" names a class of data/events_classes.tsv, with the language's suffix; @nation is the adjective of a nation;
@entity, @person and @place
are entities.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from postil.suggest.entities.names import demonyms, french_forms
from postil.suggest.events.grammar import word_set
from postil.suggest.events.inflection import Form, english, french, read_rows

Phrases = Mapping[str, tuple[tuple[str, ...], ...]]

_NOT_FINITE = frozenset((Form.GERUND, Form.INFINITIVE, Form.FIRST_PERSON))
_BARE = frozenset((Form.PRESENT, Form.BASE))
_STANCE = {"F": "FAVOR", "A": "AGAINST", "N": "NEUTRAL"}
_FLAGS = word_set("mutual visitor host receiver accuse called denial speaker skip weak weak1 wide theirs felt")
SURE = 0.8
_SCORE = {"weak": 0.5, "weak1": 0.55}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One row of a table. `label` and `stance` may be "" (no event, no claim).

    The phrases that follow are kept by their first word, those that stand before by their last.
    """

    label: str
    stance: str
    explicit: bool
    kind: str
    score: float = SURE
    near: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    far: frozenset[str] = frozenset()
    then: Phrases = field(default_factory=dict)
    before: Phrases = field(default_factory=dict)
    not_then: Phrases = field(default_factory=dict)
    not_before: Phrases = field(default_factory=dict)
    reflexive: bool | None = None
    infinitive: bool = False
    to: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()


class Entry(NamedTuple):
    """One reading of a word: its cue, its form, and the words that must follow it ("mise" + "au", "ban").

    `kind` is the form of a verb, else the kind of its cue; `free`: the cue has no conditions.
    """

    cue: Cue
    form: Form
    rest: tuple[str, ...]
    kind: str
    free: bool


def _entry(cue: Cue, form: Form, rest: tuple[str, ...]) -> Entry:
    words = cue.near or cue.around or cue.far or cue.then or cue.before or cue.not_then or cue.not_before
    free = not (words or cue.infinitive or cue.reflexive is not None)
    return Entry(cue, form, rest, form.value if cue.kind == "v" else cue.kind, free)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All readings of every lower-case word of one language, in the order of the table.

    `verbs` are the words that have a finite form or a participle among their readings; `bare_verbs` those of them whose
    only such readings are the present or the English base, which may as well be nouns. `nouns` have a noun among them.
    """

    words: Mapping[str, tuple[Entry, ...]]
    verbs: frozenset[str]
    bare_verbs: frozenset[str]
    nouns: frozenset[str]


@cache
def lexicon(language: str) -> Lexicon:
    """The cues of "fr" or "en"."""
    inflect = french if language == "fr" else english
    words: dict[str, list[Entry]] = {}
    for label, stance, kind, lemmas, *conditions in read_rows(f"events_{language}.tsv"):
        cue = _cue(label, stance, kind, conditions[0] if conditions else "", language)
        for lemma in lemmas.split(","):
            head, *rest = words_of(lemma)
            forms = inflect(head) if kind == "v" else {head: Form.NOUN}
            for word, form in forms.items():
                words.setdefault(word, []).append(_entry(cue, form, tuple(rest)))
    bare = {without_accents(word): entries for word, entries in words.items() if not word.endswith(("é", "és"))}
    bare = {word: entries for word, entries in bare.items() if word not in words}
    found = {word: tuple(entries) for word, entries in (words | bare).items()}
    finite = {word: kinds for word, entries in found.items() if (kinds := _finite(entries))}
    bare_verbs = frozenset(word for word, kinds in finite.items() if kinds <= _BARE)
    nouns = frozenset(word for word, entries in found.items() if any(entry.cue.kind == "n" for entry in entries))
    return Lexicon(found, frozenset(finite), bare_verbs, nouns)


def _finite(entries: Iterable[Entry]) -> frozenset[Form]:
    return frozenset(entry.form for entry in entries if entry.cue.kind == "v") - _NOT_FINITE


def words_of(phrase: str) -> tuple[str, ...]:
    """A phrase of a table as the tokens that it has in a text: "prise_d'otages" is "prise", "d'", "otages"."""
    return tuple(phrase.replace("'", "' ").replace("_", " ").split())


def without_accents(word: str) -> str:
    """The word as it is often typed in capitals: "véto" is "veto"."""
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


@cache
def word_class(name: str) -> frozenset[str]:
    """A class of data/events_classes.tsv: "ties_fr"."""
    return _classes()[name]


@cache
def nations(language: str) -> Mapping[str, str]:
    """The adjectives of nations, lower case, with the ISO 3166 code of each: "russe", "ukrainiennes"; "british"."""
    out: dict[str, str] = {}
    for code, french_word, english_word in demonyms():
        for word in french_forms(french_word) if language == "fr" else [english_word.partition(",")[0]]:
            out.setdefault(word.lower(), code)
    return out


@cache
def _classes() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in read_rows("events_classes.tsv")}


def _cue(label: str, stance: str, kind: str, conditions: str, language: str) -> Cue:
    parts: dict[str, list[str]] = {}
    flags: set[str] = set()
    reflexive: bool | None = None
    score = SURE
    for part in conditions.split():
        if part in _FLAGS:
            flags.add(part)
        elif part in ("se", "!se"):
            reflexive = part == "se"
        elif part.startswith("w="):
            score = float(part[2:])
        else:
            sign = next((s for s in ("!+", "!>", "!<", "to=", "+", ">", "<", "~") if part.startswith(s)), part)
            parts.setdefault(sign, []).extend(part[len(sign) :].split("|"))
    return Cue(
        label="" if label == "-" else label,
        stance=_STANCE.get(stance.upper(), ""),
        explicit=stance.isupper(),
        kind=kind,
        score=min([score, *(_SCORE[flag] for flag in flags if flag in _SCORE)]),
        near=_words(parts.get("+", ()), language),
        around=_words(parts.get("~", ()), language),
        far=_words(parts.get("!+", ()), language),
        then=_phrases(parts.get(">", ()), language),
        before=_phrases(parts.get("<", ()), language, -1),
        not_then=_phrases(parts.get("!>", ()), language),
        not_before=_phrases(parts.get("!<", ()), language, -1),
        reflexive=reflexive,
        infinitive="inf" in parts,
        to=frozenset(word for word in parts.get("to=", ()) if word),
        flags=frozenset(flags | ({"direct"} if parts.get("to=") == [""] else set())),
    )


def _words(items: Iterable[str], language: str) -> frozenset[str]:
    out: set[str] = set()
    for item in items:
        if item in ("@entity", "@person", "@place"):
            out.add(item)
        elif item == "@nation":
            out |= nations(language).keys()
        elif item.startswith("@"):
            out |= word_class(f"{item[1:]}_{language}")
        else:
            out.add(item)
    return frozenset(out)


def _phrases(items: Iterable[str], language: str, key: int = 0) -> Phrases:
    """The phrases by their first word (`key` 0) or their last (-1)."""
    out: dict[str, tuple[tuple[str, ...], ...]] = {}
    for item in items:
        words = sorted(_words([item], language)) if item.startswith("@") else []
        phrases: list[tuple[str, ...]] = [(word,) for word in words] or [words_of(item)]
        for phrase in phrases:
            out[phrase[key]] = (*out.get(phrase[key], ()), phrase)
    return out
