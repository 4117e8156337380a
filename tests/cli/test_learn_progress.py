"""Progress of learning: phases and percentages, and nothing where nobody watches."""

import pytest

from postil.cli.learn_progress import learning_progress, percent


@pytest.mark.parametrize(("share", "said"), [(0.0, ""), (0.5, "50 %"), (0.004, "0 %"), (1.0, "100 %")])
def test_a_share_is_said_in_per_cent(share: float, said: str) -> None:
    assert percent(share) == said


def test_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with learning_progress() as tick:
        tick("judging", 0.5)
    assert capsys.readouterr() == ("", "")


def test_the_phase_is_named_and_no_time_is_foretold(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    with learning_progress() as tick:
        tick("learning entity", 0.5)
    said = capsys.readouterr().err
    assert "learning entity" in said
    assert "50 %" in said
    assert "of 100" not in said
    assert ":" not in said
