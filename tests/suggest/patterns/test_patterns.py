"""The project's own names and patterns: what they find, and what is wrong with a file, by line."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postil.schema.annotation import Suggestion
from postil.schema.article import Article, Region
from postil.schema.errors import PostilError
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.building import build, patterns_path
from postil.suggest.patterns import source as patterns_module
from postil.suggest.patterns.source import Patterns
from postil.suggest.rules import Rules

SCHEME = parse_project(builtin("diplomacy")).scheme
Found = list[tuple[str, str]]
Find = Callable[..., Found]


def write(folder: Path, entries: Iterable[object]) -> Path:
    path = folder / "patterns.jsonl"
    path.write_text("\n".join(json.dumps(entry) for entry in entries), encoding="utf-8")
    return path


def org(pattern: object, **more: str) -> dict[str, object]:
    return {"label": "ORG", "pattern": pattern, **more}


@pytest.fixture
def suggest(tmp_path: Path) -> Callable[..., tuple[Suggestion, ...]]:
    def run(
        text: str, entries: Sequence[object], language: str = "fr", hidden: tuple[Region, ...] = ()
    ) -> tuple[Suggestion, ...]:
        article = Article(id="a", text=text, meta={"language": language}, hidden=hidden)
        (made,) = Patterns(SCHEME, write(tmp_path, entries)).suggest_many([article])
        assert all(s.text == text[s.start : s.end] for s in made)
        return made

    return run


@pytest.fixture
def find(suggest: Callable[..., tuple[Suggestion, ...]]) -> Find:
    def run(text: str, *entries: object, **more: object) -> Found:
        return [(s.text, s.label) for s in suggest(text, entries, **more)]

    return run


def test_a_phrase_is_a_suggestion(suggest: Callable[..., tuple[Suggestion, ...]]) -> None:
    (made,) = suggest("Hier, Zarvex a nié.", [org("Zarvex")])
    assert (made.layer, made.label, made.start, made.end) == ("entity", "ORG", 6, 12)
    assert (made.source, made.score) == ("patterns:Zarvex", 0.97)


def test_the_id_is_what_rules_would_give(tmp_path: Path) -> None:
    """Sources agree where layer, label and range do: then the id is the same too."""
    article = Article(id="a", text="Le ministre est allé à Paris.", meta={"language": "fr"})
    by_rules = next(s for s in Rules(SCHEME).suggest(article) if s.text == "Paris")
    (by_patterns,) = Patterns(SCHEME, write(tmp_path, [{"label": "GPE", "pattern": "Paris"}])).suggest(article)
    assert by_patterns.id == by_rules.id
    assert by_patterns.identity == by_rules.identity


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("Zarvex", "zarvex ou Zarvexes, pas Zarvex-Nord", []),
        ("Zarvex", "L’usine d’Zarvex.", ["Zarvex"]),
        ("Zarvex", "ZARVEX NIE", ["ZARVEX"]),
        ("Front des États", "FRONT DES ETATS, Front Des Etats", ["FRONT DES ETATS"]),
        ("front libre", "Le front libre, le Front libre", ["front libre"]),
        ("Quai d'Orme", "au Quai d’Orme et au quai d'Orme", ["Quai d’Orme"]),
        ("Quai d’Orme", "au Quai d'Orme", ["Quai d'Orme"]),
        ("Saint\u2011Brel", "à Saint-Brel", ["Saint-Brel"]),
        ("Zarvex SA", "Zarvex\u00a0SA puis Zarvex  SA", ["Zarvex\u00a0SA", "Zarvex  SA"]),
        ("Zarvex SA", "Zarvex\nSA", []),
        ("Zarvex SA", "Zarvex, SA", []),
        ("C++", "en C++, pas en C + +", ["C++"]),
        ("€", "12 € ou 13€", ["€", "€"]),
        ("E\u0301tat libre", "l'État libre", ["État libre"]),
        ("O.M.B.", "l'O.M.B. a cédé", ["O.M.B."]),
    ],
)
def test_how_a_phrase_is_found(find: Find, phrase: str, text: str, expected: list[str]) -> None:
    assert [found for found, _ in find(text, org(phrase))] == expected


def test_of_two_entries_that_differ_in_case_the_one_that_is_written_so(find: Find) -> None:
    entries = (org("Front"), {"label": "MISC", "pattern": "FRONT"})
    assert find("Front et FRONT", *entries) == [("Front", "ORG"), ("FRONT", "MISC")]


def test_two_entries_that_differ_in_accents_are_both_found(find: Find) -> None:
    assert find("Brélin et Brelin", org("Brelin"), {"label": "PER", "pattern": "Brélin"}) == [
        ("Brélin", "PER"),
        ("Brelin", "ORG"),
    ]


@pytest.mark.parametrize(
    "text", ["Zarvex" * 200, "x" * 2000 + " Zarvex SA", "Zarvex SA" + "x" * 2000, "İ Zarvex SA", "Zarvex\n" * 3]
)
def test_texts_with_few_spaces(find: Find, text: str) -> None:
    """Only what stands around a phrase is cut into words: it makes no difference to what is found."""
    found = find(text, org("Zarvex SA"), org("Zarvex"))
    assert found == find(text, org("Zarvex SA"), org("Zarvex"), org("€"))


def test_what_is_hidden_is_not_looked_at(find: Find) -> None:
    assert find("Zarvex\nZarvex", org("Zarvex"), hidden=(Region(0, 6, "boilerplate"),)) == [("Zarvex", "ORG")]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ([{"LOWER": "front"}, {"IS_TITLE": True, "OP": "+"}], "Le FRONT Libre Uni agit.", ["FRONT Libre Uni"]),
        ([{"TEXT": {"REGEX": "^Zar"}}], "Zarvex et Zarlin, pas Bozar", ["Zarvex", "Zarlin"]),
        ([{"ORTH": {"IN": ["Zarvex", "Brell’s"]}}], "Zarvex, Brell", ["Zarvex"]),
        ([{"LOWER": "accord"}, {"IS_PUNCT": True, "OP": "?"}, {"SHAPE": "dddd"}], "l'accord (2019)", ["accord (2019"]),
        ([{"LOWER": {"FUZZY1": "zarvex"}}], "Zarvax ment", ["Zarvax"]),
        ([{"LENGTH": {">=": 12}}], "un gouvernement", ["gouvernement"]),
        ([{"LOWER": "le"}, {"LOWER": "non", "OP": "!"}], "le oui et le non", ["le oui"]),
        ([{"LOWER": "x"}, {"OP": "{2}"}], "x a b c", ["x a b"]),
        ([{"LIKE_NUM": True}, {"LOWER": "sièges"}], "dix sièges, 12 sièges", ["dix sièges", "12 sièges"]),
        ([{"TEXT": "l’"}, {"LOWER": "otan"}], "de l'Otan", ["l'Otan"]),
        ([{"LOWER": "vert", "SPACY": True}, {"LOWER": "pin"}], "vert pin", ["vert pin"]),
        ([{"lower": "vert"}], "Vert", ["Vert"]),
        ([{"IS_TITLE": True, "OP": "+"}], "Zarvex\nBrell", ["Zarvex", "Brell"]),
    ],
)
def test_token_patterns(find: Find, pattern: list[object], text: str, expected: list[str]) -> None:
    assert [found for found, _ in find(text, org(pattern))] == expected


def test_numbers_in_words_are_those_of_the_language(find: Find) -> None:
    pattern = org([{"LIKE_NUM": True}])
    assert find("seven sept", pattern, language="en") == [("seven", "ORG")]
    assert find("seven sept", pattern, language="fr") == [("sept", "ORG")]
    assert find("seven 7", pattern, language="zz") == [("7", "ORG")]


def test_the_longest_is_kept_then_the_earlier_line(find: Find) -> None:
    mayor, city = org("mairie de Carène"), {"label": "GPE", "pattern": "Carène"}
    assert find("la mairie de Carène, à Carène", city, mayor) == [("mairie de Carène", "ORG"), ("Carène", "GPE")]
    assert find("à Carène", city, org("Carène")) == [("Carène", "GPE")]
    assert find("à Carène", org("Carène"), city) == [("Carène", "ORG")]


def test_layers_do_not_stand_in_each_others_way(suggest: Callable[..., tuple[Suggestion, ...]]) -> None:
    raid = {"label": "event.ASSAULT", "pattern": "raid"}
    made = suggest("le raid", [raid, {"label": "EVENT", "pattern": "raid"}])
    assert {(s.layer, s.label) for s in made} == {("event", "ASSAULT"), ("entity", "EVENT")}


@pytest.mark.parametrize(
    ("entry", "source"),
    [
        (org("Zarvex", id="z-1"), "patterns:z-1"),
        (org([{"LOWER": "zarvex"}, {"IS_TITLE": True, "OP": "?"}]), "patterns:zarvex IS_TITLE"),
        (org("Zarvex", id="a + b\n\x1b"), "patterns:a+b ␛"),
        (org("Zarvex", id=" "), "patterns:Zarvex"),
    ],
)
def test_sources(suggest: Callable[..., tuple[Suggestion, ...]], entry: object, source: str) -> None:
    (made,) = suggest("Zarvex nie", [entry])
    assert made.source == source
    assert made.sources == (source,)


WRONG = [
    ("{", "this is not JSON", ""),
    ("[1]", "an object is expected", "label"),
    ("[" * 100_000, "nested too deep", ""),
    ('{"label": "ORG"}', "'pattern' must be a text, or a list", ""),
    ('{"pattern": "x"}', "'label' must be a text", ""),
    ('{"label": "OGR", "pattern": "x"}', "no spans or frames labelled 'OGR'", "'ORG'"),
    ('{"label": "entity.OGR", "pattern": "x"}', "no spans or frames labelled 'entity.OGR'", "'entity.ORG'"),
    ('{"label": "article_stance.MIXED", "pattern": "x"}', "no spans or frames labelled", ""),
    ('{"lable": "ORG", "pattern": "x"}', "unknown key 'lable'", "'label'"),
    ('{"label": "ORG", "pattern": "x", "id": 3}', "'id' must be a text", ""),
    ('{"label": "ORG", "pattern": " "}', "the pattern holds no word", ""),
    ('{"label": "ORG", "pattern": "%s"}' % ("x" * 301), "longer than 300", ""),
    ('{"label": "ORG", "pattern": []}', "1 to 50 tokens, this one 0", ""),
    ('{"label": "ORG", "pattern": ["x"]}', "token 1 must be an object", ""),
    ('{"label": "ORG", "pattern": [{}, {"LOWR": "x"}]}', "token 2: unknown attribute 'LOWR'. Did you mean 'LOWER'?", ""),
    ('{"label": "ORG", "pattern": [{"POS": "NOUN"}]}', "token 1: POS needs a pipeline", ""),
    ('{"label": "ORG", "pattern": [{"_": {"x": 1}}]}', "token 1: _ needs a pipeline", ""),
    ('{"label": "ORG", "pattern": [{"OP": "?!"}]}', "token 1: OP cannot be '?!': it is !, ?, + or *, or", ""),
    ('{"label": "ORG", "pattern": [{"OP": "**"}]}', "OP cannot be '**': it is !, ?, + or *", ""),
    ('{"label": "ORG", "pattern": [{"OP": "{,}"}]}', "such as {2}, {2,}, {,4} or {2,4}", ""),
    ('{"label": "ORG", "pattern": [{"OP": 5}]}', "OP cannot be that", ""),
    ('{"label": "ORG", "pattern": [{"OP": "{3,2}"}]}', "OP cannot be '{3,2}'", ""),
    ('{"label": "ORG", "pattern": [{"OP": "{2,900}"}]}', "50 times at most", ""),
    ('{"label": "ORG", "pattern": [{"IS_TITLE": "yes"}]}', "token 1, IS_TITLE: input should be a valid boolean", ""),
    ('{"label": "ORG", "pattern": [{"TEXT": {"REGEX": "("}}]}', "regular expression cannot be read", ""),
    ('{"label": "ORG", "pattern": [{"TEXT": {"REGEXP": "x"}}]}', "token 1, TEXT: ", ""),
    ('{"label": "ORG", "pattern": [{"LOWER": "front libre"}]}', "not one word but 'front' and 'libre'", ""),
    ('{"label": "ORG", "pattern": [{"LOWER": "Front"}]}', "write 'front'", ""),
]


@pytest.mark.parametrize(("line", "message", "hint"), WRONG)
def test_a_bad_line_is_named(tmp_path: Path, line: str, message: str, hint: str) -> None:
    path = write(tmp_path, [org("Zarvex"), org("Brell")])
    path.write_text(path.read_text(encoding="utf-8") + "\n\n" + line + "\n", encoding="utf-8")
    with pytest.raises(PostilError) as caught:
        Patterns(SCHEME, path)
    assert caught.value.message.startswith("patterns.jsonl, line 4: ")
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_a_byte_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"label": "ORG", "pattern": "x"}\r\n{"label": "ORG", "pattern": "\xe9"}')
    with pytest.raises(PostilError, match=r"^own\.jsonl, line 2: the byte 0xE9 is not UTF-8"):
        Patterns(SCHEME, path)


def test_a_lone_surrogate_finds_nothing(find: Find) -> None:
    assert find("Zarvex", org("\ud800")) == []


def test_only_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    quiet, named = (parse_project(builtin("entities") + more) for more in ("", "\nsuggest: {patterns: patterns.jsonl}\n"))
    assert patterns_path(quiet, tmp_path) is None
    with pytest.raises(PostilError, match=r"There is no file patterns\.jsonl in the project folder"):
        build(named, tmp_path)
    write(tmp_path, [org("Zarvex")])
    for project in (quiet, named):
        assert [source.name for source in build(project, tmp_path).sources] == ["rules", "patterns"]


def test_the_version_follows_the_file(tmp_path: Path) -> None:
    first = Patterns(SCHEME, write(tmp_path, [org("Zarvex")])).version
    assert Patterns(SCHEME, write(tmp_path, [org("Zarvex")])).version == first
    assert Patterns(SCHEME, write(tmp_path, [org("Brell")])).version != first


def test_words_of_the_texts_are_not_kept_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns_module, "_FULL", 200)
    source = Patterns(SCHEME, write(tmp_path, [org([{"LOWER": "zarvex"}])]))
    for number in range(20):
        words = " ".join(f"mot{number}x{place}" for place in range(50))
        (made,) = source.suggest(Article(id="a", text=f"{words} Zarvex"))
        assert made.text == "Zarvex"
    (tokens,) = source._languages.values()
    assert len(tokens._vocab) < 300


_WORDS = ["Zarvex", "zarvex", "ZARVEX", "Brell", "l'", "l’", "-", ",", ".", "\n", "E\u0301", "\u00a0", "SA", "😀"]


@given(words=st.lists(st.sampled_from(_WORDS), max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_offsets_hold_whatever_the_text(words: list[str], find: Find) -> None:
    """The fixture asserts that every suggestion's text is what stands in the article."""
    text = " ".join(words)
    for name, _ in find(text, org("Zarvex"), org("Brell SA"), org([{"LOWER": "zarvex"}, {"TEXT": "SA", "OP": "?"}])):
        assert name.split()[0] in ("Zarvex", "zarvex", "ZARVEX", "Brell")
