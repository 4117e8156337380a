"""Projects for the screen; no process beside it."""

from pathlib import Path

import pytest

from screens import make_project


@pytest.fixture(autouse=True)
def _no_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Suggestions come from the tests themselves."""
    monkeypatch.setattr("postil.desk.background.start_suggesting", lambda folder: None)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with three articles."""
    return make_project(tmp_path / "project")
