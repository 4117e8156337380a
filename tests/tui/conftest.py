"""Projects for the screen; no process beside it."""

from pathlib import Path

import pytest

from screens import make_project


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 256 colours, and suggestions only from the tests themselves."""
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("COLORTERM", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("postil.desk.background.start_suggesting", lambda folder, *, again=False: None)
    monkeypatch.setattr("postil.desk.background.start_learning", lambda folder: None)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with three articles."""
    return make_project(tmp_path / "project")
