"""The documentation says what the program does: names, tables, examples and links are compared with the code."""

import re
import runpy
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from postil import corpus, exports
from postil.cli.formats_doc import formats_markdown, page_of
from postil.cli.main import app
from postil.corpus import read
from postil.db.tables import metadata
from postil.schema import scheme_keys as keys
from postil.schema.article import Article
from postil.schema.builtin import BUILTIN
from postil.schema.postil_json import record_to_json
from postil.schema.references import outward
from postil.schema.scheme import Kind
from postil.schema.scheme_file import builtin, parse_project
from postil.schema.scheme_keys import Key
from postil.suggest.patterns.source import Patterns
from postil.suggest.rules import PRIOR, weighed
from postil.suggest.rules_doc import rules_markdown
from postil.suggest.switches import require_rules
from postil.tui.keymap import keymap
from postil.tui.keys_doc import keys_markdown

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])
ROOMS = ("agreement", "cli", "corpus", "db", "desk", "exports", "schema", "suggest", "tui")


def page(name: str) -> str:
    """The text of a page in docs/."""
    return (DOCS / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The code blocks in that language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_keys_are_those_of_the_table_of_commands() -> None:
    assert page("keys.md") == keys_markdown(), "run: make docs"


def test_rules_are_those_on_record() -> None:
    assert page("rules.md") == rules_markdown(), "run: make docs"


def test_example_of_remapped_keys_can_be_used() -> None:
    (example,) = blocks(page("keys.md"), "yaml")
    changed = parse_project(builtin("entities") + "\n" + example).settings.keys
    assert changed["reject"] == "n,delete"
    assert keymap(changed).shown("accept") == "y"


def commands() -> Iterator[tuple[str, typer.core.TyperCommand]]:
    """Every command, by the words that call it."""
    group = typer.main.get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]  # the app has commands, so this is a group
        if hasattr(command, "commands"):
            yield from ((f"{name} {inner}", one) for inner, one in command.commands.items())
        else:
            yield name, command


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_is_described(name: str) -> None:
    assert re.search(rf"^\| `postil {name}[` ]", page("commands.md"), re.MULTILINE)


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_option_is_named(name: str) -> None:
    everything = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)
    command = dict(commands())[name]
    options = [p for p in command.params if p.param_type_name == "option" and not getattr(p, "hidden", False)]
    missing = [
        p.opts[0] for p in options if not any(re.search(rf"{opt}\b", everything) for opt in (*p.opts, *p.secondary_opts))
    ]
    assert not [option for option in missing if option != "--help"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_commands_in_examples_exist(path: Path) -> None:
    known = dict(commands())
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for block in blocks(path.read_text(encoding="utf-8"), "sh"):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["make"]:
                assert set(words[1:]) <= targets, line
            if not words or not words[0].endswith("postil"):
                continue
            del words[0]
            while words[:1] == ["-C"]:
                del words[:2]
            if words in ([], ["--version"]):
                continue
            name = next((n for n in (" ".join(words[:2]), words[0]) if n in known), None)
            assert name is not None, line
            arguments = [w for w in words[len(name.split()) :] if w != ">"]
            known[name].make_context(name, arguments, resilient_parsing=True)


def test_formats_are_those_that_are_read_and_written() -> None:
    assert page("formats.md") == formats_markdown(), "run: make docs"


@pytest.mark.parametrize("name", [*corpus.FORMATS, *exports.FORMATS])
def test_every_format_has_a_page(name: str) -> None:
    assert (DOCS / "formats" / page_of(name)).is_file()


def test_example_of_postil_jsonl_is_read_back(tmp_path: Path) -> None:
    import json

    example = next(json.loads(block) for block in blocks(page("formats/postil.md"), "json") if block.startswith('{"postil"'))
    file = tmp_path / "example.jsonl"
    file.write_text(json.dumps(example, ensure_ascii=False) + "\n", encoding="utf-8")
    (record,) = read([file])
    assert record_to_json(outward(record)) == example
    verdicts = {annotation.verdict.value for annotation in record.annotations}
    assert verdicts == {"accepted", "corrected", "added", "rejected"}


def _table(known: tuple[Key, ...]) -> Iterator[str]:
    for key in known:
        only = f" Only in {' and '.join(key.kinds)}." if len(key.kinds) < len(Kind) else ""
        choices = f" One of: {', '.join(f'`{c}`' for c in key.choices)}." if key.choices else ""
        yield f"| `{key.name}` | {key.meaning}{only}{choices} |"


def test_scheme_keys_are_those_that_are_read() -> None:
    scheme = (keys.FILE, keys.LAYER, keys.LABEL_KEYS, keys.ROLE, keys.ATTRIBUTE)
    settings = (keys.SUGGEST, keys.PIPELINE, keys.LLM, keys.PRICE, keys.LEARN)
    rows = [row for known in (*scheme, *settings) for row in _table(known)]
    assert [row for row in rows if row not in page("scheme.md").splitlines()] == []
    assert ", ".join(f"`{color}`" for color in keys.COLORS) in page("scheme.md").replace("\n", " ")
    for name in sorted(keys.RESERVED_LAYERS):
        assert f"`{name}`" in page("scheme.md")


def test_builtin_schemes_are_described() -> None:
    for name in BUILTIN:
        assert f"| `{name}` |" in page("scheme.md")


def test_example_of_a_scheme_can_be_loaded() -> None:
    example = next(block for block in blocks(page("scheme.md"), "yaml") if block.startswith("scheme:"))
    project = parse_project(example)
    assert {layer.kind for layer in project.scheme.layers} == set(Kind)
    keymap(project.settings.keys)


@pytest.mark.parametrize("key", ["suggest", "learn"])
def test_examples_of_settings_can_be_used(key: str) -> None:
    (example,) = (block for block in blocks(page("scheme.md"), "yaml") if block.startswith(f"{key}:"))
    read = parse_project(re.sub(r"^learn:.*\n", "", builtin("diplomacy"), flags=re.MULTILINE) + example).settings
    assert read.suggest.llm is not None if key == "suggest" else read.learn.every == 25


def test_examples_of_patterns_find_what_they_say(tmp_path: Path) -> None:
    example = next(block for block in blocks(page("suggestions.md"), "json") if "pattern" in block)
    file = tmp_path / "patterns.jsonl"
    file.write_text(example, encoding="utf-8")
    text = "Zarvex et le COMITE DES PECHES au sommet d'Ostréa, sous les banderoles."
    made = Patterns(parse_project(builtin("diplomacy")).scheme, file).suggest(Article(id="a", text=text))
    found = [(s.text, s.label, s.source) for s in made]
    assert found == [
        ("Zarvex", "ORG", "patterns:Zarvex"),
        ("COMITE DES PECHES", "ORG", "patterns:pêches"),
        ("sommet d'Ostréa", "EVENT", "patterns:sommet LOWER IS_TITLE"),
        ("banderoles", "PROTEST", "patterns:LOWER"),
    ]


def test_scores_that_rules_lose_are_as_stated() -> None:
    scores = [f"{weighed(0.45, right, decided):.2f}" for right, decided in ((0, 20), (0, 40), (20, 20))]
    assert scores == re.findall(r"with (0\.\d\d)", page("suggestions.md").split("Rejected twenty times")[1])[:3]
    assert f"({PRIOR} · s + right) / ({PRIOR} + decided)" in page("suggestions.md")


def test_examples_of_sources_can_be_used() -> None:
    read = [
        parse_project(builtin("diplomacy") + example).settings.suggest for example in blocks(page("suggestions.md"), "yaml")
    ]
    assert [(len(one.off), len(one.pipelines)) for one in read] == [(2, 0), (0, 2)]
    require_rules(read[0].off)


def test_every_table_of_the_database_is_described() -> None:
    named = re.findall(r"^\| `([a-z]+)` \|", page("data-model.md").split("## The tables")[1], re.MULTILINE)
    assert sorted(named) == sorted(metadata.tables)


def test_spacy_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    example = next(json.loads(block) for block in blocks(page("formats/postil.md"), "json") if block.startswith('{"postil"'))
    articles = tmp_path / "example.jsonl"
    articles.write_text(json.dumps(example) + "\n", encoding="utf-8")
    exports.write("spacy", tmp_path / "dataset.spacy", read([articles]), parse_project(builtin("diplomacy")).scheme)
    (code,) = blocks((ROOT / "README.md").read_text(encoding="utf-8"), "python")
    script = tmp_path / "load.py"
    script.write_text(code, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(script))
    assert capsys.readouterr().out == "[('Valdorie', 'GPE'), ('accord de pêche', 'MISC'), ('Ostréa', 'GPE')]\n"


def test_sentences_of_errors_are_those_of_the_program() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    code = re.sub(r'"\s*\n\s*f?"', "", code).replace('\\"', '"')
    code = re.sub(r"\{[^{}]*\}", "…", code)
    sentences = re.findall(r"\*\*(.+?)\*\*", page("faq.md").replace("\n", " "))
    assert len(sentences) > 40
    lost = [sentence for sentence in sentences if not any(run in code for run in _runs(sentence))]
    assert lost == []


def _runs(sentence: str) -> list[str]:
    """The runs of four words in a sentence, all words if there are fewer; names and numbers ("…") split it."""
    parts = [part.strip(" .:'“”").split() for part in sentence.split("…")]
    longest = max(map(len, parts))
    size = min(4, longest)
    return [" ".join(part[at : at + size]) for part in parts for at in range(len(part) - size + 1)]


def _slug(heading: str) -> str:
    """The anchor that Markdown viewers give a heading: lower case, hyphens, and no punctuation."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        file = path.parent / name if name else path
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {_slug(heading) for heading in headings}, target
