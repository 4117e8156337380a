"""The schemes that come with postil: complete, and the same where they say the same."""

import re

import pytest

from postil.schema.errors import PostilError
from postil.schema.scheme import Kind, Layer, Scheme
from postil.schema.scheme_file import BUILTIN, builtin, guidelines, parse_project
from postil.schema.settings import Learning, Settings

ENTITIES = ["PER", "ORG", "GPE", "LOC", "DATE", "NORP", "EVENT", "MISC"]
PLOVER = """AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST
ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT"""
EVENTS = PLOVER.split()


def load(name: str) -> Scheme:
    return parse_project(builtin(name)).scheme


def names(layer: Layer) -> list[str]:
    return [label.name for label in layer.labels]


@pytest.mark.parametrize("name", BUILTIN)
def test_each_loads_and_says_everything(name: str) -> None:
    scheme = load(name)
    assert scheme.name == name
    assert scheme.language == "fr"
    assert scheme.lists == {"targets": ()}
    assert names(scheme.layers[0]) == ENTITIES
    for layer in scheme.layers:
        assert layer.title
        assert layer.help
        said = [(label.title, label.help) for label in layer.labels]
        said += [(role.title, role.help) for role in layer.roles]
        said += [(attribute.title, attribute.help) for attribute in layer.attributes]
        assert all(title and len(text) > 15 for title, text in said)


@pytest.mark.parametrize("name", BUILTIN)
def test_settings_offered_in_comments_can_be_used(name: str) -> None:
    text = builtin(name)
    head, _, settings = text.partition("\n# Settings\n")
    assert parse_project(text).settings == Settings(learn=Learning(every=25))
    on = parse_project(head + "\n" + re.sub(r"^# (?=[a-z]+:|  )", "", settings, flags=re.MULTILINE)).settings
    assert (on.order, on.learn.every, on.suggest.off) == ("uncertain", 25, ("org.run",))
    assert on.suggest.pipelines[1].labels == {"LOC": "GPE", "MISC": ""}
    assert on.suggest.llm is not None


def test_diplomacy() -> None:
    scheme = load("diplomacy")
    entity, event, stance, article_event, article_stance = scheme.layers
    assert [layer.kind for layer in scheme.layers] == [Kind.SPANS, Kind.FRAMES, Kind.FRAMES, Kind.CHOICES, Kind.CHOICES]
    assert names(event) == [*EVENTS, "OTHER"]
    assert [role.name for role in event.roles] == ["actor", "recipient", "place", "date"]
    assert [role.many for role in event.roles] == [True, True, False, False]
    assert event.attributes[0].values == ("asserted", "alleged", "future", "hypothetical", "negated", "historical")
    assert event.attributes[1].values == ("primary", "secondary", "background")
    assert names(stance) == ["FAVOR", "AGAINST", "NEUTRAL"]
    assert stance.roles[0].text
    assert stance.roles[1].list == "targets"
    assert stance.attributes[0].values == ("explicit", "implicit")
    assert article_event.labels == event.labels
    assert article_event.many
    assert article_stance.each == "targets"
    assert names(article_stance) == ["FAVOR", "AGAINST", "NEUTRAL", "MIXED", "NOT_ADDRESSED"]
    assert entity.overlap


def test_news_and_entities_have_the_same_labels() -> None:
    full, news, entities = (load(name) for name in ("diplomacy", "news", "entities"))
    assert [layer.name for layer in news.layers] == ["entity", "article_event", "article_stance"]
    assert [layer.name for layer in entities.layers] == ["entity"]
    assert news.layer("article_stance") == full.layer("article_stance")
    assert names(news.layer("article_event")) == names(full.layer("article_event"))
    assert news.layer("article_event").many
    titles = [[label.title for label in scheme.layer("entity").labels] for scheme in (full, news, entities)]
    assert titles[0] == titles[1] == titles[2]
    colors = [[label.color for label in scheme.layer("entity").labels] for scheme in (full, news, entities)]
    assert colors[0] == colors[1] == colors[2]


def test_help_names_no_label_that_is_not_there() -> None:
    """« Not a people (NORP) » must lead somewhere, in every scheme."""
    for name in BUILTIN:
        scheme = load(name)
        known = {label.name for layer in scheme.layers for label in layer.labels}
        for layer in scheme.layers:
            for label in layer.labels:
                for mentioned in re.findall(r"\(([A-Z]{3,}(?:, [A-Z]{3,})*)\)", label.help):
                    assert set(mentioned.split(", ")) <= known


def test_unknown_names_lead_to_the_nearest() -> None:
    with pytest.raises(PostilError, match="'diplomatie'") as caught:
        builtin("diplomatie")
    assert caught.value.hint == "Did you mean 'diplomacy'?"
    with pytest.raises(PostilError) as caught:
        builtin("../zzz\x1b")
    assert "\x1b" not in caught.value.message
    assert caught.value.hint == "There are: diplomacy, news, entities."


def test_guidelines_have_a_heading_for_each_label() -> None:
    text = guidelines(load("diplomacy"))
    headings = re.findall(r"^### (\S+):", text, re.M)
    assert headings == [
        *ENTITIES,
        *EVENTS,
        "OTHER",
        "FAVOR",
        "AGAINST",
        "NEUTRAL",
        "FAVOR",
        "AGAINST",
        "NEUTRAL",
        "MIXED",
        "NOT_ADDRESSED",
    ]
    assert "The labels are those of “Events”." in text
    assert "**Actor** (several of: entity.PER, entity.ORG, entity.GPE, entity.NORP)" in text
    assert "« M. [Brell] »" in text
    assert text.count("\n## ") == 5


def test_guidelines_of_a_bare_scheme() -> None:
    text = guidelines(parse_project("scheme: x\nlayers: {e: {kind: spans, labels: [A, B]}}").scheme)
    assert text.startswith("# Guidelines: x\n\n")
    assert text.endswith("## e\n\nMark each place in the text.\n\n### A\n\n### B\n")
