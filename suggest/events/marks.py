"""What a word can be, as the bits of one number: it is looked up once, and a test of several classes is one `&`."""

import re
from functools import cache

from postil.suggest.events.grammar import LIGHT_VERBS, grammar, is_adverb, word_set
from postil.suggest.events.lexicon import lexicon
from postil.suggest.memo import Memo

ARTICLE, POSSESSIVE, PREPOSITION, OF, BY, JOINING, LINKING, RELATIVE, PRONOUN, HAVE = (1 << k for k in range(10))
BE, CLITIC, LISTED_ADVERB, LOOKS_ADVERB, PAUSE, SAYING, NEGATING, FUTURE, POSSIBLE, CONDITION = (1 << k for k in range(10, 20))
ALLEGED, PASSING, AUXILIARY, VERB, BARE_VERB, NOUN_TOO, DETERMINER, DATED, NAMED, OWNED = (1 << k for k in range(20, 30))
"""DATED, NAMED (an entity that can take part) and OWNED (any entity) are said of a token, all others of a word.
No more than thirty bits: Python's arithmetic is fastest with those."""

ADVERB = LISTED_ADVERB | LOOKS_ADVERB
OWNING = ARTICLE | POSSESSIVE
BESIDE_VERB = HAVE | BE | CLITIC | ADVERB
"""What may stand between a subject and its verb."""

SAID_TO_BE = frozenset(("aurait", "auraient", "serait", "seraient"))
_CAN_BE_PRONOUN = frozenset(("la", "les", "l'", "le", "leur"))
_TO_COME = word_set("être be will 'll shall prochain prochaine prochains venir prévu prévue upcoming planned")
_FUTURE_ENDING = re.compile(r"[a-zé]{2,}[iau]?r(?:a|ont|ai|ons|ez)$")
_FUTURE_ENDS = ("ra", "ront", "rai", "rons", "rez", "dra", "era")
_NOT_FUTURE = word_set("sera seront aura auront fera feront ira iront devra tiendra donnera")


@cache
def marks_of(language: str) -> Memo[int]:
    """The bits of every lower-case word of "fr" or "en"."""
    known, cues = grammar(language), lexicon(language)
    classes = (
        (ARTICLE, known.articles), (POSSESSIVE, known.possessives), (PREPOSITION, known.prepositions), (OF, known.of),
        (BY, known.by), (JOINING, known.joining), (LINKING, known.linking), (RELATIVE, known.relatives),
        (PRONOUN, known.pronouns), (HAVE, known.have), (BE, known.be), (CLITIC, known.clitics),
        (LISTED_ADVERB, known.adverbs), (PAUSE, known.pauses), (SAYING, known.saying),
        (NEGATING, known.negations | known.negative_heads), (FUTURE, known.future | _TO_COME), (POSSIBLE, known.possible),
        (CONDITION, known.conditions), (ALLEGED, known.alleged | SAID_TO_BE), (PASSING, known.passing),
        (AUXILIARY, _auxiliaries(language)), (VERB, cues.verbs), (BARE_VERB, cues.bare_verbs), (NOUN_TOO, cues.nouns),
        (DETERMINER, known.articles - _CAN_BE_PRONOUN),
    )  # fmt: skip

    def mark(word: str) -> int:
        bits: int = sum(bit for bit, words in classes if word in words)
        if is_adverb(word, language):
            bits |= LOOKS_ADVERB
        return bits | FUTURE if language == "fr" and looks_future(word) else bits

    return Memo(mark)


def looks_future(word: str) -> bool:
    """Whether a French word has the ending of a future tense: "signera", not "caméra"."""
    return word.endswith(_FUTURE_ENDS) and (word in _NOT_FUTURE or _FUTURE_ENDING.match(word) is not None)


def _auxiliaries(language: str) -> frozenset[str]:
    """The words that are verbs wherever they stand."""
    known = grammar(language)
    return LIGHT_VERBS | known.have | known.be | known.saying | known.future | known.possible
