"""The process beside the screen."""

import os
from pathlib import Path

import pytest

from postil.desk.background import start_learning, start_suggesting


def test_it_imports_nothing_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "typer.py").write_text("open('imported', 'w')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    process = start_suggesting(tmp_path)
    assert process is not None
    assert process.wait(60) == 2
    assert not (tmp_path / "imported").exists()


def test_learning_comes_last_from_its_first_moment(tmp_path: Path) -> None:
    process = start_learning(tmp_path)
    assert process is not None
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
    assert process.wait(60) == 2
