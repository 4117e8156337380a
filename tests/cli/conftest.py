"""Projects to run commands in."""

from pathlib import Path

import pytest

from postil.cli.main import run
from running import Postil, Result

ARTICLE = "Le président Paul Bern a rencontré mardi Anna Holt à Paris.\n\nIl a salué l’accord."
OTHER = "La Norvège a condamné lundi l’attaque contre Oslo, selon Jens Dahl."


@pytest.fixture
def postil(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Postil:
    """Run a command line in this process, with a home of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("POSTIL_ANNOTATOR", raising=False)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Result:
        capfd.readouterr()
        monkeypatch.chdir(tmp_path)
        code = run([str(argument) for argument in arguments])
        printed = capfd.readouterr()
        return Result(code, printed.out, printed.err)

    return call


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with two articles."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "two.txt").write_text(OTHER, encoding="utf-8")
    return folder


@pytest.fixture
def project(postil: Postil, tmp_path: Path, articles: Path) -> Path:
    """A project with two articles and no suggestions."""
    folder = tmp_path / "news"
    assert postil("init", folder).code == 0
    assert postil("-C", folder, "import", articles).code == 0
    return folder
