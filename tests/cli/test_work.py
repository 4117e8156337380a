"""Suggesting, and the dataset out; the screen's own conditions."""

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from postil.cli import opening
from postil.cli.project import Project, opened, read
from postil.schema.annotation import Annotation, Verdict
from postil.schema.errors import PostilError
from postil.schema.record import AnnotationChange, Decision
from running import Postil


def decide(project: Path, *, label: str = "PER", by: str = "alice") -> None:
    """One span added to the first article."""
    with opened(read(project)) as store:
        article = store.article(1)
        mark = Annotation(
            id="a1", layer="entity", label=label, start=3, end=9, text=article.text[3:9], verdict=Verdict.ADDED, by=by
        )
        store.decide(Decision(by, 1, "add", (AnnotationChange(None, mark),)))


def test_suggest_then_nothing_left(postil: Postil, project: Path) -> None:
    first = postil("-C", project, "suggest")
    assert first.code == 0
    assert "for 2 articles" in first.err
    assert json.loads(postil("-C", project, "status", "--json").out)["suggestions_missing"] is False
    assert "Nothing to do" in postil("-C", project, "suggest").err


def test_suggest_again_keeps_decisions(postil: Postil, project: Path) -> None:
    postil("-C", project, "suggest")
    decide(project)
    assert postil("-C", project, "suggest", "--again").code == 0
    with opened(read(project)) as store:
        assert [a.id for a in store.sheet(1, "alice").annotations] == ["a1"]


def test_background_is_silent_and_alone(postil: Postil, project: Path) -> None:
    hold = "import fcntl, sys; file = open('.suggest.lock', 'w'); fcntl.flock(file, 2); print(1, flush=True); sys.stdin.read()"
    held = subprocess.Popen([sys.executable, "-c", hold], cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert held.stdout is not None
    assert held.stdin is not None
    held.stdout.readline()
    nice = os.nice(0)
    background = [sys.executable, "-m", "postil.cli", "-C", str(project), "suggest", "--background"]
    done = subprocess.run(background, capture_output=True, stdin=subprocess.DEVNULL, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads(postil("-C", project, "status", "--json").out)["suggestions_missing"] is True
    held.stdin.close()
    held.wait()
    held.stdout.close()
    done = subprocess.run(background, capture_output=True, stdin=subprocess.DEVNULL, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads(postil("-C", project, "status", "--json").out)["suggestions_missing"] is False
    assert os.nice(0) == nice


def written(project: Path) -> list[tuple[int, int]]:
    """The database's files as they are now: when something was stored, this is something else."""
    found = (os.stat(name) for name in (project / "postil.db", project / "postil.db-wal") if name.exists())
    return [(stat.st_size, stat.st_mtime_ns) for stat in found]


@pytest.mark.parametrize("command", ["import", "suggest"])
def test_killed_then_run_again(postil: Postil, project: Path, tmp_path: Path, command: str) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text(
        "".join(f'{{"id": "n{n}", "text": "Paul Bern a rencontré Anna Holt à Paris le {n} mai."}}\n' for n in range(2000))
    )
    arguments = ["import", str(file)] if command == "import" else ["suggest"]
    if command == "suggest":
        assert postil("-C", project, "import", file).code == 0
    running = subprocess.Popen([sys.executable, "-m", "postil.cli", "-C", str(project), *arguments], stderr=subprocess.DEVNULL)
    before, end = written(project), time.monotonic() + 60
    while running.poll() is None and time.monotonic() < end:
        if written(project) != before:
            running.kill()
    running.wait()
    assert postil("-C", project, *arguments).code == 0
    status = json.loads(postil("-C", project, "status", "--json").out)
    assert status["articles"] == 2002
    if command == "suggest":
        assert status["suggestions_missing"] is False
    assert postil("-C", project, "check").code == 0


def test_export_and_import_is_the_same_project(postil: Postil, project: Path, tmp_path: Path) -> None:
    postil("-C", project, "suggest")
    decide(project)
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    result = postil("-C", project, "export", first)
    assert result.code == 0
    assert result.out == ""
    assert "2 articles written" in result.err
    assert "entity: PER 1" in result.err
    assert postil("init", tmp_path / "other").code == 0
    assert postil("-C", tmp_path / "other", "import", first).code == 0
    assert postil("-C", tmp_path / "other", "export", second).code == 0
    assert [json.loads(line) for line in second.open()] == [json.loads(line) for line in first.open()]


def test_export_of_some(postil: Postil, project: Path, tmp_path: Path) -> None:
    decide(project)
    out = tmp_path / "out.jsonl"
    assert postil("-C", project, "export", out, "--only", "done").code == 0
    assert out.read_text() == ""
    assert postil("-C", project, "export", out, "--only", "started", "--as", "alice").code == 0
    assert [json.loads(line)["id"] for line in out.open()] == ["one"]
    unknown = postil("-C", project, "export", out, "--annotator", "bob")
    assert unknown.code == 2
    assert "alice" in unknown.err


def test_export_spares_the_project(postil: Postil, project: Path) -> None:
    before = (project / "postil.yaml").read_bytes()
    for name in ("postil.yaml", "postil.db", "guidelines.md"):
        assert postil("-C", project, "export", project / name).code == 2
    assert (project / "postil.yaml").read_bytes() == before
    assert postil("-C", project, "check").code == 0


def test_a_label_in_use_cannot_go(postil: Postil, project: Path, tmp_path: Path) -> None:
    decide(project, label="GPE")
    file = project / "postil.yaml"
    whole = file.read_text()
    file.write_text("scheme: mine\nlayers:\n  entity:\n    kind: spans\n    labels: {PER: {}, GPES: {}}\n")
    for command in (["status"], ["suggest"], ["export", tmp_path / "out"], ["import", tmp_path / "articles"]):
        result = postil("-C", project, *command)
        assert result.code == 2
        assert "entity.GPE: 1" in result.err
        assert "GPES" in result.err
    file.write_text(whole.replace("      GPE:", "      ADDED: {title: More}\n      GPE:", 1))
    assert postil("-C", project, "status").code == 0


def test_the_screen_needs_a_terminal(postil: Postil, project: Path) -> None:
    command = [sys.executable, "-m", "postil.cli", "-C", str(project), "annotate"]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    for term in ("dumb", ""):
        main, sub = pty.openpty()
        environment = {**os.environ, "TERM": term}
        running = subprocess.Popen(command, stdin=sub, stdout=sub, stderr=subprocess.PIPE, env=environment, text=True)
        os.close(sub)
        _, err = running.communicate()
        os.close(main)
        assert running.returncode == 2
        assert "TERM" in err


@pytest.mark.parametrize("name", ["a\x1bb", "x" * 65, "a\nb", "\u202e"])
def test_names_that_cannot_be(name: str) -> None:
    with pytest.raises(PostilError):
        opening.annotator(name)


def test_whose_name_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTIL_ANNOTATOR", "carol")
    assert opening.annotator("") == "carol"
    assert opening.annotator(" dave ") == "dave"
    monkeypatch.delenv("POSTIL_ANNOTATOR")
    assert opening.annotator("")


def test_demo_is_made_once(postil: Postil, tmp_path: Path) -> None:
    first = postil("demo", "--no-screen", tmp_path / "demo")
    assert first.code == 0
    assert str(tmp_path / "demo") in first.err
    status = json.loads(postil("-C", tmp_path / "demo", "status", "--json").out)
    assert status["articles"] >= 10
    assert status["suggestions_missing"] is False
    changed = (tmp_path / "demo" / "postil.db").stat().st_mtime_ns
    assert postil("demo", "--no-screen", tmp_path / "demo").code == 0
    assert (tmp_path / "demo" / "postil.db").stat().st_mtime_ns == changed
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "state") == ["demo"]


def test_demo_goes_to_the_state_folder_and_spares_others(postil: Postil, tmp_path: Path) -> None:
    assert postil("demo", "--no-screen").code == 0
    assert (tmp_path / "state" / "postil" / "demo" / "postil.yaml").is_file()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    assert postil("demo", "--no-screen", tmp_path / "mine").code == 2


def test_project_paths(tmp_path: Path, project: Path) -> None:
    found = read(project)
    assert isinstance(found, Project)
    assert found.database == project / "postil.db"
