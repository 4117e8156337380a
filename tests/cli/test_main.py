"""How a command line ends: exit codes, sentences, nothing raw on the terminal."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from postil.cli import init, messages
from postil.cli.ending import ended
from postil.schema.errors import PostilError
from running import Postil


def test_version(postil: Postil) -> None:
    assert postil("--version").out.startswith("postil 0.")


def test_outside_a_project(postil: Postil) -> None:
    alone = postil()
    assert alone.code == 2
    assert "postil demo" in alone.err
    assert alone.out == ""
    named = postil("status")
    assert named.code == 2
    assert "no postil project" in named.err
    assert "postil init" in named.err


@pytest.mark.parametrize("arguments", [["nonsense"], ["status", "--nonsense"], ["init"], ["import"], ["status", "a", "b"]])
def test_wrong_usage_is_one_sentence_and_a_hint(postil: Postil, arguments: list[str]) -> None:
    result = postil(*arguments)
    assert result.code == 2
    assert "--help" in result.err
    assert "Traceback" not in result.err


def test_directories_follow_each_other(postil: Postil, project: Path) -> None:
    assert postil("-C", project.parent, "-C", project.name, "status").code == 0
    inside = project / "exports"
    assert postil("-C", inside, "status").code == 0
    missing = postil("-C", project / "nowhere", "status")
    assert missing.code == 2
    assert "nowhere" in missing.err


def test_a_defect_is_one_line_and_a_private_log(
    postil: Postil, project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(folder: Path) -> None:
        raise ZeroDivisionError("secret text of an article")

    monkeypatch.setattr("postil.cli.project.read", fail)
    result = postil("-C", project, "status")
    log = project / "postil.log"
    assert result.code == 1
    assert "secret" not in result.err
    assert str(log) in result.err
    assert "secret" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_log_is_never_written_through_a_link(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "precious"
    (tmp_path / "postil.log").symlink_to(target)
    messages.crashed(ValueError("x"), tmp_path)
    assert not target.exists()


def test_interrupted(postil: Postil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(folder: Path, source: str, name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(init, "make", interrupt)
    result = postil("init", tmp_path / "news")
    assert result.code == 130
    assert "Stopped" in result.err


@pytest.mark.parametrize(
    "command", ["scheme schema", "rules", "rules org.run", "rules --json", "stats", "stats --json", "models"]
)
def test_nobody_reads_on(project: Path, command: str) -> None:
    """A reader that leaves (head) is no error to talk about, and no defect (exit code 1)."""
    line = [sys.executable, "-m", "postil.cli", "-C", str(project), *command.split()]
    running = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, bufsize=0)
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    assert running.stderr.read() == b""
    running.stderr.close()
    assert running.wait() == 141
    assert not (project / "postil.log").exists()


@pytest.mark.parametrize("hostile", ["\x1b[31mred\x07", "a\x9bb", "x\u202ey", "[@click=app.bell]z[b]"])
def test_names_reach_the_terminal_harmless(postil: Postil, project: Path, tmp_path: Path, hostile: str) -> None:
    file = tmp_path / f"{hostile}.txt"
    results = [
        postil(hostile),
        postil("-C", hostile, "status"),
        postil("-C", project, "import", hostile),
        postil("-C", project, "import", "--format", hostile, project),
        postil("-C", project, "export", "--format", hostile, tmp_path / "out"),
        postil("-C", project, "export", "--only", hostile, tmp_path / "out"),
        postil("-C", project, "export", "--as", hostile, tmp_path / "out"),
        postil("-C", project, "annotate", "--as", hostile),
        postil("init", tmp_path / hostile, "--scheme", hostile),
        postil("scheme", "check", hostile),
        postil("status", hostile, hostile),
    ]
    assert [result.code for result in results] == [2] * len(results)
    file.write_bytes(b"{\xff\xfe\xfa\x80")
    results.append(postil("-C", project, "import", file))
    file.write_text("Un texte.")
    twin = tmp_path / f"{hostile}2.txt"
    twin.write_text("Un texte.")
    results.append(postil("-C", project, "import", file, twin))
    for result in results:
        raw = result.err + result.out
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(raw)


def test_messages_in_another_encoding(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-m", "postil.cli", "-C", "…", "status"],
        capture_output=True,
        env=environment,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_sentence_and_its_hint(capfd: pytest.CaptureFixture[str]) -> None:
    messages.refuse(PostilError("It \x1b[2Jis so.", hint="Do\nthis."))
    assert capfd.readouterr().err == "postil: It \u241b[2Jis so.\n  Do\n  this.\n"


def test_a_defect_ends_with_a_sentence_and_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> int:
        raise ValueError("le texte secret")

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert ended(fail) == 1
    told = capfd.readouterr().err
    log = tmp_path / "postil" / "postil.log"
    assert "secret" not in told
    assert str(log) in told
    assert log.stat().st_mode & 0o777 == 0o600
    assert "le texte secret" in log.read_text(encoding="utf-8")
