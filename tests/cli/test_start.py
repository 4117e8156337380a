"""The short way to the screen reads a command line as the table of commands does."""

import pytest
from typer.testing import CliRunner

from postil.cli import main, start


@pytest.mark.parametrize(
    "line",
    [
        [], ["annotate"], ["annotate", "--as", "bob"], ["annotate", "--as=bob", "--article", "7"],
        ["-C", ".", "annotate", "--article=x y"],
        ["-C", ".", "-C", "."], ["annotate", "--as", "a", "--as", "b"], ["annotate", "--as="],
        ["annotate", "--order", "uncertain"], ["annotate", "--order=random", "--as", "bob", "--order", "file"],
    ],
)  # fmt: skip
def test_both_ways_read_alike(monkeypatch: pytest.MonkeyPatch, line: list[str]) -> None:
    seen: list[tuple[str, str, str]] = []

    def note(name: str = "", article: str = "", order: str = "", *, asked: bool = True) -> int:
        seen.append((name, article, order))
        return 0

    monkeypatch.setattr(main, "open_screen", note)
    monkeypatch.setattr("postil.cli.annotate.open_screen", note)
    assert CliRunner().invoke(main.app, line).exit_code == 0
    request = start.short(line)
    assert request is not None
    assert seen == [(request.name, request.article, request.order)]


@pytest.mark.parametrize(
    "line",
    [
        ["--help"], ["status"], ["annotate", "--help"], ["annotate", "x"], ["annotate", "--as"], ["-C"],
        ["annotate", "--as", "--article"],
        ["annotate", "-C", "."], ["--version"], ["annotate", "--nonsense", "x"],
        ["annotate", "--order", "upwards"], ["annotate", "--order="], ["annotate", "--order"],
    ],
)  # fmt: skip
def test_everything_else_is_for_the_table(line: list[str]) -> None:
    assert start.short(line) is None
