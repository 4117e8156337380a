"""spaCy pipelines as sources: what they find, under the labels of the scheme; small ones are made here, one of them trained."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example
from thinc.util import fix_random_seed

from pipes import SCHEME, article, one, ruled, saved, source
from postil.schema.article import Region
from postil.schema.scheme import ProjectFile
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.building import build
from postil.suggest.pipelines import source as pipelines_module
from postil.suggest.pipelines.pieces import cut
from postil.suggest.pipelines.source import SpacyPipeline
from postil.suggest.rules import Rules


@Language.component("postil_test_groups")
def _groups(doc: Doc) -> Doc:
    """Two span groups, one with scores, and categories, from the words of the text."""
    spans = [doc[token.i : token.i + 1] for token in doc if token.text in ("raid", "visite", "Zarvex")]
    labels = {"raid": "ASSAULT", "visite": "CONSULT", "Zarvex": "ORG"}
    made = [Span(doc, s.start, s.end, label=labels[s.text]) for s in spans]
    scores = [0.5 + 0.1 * place for place in range(len(made))]
    doc.spans["sc"] = SpanGroup(doc, name="sc", spans=made, attrs={"scores": scores})
    doc.spans["plain"] = [Span(doc, s.start, s.end, label="EVENT") for s in spans if s.text == "raid"]
    doc.cats = {"ASSAULT": 0.8, "CONSULT": 0.6, "AID": 0.1, "weather": 0.9}
    return doc


def test_entities_are_suggested(tmp_path: Path) -> None:
    name = ruled(tmp_path, [{"label": "ORG", "pattern": "Zarvex"}])
    pipeline = source(name, tmp_path)
    (made,) = one(pipeline, "Hier, Zarvex a nié.")
    assert (made.layer, made.label, made.start, made.end, made.score) == ("entity", "ORG", 6, 12, 0.5)
    assert (made.source, pipeline.name) == ("pipeline:mine", "pipeline:mine")
    assert not pipeline.parses


def test_the_id_is_what_rules_would_give(tmp_path: Path) -> None:
    text = "Le ministre est allé à Paris."
    (made,) = one(source(ruled(tmp_path, [{"label": "GPE", "pattern": "Paris"}]), tmp_path), text)
    assert made.id in {s.id for s in Rules(SCHEME).suggest(article(text))}


@pytest.mark.parametrize(
    ("label", "text", "expected"),
    [
        ("PERSON", "Brell", "PER"),
        ("PRS", "Brell", "PER"),
        ("persName", "Brell", "PER"),
        ("ORGANIZATION", "Zarvex", "ORG"),
        ("LOC", "Mornésie", "LOC"),
        ("LOC", "Paris", "GPE"),
        ("LOC", "ETATS-UNIS", "GPE"),
        ("LOC", "Bretagne", "GPE"),
        ("LOC", "Américains", "NORP"),
        ("FAC", "Pont-Rouge", "LOC"),
        ("GPE", "Mornésie", "GPE"),
        ("LAW", "Loi", "MISC"),
        ("WORK_OF_ART", "Odyssée", "MISC"),
        ("PRODUCT", "Zarvexine", "MISC"),
        ("EVENT", "Ashes", "EVENT"),
        ("DATE", "lundi", "DATE"),
        ("MISC", "Charte", "MISC"),
    ],
)
def test_built_in_mapping(tmp_path: Path, label: str, text: str, expected: str) -> None:
    (made,) = one(source(ruled(tmp_path, [{"label": label, "pattern": text}]), tmp_path), f"à {text} ,")
    assert (made.text, made.label) == (text, expected)


def test_a_pipeline_that_tells_states_is_believed_about_places(tmp_path: Path) -> None:
    entries = [{"label": "LOC", "pattern": "Paris"}, {"label": "GPE", "pattern": "Lyon"}]
    made = one(source(ruled(tmp_path, entries), tmp_path), "Paris et Lyon")
    assert [(s.text, s.label) for s in made] == [("Paris", "LOC"), ("Lyon", "GPE")]


def test_the_nearest_label_of_another_scheme(tmp_path: Path) -> None:
    other = parse_project("scheme: x\nlayers: {names: {kind: spans, labels: [Person, Location, Organisation]}}").scheme
    pairs = {"PER": "Brell", "LOC": "Paris", "FAC": "Pont-Rouge", "ORG": "Zarvex"}
    name = ruled(tmp_path, [{"label": label, "pattern": text} for label, text in pairs.items()])
    made = one(source(name, tmp_path, scheme=other), "Brell Paris Pont-Rouge Zarvex")
    assert [s.label for s in made] == ["Person", "Location", "Location", "Organisation"]


def test_own_mapping_comes_first(tmp_path: Path) -> None:
    labels = {"LOC": "GPE", "MISC": "", "battle": "event.ASSAULT", "ORG": "entity.NORP"}
    pairs = {"LOC": "Mornésie", "MISC": "Charte", "battle": "raid", "ORG": "Zarvex"}
    name = ruled(tmp_path, [{"label": label, "pattern": text} for label, text in pairs.items()])
    pipeline = source(name, tmp_path, labels)
    made = one(pipeline, "Mornésie Charte raid Zarvex")
    assert [(s.layer, s.label) for s in made] == [("entity", "GPE"), ("event", "ASSAULT"), ("entity", "NORP")]
    assert pipeline.unmapped() == {}


def test_labels_without_a_place_are_counted(tmp_path: Path) -> None:
    name = ruled(tmp_path, [{"label": "GENE", "pattern": "abc"}, {"label": "DRUG", "pattern": "xyz"}])
    pipeline = source(name, tmp_path)
    assert one(pipeline, "xyz abc abc") == ()
    assert one(pipeline, "abc") == ()
    assert pipeline.unmapped() == {"GENE": 3, "DRUG": 1}


@pytest.fixture
def groups(tmp_path: Path) -> Callable[..., SpacyPipeline]:
    nlp = spacy.blank("fr")
    nlp.add_pipe("postil_test_groups")
    nlp.to_disk(tmp_path / "groups")
    return lambda labels=None, scheme=SCHEME: source("groups", tmp_path, labels, scheme)


def test_span_groups_and_their_scores(groups: Callable[..., SpacyPipeline]) -> None:
    made = [s for s in one(groups(), "Le raid, la visite, Zarvex") if s.start is not None]
    assert [(s.text, s.layer, s.label, s.score) for s in made] == [
        ("raid", "entity", "EVENT", 0.5),
        ("raid", "event", "ASSAULT", 0.5),
        ("visite", "event", "CONSULT", 0.6),
        ("Zarvex", "entity", "ORG", 0.7),
    ]


def test_categories_become_choices(groups: Callable[..., SpacyPipeline]) -> None:
    pipeline = groups({"weather": ""})
    made = [s for s in one(pipeline, "Rien.") if s.start is None]
    assert [(s.layer, s.label, s.rank, s.score) for s in made] == [
        ("article_event", "ASSAULT", 1, 0.8),
        ("article_event", "CONSULT", 2, 0.6),
    ]
    assert pipeline.unmapped() == {}


def test_of_a_layer_with_one_answer_the_best(groups: Callable[..., SpacyPipeline]) -> None:
    scheme = parse_project("scheme: x\nlayers: {topic: {kind: choices, labels: [CONSULT, AID, Sky]}}").scheme
    made = one(groups({"weather": "topic.Sky"}, scheme), "Rien.")
    assert [(s.layer, s.label, s.rank, s.score) for s in made] == [("topic", "Sky", None, 0.9)]


def test_what_is_hidden_is_not_read(tmp_path: Path) -> None:
    name = ruled(tmp_path, [{"label": "ORG", "pattern": "Zarvex"}])
    (made,) = source(name, tmp_path).suggest_many([article("Zarvex\nZarvex", hidden=(Region(0, 6, "boilerplate"),))])
    assert [(s.start, s.end) for s in made] == [(7, 13)]


@pytest.mark.parametrize("text", ["", " \n", "\ud800 Zarvex \x00", "l\u2019usine\u00a0Zarvex", "😀 Zarvex"])
def test_any_text_can_be_read(tmp_path: Path, text: str) -> None:
    made = one(source(ruled(tmp_path, [{"label": "ORG", "pattern": "Zarvex"}]), tmp_path), text)
    assert [s.text for s in made] == ["Zarvex"] * text.count("Zarvex")


def test_signs_are_no_names(tmp_path: Path) -> None:
    assert one(source(ruled(tmp_path, [{"label": "ORG", "pattern": "–"}]), tmp_path), "oui – non") == ()


@pytest.mark.parametrize("limit", ["pipeline", "piece"])
def test_long_texts_are_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """A text beyond nlp.max_length would make spaCy fail, and parsers want memory for all of a text at once."""
    pipeline = source(ruled(tmp_path, [{"label": "ORG", "pattern": "Zarvex SA"}]), tmp_path)
    if limit == "pipeline":
        pipeline.nlp.max_length = 60
    else:
        monkeypatch.setattr(pipelines_module, "PIECE", 60)
    text = "\n".join(f"Zarvex SA nie pour la fois numéro {number}." for number in range(20))
    made = one(pipeline, text)
    assert [s.start for s in made] == [at for at in range(len(text)) if text.startswith("Zarvex", at)]
    with pipeline.parsed([article(text), article("Zarvex SA")]) as docs:
        assert docs[0] is None
        assert docs[1] is not None


@given(text=st.text(st.sampled_from("ab .\n"), max_size=60), longest=st.integers(1, 20))
def test_pieces_are_the_text(text: str, longest: int) -> None:
    pieces = list(cut(text, longest))
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(0 < end - start <= longest for start, end in pieces)


def test_pieces_end_where_lines_or_sentences_do() -> None:
    assert [len(range(*piece)) for piece in cut("un\ndeux. trois quatre", 10)] == [3, 6, 6, 6]


def test_words_of_the_texts_are_not_kept_for_ever(tmp_path: Path) -> None:
    pipeline = source(ruled(tmp_path, [{"label": "ORG", "pattern": "Zarvex"}]), tmp_path)
    pipeline.suggest_many([article("Zarvex")])
    before = len(pipeline.nlp.vocab.strings)
    for number in range(5):
        pipeline.suggest_many([article(f"mot{number}x{place} Zarvex") for place in range(40)])
    assert len(pipeline.nlp.vocab.strings) - before < 20


def test_what_was_parsed_is_not_read_twice(tmp_path: Path) -> None:
    pipeline = source(ruled(tmp_path, [{"label": "ORG", "pattern": "Zarvex"}]), tmp_path)
    articles = [article("Zarvex"), article("rien")]
    with pipeline.parsed(articles) as docs:
        assert [doc.text for doc in docs if doc] == ["Zarvex", "rien"]
    pipeline.nlp.get_pipe("entity_ruler").clear()  # type: ignore[attr-defined]  # the ruler's own method
    assert [len(made) for made in pipeline.suggest_many(articles)] == [1, 0]
    assert [len(made) for made in pipeline.suggest_many(articles)] == [0, 0]


def test_a_trained_pipeline(tmp_path: Path) -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe("ner")
    frames = ("le ministre {} parle", "{} est arrivé", "selon {} , non", "avec {} hier")
    names = ("Brell", "Marrow", "Selvin", "Dorat")
    examples = [
        Example.from_dict(
            nlp.make_doc(frame.format(name)), {"entities": [(frame.index("{"), frame.index("{") + len(name), "PER")]}
        )
        for frame in frames
        for name in names
    ]
    random.seed(1)
    fix_random_seed(1)
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(15):
        nlp.update(examples, sgd=optimizer)
    made = one(source(saved(nlp, tmp_path / "trained"), tmp_path), "selon Brell , non")
    assert [(s.text, s.label) for s in made] == [("Brell", "PER")]


def test_labels_without_a_place_are_known_beforehand(tmp_path: Path) -> None:
    nlp = spacy.blank("fr")
    entries = [{"label": label, "pattern": "x"} for label in ("PER", "GENE", "DRUG", "LAW")]
    nlp.add_pipe("entity_ruler").add_patterns(entries)  # type: ignore[attr-defined]  # the ruler's own method
    cats = nlp.add_pipe("textcat_multilabel")
    for label in ("ASSAULT", "Sky"):
        cats.add_label(label)  # type: ignore[attr-defined]  # the classifier's own method
    nlp.initialize()
    nlp.get_pipe("entity_ruler").add_patterns(entries)  # type: ignore[attr-defined]  # as above
    name = saved(nlp, tmp_path / "mine")
    assert set(source(name, tmp_path).homeless) == {"GENE", "DRUG", "Sky"}
    assert source(name, tmp_path, {"GENE": "MISC", "DRUG": "", "Sky": "article_event.AID"}).homeless == ()


@Language.component("postil_test_parser")
def _parses(doc: Doc) -> Doc:
    """A parse against all grammar: what stands behind the verb is its subject."""
    verb = next((token for token in doc if token.text == "soutient"), None)
    for token in doc:
        before = verb is not None and token.i < verb.i
        token.head = verb or token
        token.dep_ = "ROOT" if token == verb else "obj" if before else "nsubj"
        token.pos_ = "VERB" if token == verb else "PROPN"
    return doc


def test_the_parser_of_a_pipeline_tells_roles(tmp_path: Path) -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe("postil_test_parser", name="parser")
    saved(nlp, tmp_path / "mine")
    text = "Paris soutient Rome"
    asked = parse_project(builtin("diplomacy") + "\nsuggest: {pipelines: {mine: }}\n")

    def roles(project: ProjectFile) -> dict[str, list[str]]:
        made = build(project, tmp_path).suggest(article(text))
        texts = {s.id: s.text for s in made}
        (event,) = (s for s in made if s.layer == "event")
        return {role: [texts[filler.suggestion] for filler in fillers] for role, fillers in event.roles.items()}

    assert roles(parse_project(builtin("diplomacy"))) == {"actor": ["Paris"], "recipient": ["Rome"]}
    assert roles(asked) == {"actor": ["Rome"], "recipient": ["Paris"]}
    assert Rules(SCHEME, parser=source("mine", tmp_path)).version != Rules(SCHEME).version
