"""The commands that open the screen, on a real terminal."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from running import Postil


def on_terminal(arguments: list[str], folder: Path, *, until: bytes, keys: bytes) -> tuple[int, bytes]:
    """Run postil on a terminal; once `until` is painted, press `keys`: the exit code and all that was written."""
    main, sub = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "XDG_STATE_HOME": str(folder / "state")}
    command = [sys.executable, "-m", "postil.cli", *arguments]
    running = subprocess.Popen(command, stdin=sub, stdout=sub, stderr=sub, cwd=folder, env=environment, start_new_session=True)
    os.close(sub)
    written, pressed, end = b"", False, time.monotonic() + 30
    while time.monotonic() < end:
        if select.select([main], [], [], 0.1)[0]:
            try:
                data = os.read(main, 65536)
            except OSError:  # the other side is closed
                break
            written += data
        if not pressed and until in written:
            pressed = True
            os.write(main, keys)
    os.close(main)
    running.terminate()
    return running.wait(), written


@pytest.mark.parametrize("arguments", [[], ["annotate"], ["annotate", "--as", "alice", "--article", "two"]])
def test_the_screen_opens_and_closes(postil: Postil, project: Path, arguments: list[str]) -> None:
    shown = b"Jens" if "two" in arguments else b"Anna"
    code, written = on_terminal(["-C", str(project), *arguments], project.parent, until=shown, keys=b"q")
    assert code == 0
    assert shown in written


def test_demo_opens_the_screen(tmp_path: Path) -> None:
    code, written = on_terminal(["demo", "here"], tmp_path, until=b"diplomacy", keys=b"q")
    assert code == 0
    assert b"Making the demo project" in written
    assert (tmp_path / "here" / "postil.yaml").is_file()


def test_an_article_that_is_not_there(project: Path) -> None:
    code, written = on_terminal(["-C", str(project), "annotate", "--article", "nine"], project.parent, until=b"\0", keys=b"")
    assert code == 2
    assert b"nine" in written


def test_a_wrong_project_file_is_a_sentence(project: Path) -> None:
    (project / "postil.yaml").write_text("scheme: x\nlayres: {}\n")
    code, written = on_terminal(["-C", str(project)], project.parent, until=b"\0", keys=b"")
    assert code == 2
    assert b"postil.yaml, line 2" in written
    assert b"Traceback" not in written
