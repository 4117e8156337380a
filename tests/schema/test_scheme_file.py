"""A postil.yaml as values: scheme, lists, settings."""

from pathlib import Path

import pytest

from postil.schema.errors import PostilError
from postil.schema.scheme import Kind, Scheme
from postil.schema.scheme_file import load_project, parse_project
from postil.schema.settings import Learning, Llm, Pipeline, Suggesting

WHOLE = """\
scheme: Presse 2026
language: fr-CA
theme: light
database: data/presse.db
guidelines: regles.md
keys:
  accept: [a, space]
  reject: x
lists: {topics: [eau, blé], empty: []}
targets:
  - l'accord de pêche
  - l’accord de pêche
layers:
  entity:
    kind: spans
    title: Entités
    help: |
      Deux lignes
      d'aide.
    overlap: no
    labels:
      NO: Norway
      2024-01-01:
      on: ~
      E.U-x_1: {title: 12, help: yes, key: 7, color: "#aB00fF"}
      État: {color: RED}
  claim:
    kind: frames
    labels: [yes, 1e3, null]
    roles:
      who: {of: entity, many: yes, text: on}
      only: {of: entity.NO}
      topic: {list: topics, title: Sujet, help: Aide}
    attributes:
      tone: [calm, loud]
      when: {values: [1999, 2000], title: T, help: H}
  doc:
    kind: choices
    labels_of: claim
    choose: many
  side:
    kind: choices
    each: topics
    choose: one
    labels: [A]
"""


@pytest.fixture(name="scheme", scope="module")
def _scheme() -> Scheme:
    return parse_project(WHOLE).scheme


def test_scalars_stay_as_they_are_written(scheme: Scheme) -> None:
    assert [label.name for label in scheme.layer("entity").labels] == ["NO", "2024-01-01", "on", "E.U-x_1", "État"]
    assert [label.name for label in scheme.layer("claim").labels] == ["yes", "1e3", "null"]
    when = scheme.layer("claim").attributes[1]
    assert (when.values, when.title, when.help) == (("1999", "2000"), "T", "H")


def test_labels_in_every_form(scheme: Scheme) -> None:
    norway, dated, on, union, state = scheme.layer("entity").labels
    assert (norway.title, dated.title, on.title) == ("Norway", "", "")
    assert (union.title, union.help, union.key, union.color) == ("12", "yes", "7", "#ab00ff")
    assert state.color == "red"


def test_layers(scheme: Scheme) -> None:
    entity, claim, doc, side = scheme.layers
    assert (entity.kind, entity.title, entity.help, entity.overlap) == (Kind.SPANS, "Entités", "Deux lignes\nd'aide.", False)
    assert (claim.kind, claim.overlap, claim.many, claim.each) == (Kind.FRAMES, True, False, "")
    assert (doc.kind, doc.labels, doc.many) == (Kind.CHOICES, claim.labels, True)
    assert (side.each, side.many) == ("topics", False)


def test_roles(scheme: Scheme) -> None:
    who, only, topic = scheme.layer("claim").roles
    assert who.of == ("entity.NO", "entity.2024-01-01", "entity.on", "entity.E.U-x_1", "entity.État")
    assert (who.many, who.text, who.list) == (True, True, "")
    assert (only.of, only.many, only.text) == (("entity.NO",), False, False)
    assert (topic.list, topic.title, topic.help, topic.of) == ("topics", "Sujet", "Aide", ())


def test_lists_and_settings(scheme: Scheme) -> None:
    assert scheme.lists == {"targets": ("l'accord de pêche", "l’accord de pêche"), "topics": ("eau", "blé"), "empty": ()}
    assert (scheme.name, scheme.language) == ("Presse 2026", "fr-CA")
    settings = parse_project(WHOLE).settings
    assert (settings.theme, settings.database, settings.guidelines) == ("light", "data/presse.db", "regles.md")
    assert settings.keys == {"accept": "a,space", "reject": "x"}


SETTINGS = """\
scheme: x
layers:
  entity: {kind: spans, labels: [PER, ORG, GPE, MISC, E.U]}
  trigger: {kind: frames, labels: [WAR]}
  topic: {kind: choices, labels: [TRADE]}
order: uncertain
suggest:
  rules: no
  off: [org.run, person.run]
  patterns: lists/own.jsonl
  pipelines:
    fr_core_news_lg:
    models/mine: {labels: {LOC: GPE, LIEU: entity.GPE, UE: E.U, MISC: "", battle: trigger.WAR, trade: TRADE}}
  llm:
    url: https://annotators.example:8443/v1
    model: qwen3
    key: POSTIL_LLM_KEY
    layers: [topic, entity]
    per_minute: 30
    price: {in: 0.5, out: 15e-1}
learn: {every: 25, hold_back: .05}
"""


def test_who_suggests_and_when_to_learn() -> None:
    settings = parse_project(SETTINGS).settings
    assert settings.order == "uncertain"
    mine = {"LOC": "GPE", "LIEU": "entity.GPE", "UE": "E.U", "MISC": "", "battle": "trigger.WAR", "trade": "TRADE"}
    assert settings.suggest == Suggesting(
        rules=False,
        off=("org.run", "person.run"),
        patterns="lists/own.jsonl",
        patterns_named=True,
        pipelines=(Pipeline(name="fr_core_news_lg"), Pipeline(name="models/mine", labels=mine)),
        llm=Llm(
            url="https://annotators.example:8443/v1",
            model="qwen3",
            key="POSTIL_LLM_KEY",
            layers=("topic", "entity"),
            per_minute=30,
            price_in=0.5,
            price_out=1.5,
        ),
    )
    assert settings.learn == Learning(every=25, hold_back=0.05)


@pytest.mark.parametrize("nothing", ["", "suggest:\nlearn:\n", "suggest: {off: , pipelines: , llm: }\nlearn: {}\n"])
def test_settings_that_say_nothing(nothing: str) -> None:
    settings = parse_project("scheme: x\nlayers: {e: {kind: spans, labels: [A]}}\n" + nothing).settings
    assert (settings.order, settings.suggest, settings.learn) == ("file", Suggesting(), Learning())


def test_what_is_left_out() -> None:
    project = parse_project("scheme: x\nlayers: {e: {kind: spans, labels: [A]}}\ntargets:\nkeys:\n")
    assert project.scheme.lists == {"targets": ()}
    assert project.scheme.layer("e").overlap
    settings = project.settings
    assert (settings.theme, settings.keys, settings.database) == ("dark", {}, "postil.db")


def test_lists_may_hold_the_targets() -> None:
    source = "scheme: x\nlayers: {e: {kind: spans, labels: [A]}}\nlists: {targets: [a]}\n"
    assert parse_project(source).scheme.lists == {"targets": ("a",)}


def test_names_are_composed() -> None:
    """A name typed with decomposed accents is the same name."""
    source = (
        "scheme: x\nlayers: {e: {kind: spans, labels: [E\u0301tat]}, f: {kind: frames, labels: [A], roles: {r: {of: e.État}}}}"
    )
    assert parse_project(source).scheme.layer("f").roles[0].of == ("e.État",)
    with pytest.raises(PostilError, match="'État' is here twice"):
        parse_project("scheme: x\nlayers: {e: {kind: spans, labels: [E\u0301tat, État]}}")
    with pytest.raises(PostilError, match="the layer 'é' is here twice"):
        parse_project("scheme: x\nlayers: {e\u0301: {kind: spans, labels: [A]}, é: {kind: spans, labels: [A]}}")
    with pytest.raises(PostilError, match="the list 'é' is here twice"):
        parse_project("scheme: x\nlayers: {e: {kind: spans, labels: [A]}}\nlists: {e\u0301: [], é: []}")
    with pytest.raises(PostilError, match="'é' is twice in the roles of layer 'e'"):
        parse_project("scheme: x\nlayers: {e: {kind: frames, labels: [A], roles: {e\u0301: {text: on}, é: {text: on}}}}")


def test_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "postil.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    project = load_project(path)
    assert project.scheme == parse_project(WHOLE).scheme
    assert project.source.startswith("scheme:")


def test_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "postil.yaml"
    path.write_bytes("scheme: x\nlanguage: é".encode() + b"\xe9\n")
    with pytest.raises(PostilError, match=r"^postil.yaml, line 2, column 12: the byte 0xE9 is not UTF-8"):
        load_project(path)
    path.write_bytes("scheme: x".encode("utf-16"))
    with pytest.raises(PostilError, match="UTF-16"):
        load_project(path)
    path.write_bytes(b"scheme: a\x00b\n")
    with pytest.raises(PostilError, match=r"line 1, column 10: the character U\+0000"):
        load_project(path)
    path.write_bytes(b" " * 5_000_000)
    with pytest.raises(PostilError, match="longer than"):
        load_project(path)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PostilError, match="There is no file") as caught:
        load_project(tmp_path / "no\x1bsuch.yaml")
    assert "\x1b" not in caught.value.message
    with pytest.raises(PostilError, match="cannot be read: Is a directory"):
        load_project(tmp_path)


def test_a_hostile_file_name_is_shown_harmlessly(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b]0;b\x07.yaml"
    path.write_text("scheme: x\nlayer: 1\n", encoding="utf-8")
    with pytest.raises(PostilError, match=r"^a␛]0;b␇\.yaml, line 2, column 1: unknown key 'layer'"):
        load_project(path)
