"""Making a project, bringing articles in, and what the others commands say about it."""

import json
import shutil
from pathlib import Path

import pytest

from running import Postil


def test_init_makes_the_folder_and_says_what_is_next(postil: Postil, tmp_path: Path) -> None:
    result = postil("init", tmp_path / "news", "--scheme", "entities")
    assert result.code == 0
    assert result.out == ""
    assert {path.name for path in (tmp_path / "news").iterdir()} == {
        "postil.yaml", "postil.db", "guidelines.md", "exports", "models",
    }  # fmt: skip
    assert "import" in result.err


def test_init_refuses_a_folder_with_a_project(postil: Postil, project: Path) -> None:
    before = (project / "postil.yaml").read_bytes()
    again = postil("init", project)
    assert again.code == 2
    assert "already" in again.err
    assert (project / "postil.yaml").read_bytes() == before


def test_init_leaves_nothing_half_made(postil: Postil, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("scheme: x\nlables: {}\n")
    assert postil("init", tmp_path / "a", "--scheme", bad).code == 2
    assert postil("init", tmp_path / "b", "--scheme", "diplomatie").code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.yaml"]


def test_init_names_the_nearest_scheme(postil: Postil, tmp_path: Path) -> None:
    assert "diplomacy" in postil("init", tmp_path / "b", "--scheme", "diplomatie").err


def test_init_with_an_own_scheme_keeps_its_text(postil: Postil, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("# mine\nscheme: mine\nlayers:\n  name:\n    kind: spans\n    labels: {PER: {title: Person}}\n")
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "notes.txt").write_text("kept")
    assert postil("init", tmp_path / "there", "--scheme", own).code == 0
    assert (tmp_path / "there" / "postil.yaml").read_text() == own.read_text()
    assert (tmp_path / "there" / "notes.txt").read_text() == "kept"


@pytest.mark.parametrize("there", [False, True])
def test_init_with_the_database_in_a_folder_of_its_own(postil: Postil, tmp_path: Path, there: bool) -> None:
    source = tmp_path / "own.yaml"
    source.write_text(
        "scheme: own\nlayers:\n  x: {kind: spans, labels: [A]}\ndatabase: data/own.db\nguidelines: docs/own.md\n",
        encoding="utf-8",
    )
    folder = tmp_path / "own"
    if there:
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "notes.txt").write_text("kept", encoding="utf-8")
    assert postil("init", folder, "--scheme", source).code == 0
    assert (folder / "docs" / "own.md").is_file()
    assert postil("-C", folder, "check").code == 0
    assert (folder / "data" / "notes.txt").exists() is there
    assert not list(folder.glob(".postil-init-*"))


def test_import_counts_and_names_the_same_text(postil: Postil, project: Path, articles: Path) -> None:
    (articles / "three.txt").write_text("Un autre texte, tout à fait.")
    result = postil("-C", project, "import", articles)
    assert result.code == 0
    assert "1 article added" in result.err
    assert "2 articles not added" in result.err
    assert "the same as one" in result.err
    assert json.loads(postil("-C", project, "status", "--json").out)["articles"] == 3


def test_a_bad_line_stops_the_import_and_leaves_nothing(postil: Postil, project: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.jsonl"
    file.write_bytes(b'{"text": "first"}\n{"text": \n{"text": "third"}\n')
    result = postil("-C", project, "import", file)
    assert result.code == 2
    assert "more.jsonl, line 2, byte" in result.err
    assert json.loads(postil("-C", project, "status", "--json").out)["articles"] == 2


def test_skip_bad_keeps_the_bad_lines_beside(postil: Postil, project: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.jsonl"
    file.write_bytes(b'{"text": "first"}\n{"text": \n{"text": "third"}\n')
    result = postil("-C", project, "import", "--skip-bad", file)
    assert result.code == 0
    assert "2 articles added" in result.err
    assert "line 2" in result.err
    assert (tmp_path / "more.bad.jsonl").read_bytes() == b'{"text": \n'
    assert str(tmp_path / "more.bad.jsonl") in result.err
    again = postil("-C", project, "import", "--skip-bad", file)
    assert again.code == 0
    assert (tmp_path / "more.bad1.jsonl").exists()


def test_status_shape(postil: Postil, project: Path) -> None:
    status = json.loads(postil("-C", project, "status", "--json").out)
    assert status == {
        "folder": str(project),
        "scheme": "diplomacy",
        "articles": 2,
        "suggestions_missing": True,
        "annotators": {},
        "annotations": {},
    }
    assert "2 articles, some without suggestions" in postil("-C", project, "status").out


def test_check_of_a_sound_project(postil: Postil, project: Path) -> None:
    result = postil("-C", project, "check", "--json")
    report = json.loads(result.out)
    assert result.code == 0
    assert report["ok"] is True
    assert report["findings"]
    assert {finding["level"] for finding in report["findings"]} <= {"ok", "warning"}


def test_check_of_a_damaged_project(postil: Postil, project: Path) -> None:
    (project / "postil.db").write_bytes(b"this is not a database, but it is long enough to be looked at" * 100)
    assert postil("-C", project, "check").code == 2
    assert postil("-C", project, "status").code == 2


def test_backup_is_a_project_to_go_on_with(postil: Postil, project: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.db"
    assert postil("-C", project, "backup", out).code == 0
    assert postil("-C", project, "backup", out).code == 2
    assert postil("-C", project, "backup", tmp_path).code == 2
    shutil.copy(out, project / "postil.db")
    assert json.loads(postil("-C", project, "status", "--json").out)["articles"] == 2


@pytest.mark.parametrize("name", ["diplomacy", "news", "entities"])
def test_scheme_check(postil: Postil, tmp_path: Path, name: str) -> None:
    postil("init", tmp_path / name, "--scheme", name)
    result = postil("scheme", "check", "--json", tmp_path / name / "postil.yaml")
    assert result.code == 0
    assert json.loads(result.out)["ok"] is True


def test_scheme_check_refuses(postil: Postil, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("scheme: x\nlayres: {}\n")
    result = postil("scheme", "check", file)
    assert result.code == 2
    assert "line 2" in result.out
    assert "layers" in result.out


def test_scheme_schema_is_json(postil: Postil) -> None:
    assert "$schema" in json.loads(postil("scheme", "schema").out)


def test_an_unreadable_scheme_stops_every_command(postil: Postil, project: Path) -> None:
    (project / "postil.yaml").write_text("scheme: x\n\tlayers: {}\n")
    for command in (["status"], ["suggest"], ["export", "x"], ["check"], ["import", "."]):
        result = postil("-C", project, *command)
        assert result.code == 2
        assert "postil.yaml, line 2" in result.err
