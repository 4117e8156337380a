"""What learning brought, as people read it."""

from dataclasses import replace

import pytest

from postil.agreement.scores import Counts
from postil.cli.learn_show import show
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.calibration import Calibration, Reliability
from postil.suggest.learning.meta import ALONE, MERGED, WITHOUT, Meta, Point
from postil.suggest.learning.outcome import Outcome
from postil.suggest.learning.plans import How, Plan

RELIABILITY = [Reliability(0.2, 0.3, 4, 0.28, 0.25), Reliability(0.3, 0.4, 7, 0.35, 0.3), Reliability(0.9, 1.0, 50, 0.95, 0.96)]


def a_meta() -> Meta:
    counts = {WITHOUT: {"PER": Counts(5, 5, 5)}, ALONE: {"PER": Counts(7, 3, 3)}, MERGED: {"PER": Counts(9, 1, 3)}}
    return Meta(
        run="20260101-101500", made="2026-01-01T10:15:00+00:00", data="d", articles=80, held_back=20, finished=100,
        plans=[Plan("entity", How.TAGGER, ("PER",))], scores={"entity": counts}, in_use=["entity"], reliability=RELIABILITY,
        calibration=Calibration(frozenset({"rules"}), {}, {"entity": 0.3}),
    )  # fmt: skip


def shown(meta: Meta, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int = 80) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(columns))
    show(Outcome(meta, True, "", "In use now for: entity."), parse_project(builtin("entities")).scheme)
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_f1_comes_first_then_precision_and_recall_of_all_together(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = shown(a_meta(), capsys, monkeypatch)
    assert "F1 without alone together P R gold" in lines
    assert "PER 0.500 0.700 0.818 0.90 0.75 12" in lines


def test_what_is_not_shown_any_more_is_counted_below_the_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = shown(a_meta(), capsys, monkeypatch)
    assert not any(line.startswith("0.2–0.3") for line in lines)
    assert "0.3–0.4 0.35 0.30 7" in lines
    said = " ".join(lines)
    assert "Not shown any more: what scores under 0.3 (entity); 4 such suggestions left out of the table." in said
    open_to_all = replace(a_meta(), calibration=Calibration(frozenset({"rules"}), {}, {"entity": 0.0}))
    lines = shown(open_to_all, capsys, monkeypatch)
    assert "0.2–0.3 0.28 0.25 4" in lines
    assert "Not shown any more" not in " ".join(lines)


def test_a_short_curve_has_no_sentence_on_the_next_articles(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    points = [Point(8, 0.5), Point(15, 0.6), Point(30, 0.7)]
    short = replace(a_meta(), curve_layer="entity", curve=points)
    assert "What the next" not in " ".join(shown(short, capsys, monkeypatch))
    long = replace(short, curve=[*points, Point(60, 0.8)])
    assert "What the next 100 articles would bring" in " ".join(shown(long, capsys, monkeypatch))


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    why = "fewer than 5 examples: " + ", ".join(f"LABEL{number} ({number % 5})" for number in range(20))
    meta = replace(a_meta(), plans=[Plan("entity", How.TAGGER, ("PER",), why)])
    monkeypatch.setenv("COLUMNS", str(columns))
    show(Outcome(meta, True, "", "In use now for: entity."), parse_project(builtin("entities")).scheme)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= columns
