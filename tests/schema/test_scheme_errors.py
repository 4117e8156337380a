"""Whatever is wrong with a postil.yaml, the error names file, line, column and the key, and the nearest valid one."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from postil.schema import scheme_yaml
from postil.schema.errors import PostilError
from postil.schema.safe import safe
from postil.schema.scheme_file import builtin, parse_project

GOOD = """\
scheme: test
layers:
  entity:
    kind: spans
    labels:
      PER: {title: Person}
      ORG: Organisation
  event:
    kind: frames
    labels: [MEET, WAR]
    roles:
      actor: {of: [entity.PER]}
      topic: {list: targets}
    attributes:
      modality: [asserted, denied]
  kinds:
    kind: choices
    labels_of: event
    choose: many
  sides:
    kind: choices
    each: targets
    labels: [FAVOR]
targets: [peace, 'the treaty']
"""


def setting(settings: str, line: int, column: int, message: str, hint: str = "") -> tuple[str, str, int, int, str, str]:
    """Settings put after the first line."""
    return ("scheme: test", f"scheme: test\n{settings}", line, column, message, hint)


_LLM = "suggest: {llm: {url: 'http://localhost:1/v1', model: m, "
SETTINGS = [
    setting("order: uncertian", 2, 8, "'order' cannot be 'uncertian'", "Did you mean 'uncertain'?"),
    setting("suggest: [rules]", 2, 10, "'suggest' must be a map of keys and values, not a list", "suggest: {rules: true}"),
    setting("suggest: {rule: true}", 2, 11, "unknown key 'rule' in 'suggest'", "Did you mean 'rules'?"),
    setting("suggest:\n  rules: perhaps", 3, 10, "'rules' of suggest must be true or false"),
    setting("suggest: {off: org.run}", 2, 16, "'off' of suggest must be a list", "[one, two]"),
    setting("suggest: {off: [org.run, org.run]}", 2, 26, "'org.run' is in 'off' of suggest twice"),
    setting("suggest: {patterns: ../p.jsonl}", 2, 21, "'patterns' of suggest must be the name of a file"),
    setting("suggest: {patterns: ''}", 2, 21, "'patterns' of suggest is empty"),
    setting(
        "suggest: {pipelines: [fr_core_news_lg]}",
        2,
        22,
        "'pipelines' of suggest must be a map",
        "pipelines: {fr_core_news_lg: }",
    ),
    setting(
        "learn: 25", 2, 8, "'learn' must be a map of keys and values, not the text '25'", "For example: learn: {every: 25}"
    ),
    setting("keys: [a]", 2, 7, "must be a map of keys and values, not a list", "keys: {accept: y}"),
    setting("suggest: {llm: qwen3}", 2, 16, "'llm' must be a map", "model: qwen3}"),
    setting(
        "suggest: {pipelines: {'https://x/y': }}", 2, 23, "'https://x/y' cannot be the name of a pipeline", "installed package"
    ),
    setting("suggest: {pipelines: {a + b: }}", 2, 23, "'a + b' cannot be the name of a pipeline"),
    setting(
        "suggest: {pipelines: {a: {label: {}}}}", 2, 27, "unknown key 'label' in the pipeline 'a'", "Did you mean 'labels'?"
    ),
    setting("suggest: {pipelines: {a: x}}", 2, 26, "the pipeline 'a' must be a map"),
    setting("suggest: {pipelines: {a: {labels: [PER]}}}", 2, 35, "the labels of pipeline 'a' must be a map"),
    setting(
        "suggest: {pipelines: {a: {labels: {LOC: OGR}}}}", 2, 41, "leads to the unknown label 'OGR'", "Did you mean 'ORG'?"
    ),
    setting(
        "suggest: {pipelines: {a: {labels: {LOC: entity.OGR}}}}", 2, 41, "'LOC' in the labels of pipeline 'a'", "'entity.ORG'"
    ),
    setting("suggest: {pipelines: {a: {labels: {LOC: sides.FAVOR}}}}", 2, 41, "one answer for each entry of a list", "another"),
    setting("suggest: {pipelines: {a: {labels: {LOC: ~}}}}", 2, 41, "'LOC' in the labels of pipeline 'a' has no value", '""'),
    setting("suggest: {pipelines: {a: {labels: {LOC: ORG, LOC: PER}}}}", 2, 46, "the key 'LOC' is here twice"),
    setting("suggest: {llm: {model: m}}", 2, 16, "'llm' lacks the key 'url'", "http://…"),
    setting("suggest: {llm: {url: 'http://localhost/v1'}}", 2, 16, "'llm' lacks the key 'model'"),
    setting("suggest: {llm: {url: 'ftp://x/v1', model: m}}", 2, 22, "'url' of llm cannot be 'ftp://x/v1'", "http://"),
    setting("suggest: {llm: {url: 'http://me:pw@x/v1', model: m}}", 2, 22, "'url' of llm cannot be", "no name, password"),
    setting(_LLM + "mode: x}}", 2, 57, "unknown key 'mode' in 'llm'", "Did you mean 'model'?"),
    setting(_LLM + "key: sk-123}}", 2, 62, "'key' of llm must be the name of an environment variable", "never into this file"),
    setting(_LLM + "layers: entity}}", 2, 65, "'layers' of llm must be a list"),
    setting(_LLM + "layers: [entiti]}}", 2, 66, "'layers' of llm names the unknown layer 'entiti'", "'entity'"),
    setting(_LLM + "layers: [entity, entity]}}", 2, 74, "'entity' is in 'layers' of llm twice"),
    setting(_LLM + "per_minute: 0}}", 2, 69, "'per_minute' of llm must be a whole number from 1 to 100,000"),
    setting(_LLM + "price: 3}}", 2, 64, "'price' of llm must be a map"),
    setting(_LLM + "price: {int: 3}}}", 2, 65, "unknown key 'int' in 'price' of llm", "Did you mean 'in'?"),
    setting(_LLM + "price: {in: -1}}}", 2, 69, "'in' of price must be a number from 0 to 100,000"),
    setting("learn: {ever: 25}", 2, 9, "unknown key 'ever' in 'learn'", "Did you mean 'every'?"),
    setting("learn: {every: 2.5}", 2, 16, "'every' of learn must be a whole number from 0"),
    setting("learn: {every: -1}", 2, 16, "'every' of learn must be a whole number from 0"),
    setting("learn: {every: [25]}", 2, 16, "'every' of learn must be a whole number from 0"),
    setting("learn: {every: '25'}", 2, 16, "'every' of learn must be a whole number from 0"),
    setting("learn: {hold_back: 0.6}", 2, 20, "'hold_back' of learn must be a number from 0.05 to 0.5"),
    setting("learn: {hold_back: '0,2'}", 2, 20, "must be a number from 0.05 to 0.5", "a point before the decimals"),
    setting("learn: {hold_back: nan}", 2, 20, "'hold_back' of learn must be a number from 0.05 to 0.5"),
]

# (what is replaced, by what, line, column, words of the message, words of the hint)
WRONG = [
    ("scheme: test", "scheme: test\nshceme: test", 2, 1, "unknown key 'shceme' in the file", "'scheme'"),
    ("labels:\n      PER", "lables:\n      PER", 5, 5, "unknown key 'lables'", "Did you mean 'labels'?"),
    ("{title: Person}", "{titel: Person}", 6, 13, "unknown key 'titel' in the label 'PER'", "Did you mean 'title'?"),
    ("{of:", "{off:", 12, 15, "unknown key 'off' in the role 'actor'", "Did you mean 'of'?"),
    ("labels_of: event", "labels_of: event\n    zzz: 1", 19, 5, "unknown key 'zzz'", "Known here: kind, title"),
    ("scheme: test", "scheme: test\nscheme: again", 2, 1, "the key 'scheme' is here twice", "line 1"),
    ("      ORG: Organisation", "      PER: Again", 7, 7, "the key 'PER' is here twice", "line 6"),
    ("[MEET, WAR]", "[MEET, WAR, MEET]", 10, 25, "the label 'MEET' is here twice", ""),
    ("    kind: spans", "\tkind: spans", 4, 1, "a tab is used for indentation", "spaces"),
    ("      actor:", "    \t  actor:", 12, 5, "a tab is used for indentation", "spaces"),
    ("scheme: test", "scheme: [test]", 1, 9, "'scheme' must be a text, not a list", ""),
    ("scheme: test", "scheme:", 1, 8, "'scheme' has no value", ""),
    ("scheme: test", "scheme: ''", 1, 9, "'scheme' is empty", ""),
    ("scheme: test\n", "", 1, 1, "the file lacks the key 'scheme'", "name"),
    ("    kind: frames\n", "", 9, 5, "the layer 'event' lacks the key 'kind'", ""),
    ("kind: frames", "kind: frame", 9, 11, "'kind' of layer 'event' cannot be 'frame'", "'frames'"),
    ("    labels: [FAVOR]\n", "", 21, 5, "the layer 'sides' has no labels", "labels_of"),
    ("labels: [FAVOR]", "labels: []", 23, 13, "the layer 'sides' has no labels", ""),
    ("labels: [FAVOR]", "labels: FAVOR", 23, 13, "the labels of layer 'sides' must be a map", ""),
    ("labels: [FAVOR]", "labels: [[FAVOR]]", 23, 14, "a name is expected", "map"),
    ("labels: [FAVOR]", "labels: [FAVOR]\n    labels_of: event", 24, 16, "both labels and labels_of", ""),
    ("labels_of: event", "labels_of: events", 18, 16, "'labels_of' names a layer without labels", "'event'"),
    ("labels_of: event", "labels_of: kinds", 18, 16, "'labels_of' names a layer without labels", ""),
    ("[entity.PER]", "[entity.PERS]", 12, 20, "names the unknown label 'entity.PERS'", "Did you mean 'entity.PER'?"),
    ("[entity.PER]", "[entiti.PER]", 12, 20, "names the unknown label 'entiti.PER'", "Did you mean 'entity.PER'?"),
    ("[entity.PER]", "[event.WAR]", 12, 20, "must name spans; 'event' is a layer of frames", ""),
    ("{of: [entity.PER]}", "{many: true}", 12, 14, "nothing can fill the role 'actor'", "of:"),
    ("{of: [entity.PER]}", "{of: [entity.PER], many: 2}", 12, 39, "'many' of role 'actor' must be true or false", ""),
    ("{list: targets}", "{list: target}", 13, 21, "names the unknown list 'target'", "Did you mean 'targets'?"),
    ("each: targets", "each: topics", 22, 11, "names the unknown list 'topics'", "targets"),
    ("each: targets", "each: targets\n    choose: many", 22, 11, "'choose: many'", ""),
    ("choose: many", "choose: several", 19, 13, "'choose' of layer 'kinds' cannot be 'several'", "one, many"),
    ("choose: many", "overlap: true", 19, 14, "'overlap' does not belong in a layer of choices", "spans"),
    ("[asserted, denied]", "[]", 15, 17, "the attribute 'modality' has no values", ""),
    ("[asserted, denied]", "[a, b, a]", 15, 24, "'a' is in 'values' of attribute 'modality' twice", ""),
    ("[asserted, denied]", "{title: x}", 15, 17, "the attribute 'modality' lacks the key 'values'", ""),
    ("'the treaty'", "peace", 24, 18, "'peace' is in targets twice", "line 24"),
    ("[peace, 'the treaty']", "peace", 24, 10, "targets must be a list, not the text 'peace'", "- …"),
    ("'the treaty'", '"a\\nb"', 24, 18, "must stand on one line", ""),
    ("'the treaty'", '"a\\eb"', 24, 18, "the control character U+001B", ""),
    ("'the treaty'", "{a: b}", 24, 18, "must be a text, not a map", ""),
    ("targets: [", "lists: {targets: [a]}\ntargets: [", 24, 9, "targets are given twice", ""),
    ("targets: [", "lists: {a b: [a]}\ntargets: [", 24, 9, "'a b' cannot be the name of a list", "letters"),
    ("      PER:", "      P ER:", 6, 7, "'P ER' cannot be the name of a label", "letters"),
    ("      PER:", '      "P\\nR":', 6, 7, "'P␊R' cannot be the name of a label", "letters"),
    ("      PER:", '      "P\\u202ER":', 6, 7, "'P◌R' cannot be the name of a label", "letters"),
    ("      PER:", "      -x:", 6, 7, "'-x' cannot be the name of a label", "begins"),
    ("      PER:", f"      {'x' * 61}:", 6, 7, "cannot be the name of a label", "at most 60"),
    ("  sides:", "  annotations:", 20, 3, "'annotations' is a reserved name", "another"),
    ("  sides:", "  a.b:", 20, 3, "'a.b' cannot be the name of a layer", "letters"),
    ("{title: Person}", "{color: gren}", 6, 20, "'color' of label 'PER' cannot be 'gren'", "Did you mean 'green'?"),
    ("{title: Person}", "{color: '#12'}", 6, 20, "'color' of label 'PER' cannot be '#12'", "#rrggbb"),
    ("{title: Person}", "{key: F1}", 6, 18, "'key' of label 'PER' cannot be 'F1'", "one digit or letter"),
    ("{title: Person}\n      ORG: Organisation", "{key: p}\n      ORG: {key: p}", 7, 7, "both have the key 'p'", ""),
    ("[MEET, WAR]", "&x [MEET, WAR]", 10, 13, "an anchor (&x) is not allowed", "Take it out"),
    ("[MEET, WAR]", "*x", 10, 13, "an alias (*x) is not allowed", "Write the value out"),
    ("[MEET, WAR]", "!!set {MEET, WAR}", 10, 13, "a tag (tag:yaml.org,2002:set) is not allowed", "quotes"),
    ("[MEET, WAR]", "{? [a] : b}", 10, 16, "a key must be a text", ""),
    ("targets: [", "---\ntargets: [", 24, 1, "a second document begins here", "---"),
    ("[peace, 'the treaty']", "[peace, 'the treaty'", 25, 1, "", ""),
    ("'the treaty'", "'the treaty", 24, 18, "never closed", ""),
    ("scheme: test", "scheme: a: b", 1, 10, "a ':' is not allowed here", "quotes"),
    ("scheme: test", "scheme: @test", 1, 9, "cannot begin a value", "quotes"),
    ("scheme: test", "scheme: te\x07st", 1, 11, "the character U+0007 is not allowed", ""),
    ("scheme: test", "scheme: te\ud800st", 1, 11, "the character U+D800 is not allowed", ""),
    ("scheme: test", "scheme: test\ntheme: drak", 2, 8, "'theme' cannot be 'drak'", "Did you mean 'dark'?"),
    ("scheme: test", "scheme: test\nlanguage: French", 2, 11, "'language' cannot be 'French'", "fr"),
    ("scheme: test", "scheme: test\ndatabase: ../../x.db", 2, 11, "'database' must be the name of a file", ""),
    ("scheme: test", "scheme: test\ndatabase: postgresql://h/d", 2, 11, "not an address", ""),
    *SETTINGS,
    ("scheme: test", "scheme: test\nkeys: [a]", 2, 7, "keys must be a map", ""),
    ("scheme: test", "scheme: test\nkeys: {accept: [a, a]}", 2, 20, "'a' is in the key of 'accept' twice", ""),
    ("scheme: test", "scheme: test\nkeys: {accept: {a: b}}", 2, 16, "the key of 'accept' must be a text", ""),
]


@pytest.fixture(params=["C parser", "Python parser"])
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both of PyYAML's parsers: the one in C may be missing where there is no wheel."""
    if request.param == "Python parser":
        monkeypatch.setattr(scheme_yaml, "_Loader", yaml.SafeLoader)


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(("old", "new", "line", "column", "message", "hint"), WRONG)
def test_what_is_wrong_and_where(old: str, new: str, line: int, column: int, message: str, hint: str) -> None:
    assert GOOD.count(old) >= 1
    with pytest.raises(PostilError) as caught:
        parse_project(GOOD.replace(old, new, 1), name="news.yaml")
    assert caught.value.message.startswith(f"news.yaml, line {line}, column {column}: ")
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.usefixtures("_parser")
def test_the_text_itself_is_good() -> None:
    assert [layer.name for layer in parse_project(GOOD).scheme.layers] == ["entity", "event", "kinds", "sides"]


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize("source", ["", "   \n", "# only a comment\n", "---\n", "~", "null"])
def test_empty_files(source: str) -> None:
    with pytest.raises(PostilError, match=r"^postil\.yaml is empty"):
        parse_project(source)


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(
    "source", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "a:\n" + "".join(" " * n + "b:\n" for n in range(1, 99))]
)
def test_deep_nesting(source: str) -> None:
    with pytest.raises(PostilError, match="nested more than"):
        parse_project(source)


def test_a_key_put_where_its_variable_belongs_is_not_shown() -> None:
    with pytest.raises(PostilError) as caught:
        parse_project("suggest: {llm: {url: 'http://x/v1', model: m, key: sk-123}}\n" + GOOD)
    assert "123" not in caught.value.message + caught.value.hint


def test_size_is_limited() -> None:
    with pytest.raises(PostilError, match="too long"):
        parse_project("# " + "x" * 1_000_000)
    with pytest.raises(PostilError, match="more than 50,000 values"):
        parse_project(f"targets: [{'1,' * 60_000}]")


def test_an_anchor_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(PostilError, match=r"line 1, column 4: an anchor \(&a\)"):
        parse_project(bomb)


@given(st.text(st.sampled_from("ab: -[]{},\n\t'\"#&*!|>%@`?\\~é\u2028\x1b\ud800😀01"), max_size=40))
def test_any_text_is_refused_with_a_sentence(source: str) -> None:
    for loader in (yaml.CSafeLoader, yaml.SafeLoader):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(scheme_yaml, "_Loader", loader)
            with pytest.raises(PostilError) as caught:
                parse_project(source)
        assert safe(caught.value.message) == caught.value.message
        assert caught.value.message.startswith("postil.yaml")


LINES = builtin("diplomacy").split("\n")


@given(st.integers(0, len(LINES) - 1), st.sampled_from(["drop", "twice", "indent", "dedent", "cut", "tab", "quote"]))
def test_a_damaged_line_of_a_real_scheme(number: int, how: str) -> None:
    """One line of the largest built-in scheme is damaged: it loads, or the error is a sentence that names the file."""
    line = LINES[number]
    damaged = {
        "drop": [],
        "twice": [line, line],
        "indent": ["  " + line],
        "dedent": [line[2:]],
        "cut": [line[: len(line) // 2]],
        "tab": ["\t" + line],
        "quote": [line + '"'],
    }[how]
    try:
        parse_project("\n".join([*LINES[:number], *damaged, *LINES[number + 1 :]]))
    except PostilError as error:
        found = error.message
    else:
        return
    assert found.startswith("postil.yaml, line ")
    assert "not YAML" not in found
