"""Roles and modality from a parse made by hand: no model is needed, only its relations."""

from collections.abc import Callable

import pytest
import spacy
from spacy.tokens import Doc

from postil.suggest.analysis import FrameHit
from postil.suggest.events.parsed import refine
from postil.suggest.events.telling import Telling, find

Tell = Callable[..., Telling]
Row = tuple[str, int, str, str]  # word, head, relation, part of speech


def parsed(rows: list[Row], language: str) -> Doc:
    """A parsed text: the words with a space between, the head of each by its place."""
    return Doc(
        spacy.blank(language).vocab,
        words=[row[0] for row in rows],
        heads=[row[1] for row in rows],
        deps=[row[2] for row in rows],
        pos=[row[3] for row in rows],
    )


def refined(tell: Tell, rows: list[Row], trigger: str, language: str = "fr") -> tuple[dict[str, list[str]], str]:
    """The names in each role of an event that told nothing, and its modality, after the parse was heard."""
    doc = parsed(rows, language)
    telling = tell(doc.text, language=language)
    events = refine(telling.analysis, [bare(hit) for hit in find(telling)], doc)
    hit = next(hit for hit in events if doc.text[hit.start : hit.end] == trigger)
    cast = {role: [doc.text[f.entity.start : f.entity.end] for f in fillers if f.entity] for role, fillers in hit.roles.items()}
    return {role: names for role, names in cast.items() if role in ("actor", "recipient")}, hit.attributes["modality"]


def bare(hit: FrameHit) -> FrameHit:
    """The event without what the words around it told."""
    return FrameHit(hit.family, hit.label, hit.start, hit.end, hit.rule, hit.score, {}, {"modality": "asserted"})


ACCUSATION = [
    ("Carène", 4, "nsubj", "PROPN"),
    (",", 2, "punct", "PUNCT"),
    ("capitale", 0, "appos", "NOUN"),
    (",", 2, "punct", "PUNCT"),
    ("accuse", 4, "ROOT", "VERB"),
    ("Ostréa", 4, "obj", "PROPN"),
    ("de", 7, "mark", "ADP"),
    ("livrer", 4, "xcomp", "VERB"),
    ("des", 9, "det", "DET"),
    ("armes", 7, "obj", "NOUN"),
    ("à", 11, "case", "ADP"),
    ("Valdorie", 7, "obl:arg", "PROPN"),
]
PASSIVE = [
    ("Ostréa", 2, "nsubj:pass", "PROPN"),
    ("est", 2, "aux:pass", "AUX"),
    ("condamnée", 2, "ROOT", "VERB"),
    ("par", 4, "case", "ADP"),
    ("Valdorie", 2, "obl:agent", "PROPN"),
    ("et", 6, "cc", "CCONJ"),
    ("Mornésie", 4, "conj", "PROPN"),
]
SHARED = [
    ("Valdorie", 1, "nsubj", "PROPN"),
    ("condamne", 1, "ROOT", "VERB"),
    ("Ostréa", 1, "obj", "PROPN"),
    ("et", 4, "cc", "CCONJ"),
    ("soutient", 1, "conj", "VERB"),
    ("Mornésie", 4, "obj", "PROPN"),
]
RELATIVE = [
    ("Brell", 3, "nsubj", "PROPN"),
    ("qui", 2, "nsubj", "PRON"),
    ("soutient", 0, "acl:relcl", "VERB"),
    ("condamne", 3, "ROOT", "VERB"),
    ("Ostréa", 3, "obj", "PROPN"),
]
DENIED = [
    ("Ostréa", 2, "nsubj", "PROPN"),
    ("ne", 2, "advmod", "ADV"),
    ("soutient", 2, "ROOT", "VERB"),
    ("pas", 2, "advmod", "ADV"),
    ("Carène", 2, "obj", "PROPN"),
]
CARRIED = [
    ("Valdorie", 1, "nsubj", "PROPN"),
    ("apporte", 1, "ROOT", "VERB"),
    ("son", 3, "det", "DET"),
    ("soutien", 1, "obj", "NOUN"),
    ("à", 5, "case", "ADP"),
    ("Carène", 1, "obl:arg", "PROPN"),
]
INVASION = [
    ("L'", 1, "det", "DET"),
    ("invasion", 1, "ROOT", "NOUN"),
    ("de", 3, "case", "ADP"),
    ("Carène", 1, "nmod", "PROPN"),
    ("par", 5, "case", "ADP"),
    ("Ostréa", 1, "nmod", "PROPN"),
]
MEETING = [
    ("Brell", 1, "nsubj", "PROPN"),
    ("rencontre", 1, "ROOT", "VERB"),
    ("Marrow", 1, "obj", "PROPN"),
]
ENGLISH = [
    ("Ostrea", 2, "nsubjpass", "PROPN"),
    ("was", 2, "auxpass", "AUX"),
    ("condemned", 2, "ROOT", "VERB"),
    ("by", 2, "agent", "ADP"),
    ("Valdoria", 3, "pobj", "PROPN"),
]


@pytest.mark.parametrize(
    ("rows", "trigger", "language", "cast", "modality"),
    [
        (ACCUSATION, "accuse", "fr", {"actor": ["Carène"], "recipient": ["Ostréa"]}, "asserted"),
        (ACCUSATION, "livrer", "fr", {"actor": ["Ostréa"], "recipient": ["Valdorie"]}, "alleged"),
        (PASSIVE, "condamnée", "fr", {"actor": ["Valdorie", "Mornésie"], "recipient": ["Ostréa"]}, "asserted"),
        (SHARED, "soutient", "fr", {"actor": ["Valdorie"], "recipient": ["Mornésie"]}, "asserted"),
        (RELATIVE, "soutient", "fr", {"actor": ["Brell"]}, "asserted"),
        (DENIED, "soutient", "fr", {"actor": ["Ostréa"], "recipient": ["Carène"]}, "negated"),
        (CARRIED, "soutien", "fr", {"actor": ["Valdorie"], "recipient": ["Carène"]}, "asserted"),
        (INVASION, "invasion", "fr", {"actor": ["Ostréa"], "recipient": ["Carène"]}, "asserted"),
        (MEETING, "rencontre", "fr", {"actor": ["Brell"], "recipient": ["Marrow"]}, "asserted"),
        (ENGLISH, "condemned", "en", {"actor": ["Valdoria"], "recipient": ["Ostrea"]}, "asserted"),
    ],
)
def test_a_parse_tells_who_takes_part(
    tell: Tell, rows: list[Row], trigger: str, language: str, cast: dict[str, list[str]], modality: str
) -> None:
    assert refined(tell, rows, trigger, language) == (cast, modality)


def test_who_meets_together_stays_together(tell: Tell) -> None:
    doc = parsed(MEETING, "fr")
    telling = tell(doc.text)
    (hit,) = refine(telling.analysis, find(telling), doc)
    assert {role: len(fillers) for role, fillers in hit.roles.items()} == {"actor": 2}


def test_a_parse_corrects_what_the_words_around_a_cue_told(tell: Tell) -> None:
    rows = [
        ("Carène", 1, "nsubj", "PROPN"),
        ("dit", 1, "ROOT", "VERB"),
        ("à", 3, "case", "ADP"),
        ("Ostréa", 1, "obl:arg", "PROPN"),
        ("que", 6, "mark", "SCONJ"),
        ("Brell", 6, "nsubj", "PROPN"),
        ("soutient", 1, "ccomp", "VERB"),
        ("enfin", 6, "advmod", "ADV"),
        ("Marrow", 6, "obj", "PROPN"),
    ]
    telling = tell(parsed(rows, "fr").text)
    wrong = [bare(hit)._replace(attributes={"modality": "negated"}) for hit in find(telling)]
    refined_hits = refine(telling.analysis, wrong, parsed(rows, "fr"))
    (hit,) = [h for h in refined_hits if telling.analysis.text[h.start : h.end] == "soutient"]
    text = telling.analysis.text
    assert [text[f.entity.start : f.entity.end] for f in hit.roles["actor"] if f.entity] == ["Brell"]
    assert hit.attributes["modality"] == "asserted"


def test_without_a_parse_nothing_changes(tell: Tell) -> None:
    telling = tell("La Valdorie condamne Ostréa.")
    events = find(telling)
    assert refine(telling.analysis, events, spacy.blank("fr")(telling.analysis.text)) == events
