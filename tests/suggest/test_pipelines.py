"""spaCy pipelines as sources: found, loaded, their labels mapped; small ones are made here, one of them trained."""

import json
import random
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example
from thinc.util import fix_random_seed

from postil.schema.annotation import Suggestion
from postil.schema.article import Article, Region
from postil.schema.errors import PostilError
from postil.schema.scheme import ProjectFile, Scheme
from postil.schema.scheme_file import builtin, parse_project
from postil.schema.settings import Pipeline
from postil.suggest import pipelines as pipelines_module
from postil.suggest.building import build
from postil.suggest.pipelines import SpacyPipeline, cut
from postil.suggest.rules import Rules

SCHEME = parse_project(builtin("diplomacy")).scheme
Entries = list[dict[str, str]]


def saved(nlp: Language, folder: Path) -> str:
    nlp.to_disk(folder)
    return folder.name


def ruled(folder: Path, entries: Entries, language: str = "fr") -> str:
    """A pipeline with an entity ruler, in the project folder."""
    nlp = spacy.blank(language)
    nlp.add_pipe("entity_ruler").add_patterns(entries)  # type: ignore[attr-defined]  # the ruler's own method
    return saved(nlp, folder / "mine")


def source(name: str, project: Path, labels: Mapping[str, str] | None = None, scheme: Scheme = SCHEME) -> SpacyPipeline:
    return SpacyPipeline(scheme, Pipeline(name=name, labels=labels or {}), project)


def article(text: str, language: str = "fr", hidden: tuple[Region, ...] = ()) -> Article:
    return Article(id="a", text=text, meta={"language": language}, hidden=hidden)


def one(pipeline: SpacyPipeline, text: str, language: str = "fr") -> tuple[Suggestion, ...]:
    (made,) = pipeline.suggest_many([article(text, language)])
    assert all(s.text == text[s.start : s.end] for s in made if s.start is not None)
    return made


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
    assert (made.layer, made.label, made.start, made.end, made.score) == ("entity", "ORG", 6, 12, 0.75)
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
        ("raid", "entity", "EVENT", 0.75),
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


def test_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package as `spacy package` makes them: a module with load(), and a distribution of that name."""
    nlp = spacy.blank("fr")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Zarvex"}])  # type: ignore[attr-defined]  # as above
    nlp.meta["name"], nlp.meta["version"] = "postil_test", "1.2.3"
    package = tmp_path / "site" / "fr_postil_test"
    package.mkdir(parents=True)
    nlp.to_disk(package / "fr_postil_test-1.2.3")
    (package / "meta.json").write_text((package / "fr_postil_test-1.2.3" / "meta.json").read_text())
    loads = "def load(**over):\n    return load_model_from_init_py(__file__, **over)\n"
    (package / "__init__.py").write_text(f"from spacy.util import load_model_from_init_py\n\n\n{loads}")
    info = tmp_path / "site" / "fr_postil_test-1.2.3.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: fr_postil_test\nVersion: 1.2.3\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    pipeline = source("fr_postil_test", tmp_path)
    assert "1.2.3" in pipeline.version
    assert [s.text for s in one(pipeline, "Zarvex")] == ["Zarvex"]


def test_a_missing_pipeline_says_how_to_install_it(tmp_path: Path) -> None:
    for name, command in (("fr_core_news_lg", "-m spacy download fr_core_news_lg"), ("zz_none", "-m pip install zz_none")):
        with pytest.raises(PostilError, match=f"The spaCy pipeline {name} is not installed") as caught:
            source(name, tmp_path)
        assert caught.value.hint == f"Install it with: {sys.executable} {command}"
    with pytest.raises(PostilError, match=r"There is no folder .*models/none"):
        source("models/none", tmp_path)


def test_what_is_no_pipeline(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(PostilError, match="holds no spaCy pipeline: it has no meta"):
        source("empty", tmp_path)
    with pytest.raises(PostilError, match="holds no spaCy pipeline: it has no meta"):
        source("numpy", tmp_path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline with a tagger of names and a ruler, in a folder of its own."""
    nlp = spacy.blank("fr")
    nlp.add_pipe("ner")
    nlp.initialize(lambda: [Example.from_dict(nlp.make_doc("selon Brell , non"), {"entities": [(6, 11, "PER")]})])
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Zarvex"}])  # type: ignore[attr-defined]  # as above
    folder = tmp_path_factory.mktemp("whole") / "mine"
    nlp.to_disk(folder)
    return folder


_FILES = ("config.cfg", "meta.json", "tokenizer", "ner/model", "ner/moves")
_DAMAGES = [(file, how) for file in _FILES for how in ("gone", "cut", "emptied")]


@pytest.mark.parametrize(("file", "how"), [*_DAMAGES, ("entity_ruler/patterns.jsonl", "cut")])
def test_a_broken_pipeline_is_a_sentence(tmp_path: Path, whole: Path, file: str, how: str) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(whole, folder)
    data = (folder / file).read_bytes()
    (folder / file).unlink()
    if how != "gone":
        (folder / file).write_bytes(data[: len(data) // 2] if how == "cut" else b"")
    with pytest.raises(PostilError, match=r"mine") as caught:
        one(source("mine", tmp_path), "Zarvex")
    assert caught.value.message.endswith(".")


def test_a_pipeline_for_another_version_of_spacy(tmp_path: Path) -> None:
    name = ruled(tmp_path, [])
    meta = tmp_path / name / "meta.json"
    meta.write_text(json.dumps(json.loads(meta.read_text()) | {"spacy_version": ">=2.2,<2.3"}))
    (tmp_path / name / "config.cfg").unlink()
    with pytest.raises(PostilError, match="The spaCy pipeline mine cannot be loaded") as caught:
        one(source(name, tmp_path), "Zarvex")
    assert f"It was made for spaCy >=2.2,<2.3, and this is {spacy.about.__version__}." in caught.value.hint


def test_a_pipeline_that_fails_on_a_text(tmp_path: Path) -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe("postil_test_fails")
    with pytest.raises(PostilError, match=r"The spaCy pipeline failing fails: no such thing\."):
        one(source(saved(nlp, tmp_path / "failing"), tmp_path), "Zarvex")


@Language.component("postil_test_fails")
def _fails(doc: Doc) -> Doc:
    raise ValueError("no such thing")


def test_the_version_follows_the_pipeline_and_its_mapping(tmp_path: Path) -> None:
    name = ruled(tmp_path, [{"label": "ORG", "pattern": "Zarvex"}])
    first = source(name, tmp_path).version
    assert source(name, tmp_path).version == first
    assert source(name, tmp_path, {"ORG": "MISC"}).version != first
    ruled(tmp_path, [{"label": "ORG", "pattern": "Zarvex Nord"}])
    assert source(name, tmp_path).version != first


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
