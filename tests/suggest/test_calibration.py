"""Calibrated scores: a .9 is right nine times in ten."""

import random
from collections.abc import Iterable

import pytest

from postil.suggest.calibration import BIN, Calibration, Case, fit, from_json, reliability


def cases(
    count: int, share: float, *, kinds: tuple[str, ...] = ("rules",), stated: float = 0.9, rival: bool = False
) -> list[Case]:
    return [Case("entity", kinds, stated, place < share * count, rival) for place in range(count)]


def test_a_boastful_source_is_taken_down() -> None:
    fitted = fit(cases(200, 0.5), {"entity": 100})
    assert fitted.score("entity", ["rules"], 0.9) == pytest.approx(0.53, abs=0.05)


def test_what_was_never_decided_stands_as_stated() -> None:
    fitted = fit(cases(BIN - 1, 0.0), {"entity": 5})
    assert fitted.score("entity", ["rules"], 0.9) == 0.9
    assert fitted.score("event", ["rules"], 0.7) == 0.7
    assert fit([], {}).score("entity", ["rules"], 0.7) == 0.7


def test_agreement_and_rivalry_have_curves_of_their_own() -> None:
    seen = [*cases(100, 0.95, kinds=("rules", "model")), *cases(100, 0.6), *cases(100, 0.2, rival=True)]
    fitted = fit(seen, {"entity": 200})
    together = fitted.score("entity", ["model", "rules"], 0.9)
    alone, opposed = fitted.score("entity", ["rules"], 0.9), fitted.score("entity", ["rules"], 0.9, rival=True)
    assert together > alone > opposed


def test_a_curve_never_falls() -> None:
    draw = random.Random(1)
    seen = [Case("entity", ("model",), score, draw.random() < score**2) for score in (draw.random() for _ in range(500))]
    fitted = fit(seen, {"entity": 300})
    heights = [fitted.score("entity", ["model"], step / 50) for step in range(51)]
    assert heights == sorted(heights)
    assert fitted.score("entity", ["model"], 0.7) == pytest.approx(0.49, abs=0.12)


def test_scores_are_reliable_on_cases_not_seen() -> None:
    draw = random.Random(2)
    seen = [Case("entity", ("model",), score, draw.random() < score**2) for score in (draw.random() for _ in range(2000))]
    fitted = fit(seen[:1000], {"entity": 400})
    assert off((c.stated, c.right) for c in seen[1000:]) > 0.15
    assert off((fitted.score(c.layer, c.kinds, c.stated), c.right) for c in seen[1000:]) < 0.07


def off(scored: Iterable[tuple[float, bool]]) -> float:
    """The expected calibration error: how far what is said lies from what is right, on average."""
    table = reliability(scored)
    return sum(line.count * abs(line.said - line.right) for line in table) / sum(line.count for line in table)


def test_the_floor_is_where_f1_is_best() -> None:
    seen = [*cases(100, 0.9, kinds=("rules", "model")), *cases(300, 0.1)]
    fitted = fit(seen, {"entity": 130})
    assert fitted.score("entity", ["rules"], 0.9) < fitted.floor("entity", ["rules"]) < 0.6
    assert fitted.floor("entity", ["llm"]) == 0.0
    assert fitted.floor("event", ["rules"]) == 0.0


def test_it_survives_being_written() -> None:
    fitted = fit([*cases(100, 0.5), *cases(50, 0.9, kinds=("rules", "model"))], {"entity": 90})
    assert from_json(fitted.to_json()) == fitted
    assert from_json(Calibration().to_json()) == Calibration()


@pytest.mark.parametrize(
    "value", [{}, {"kinds": [], "curves": {"a": [["x", 1]]}, "floors": {}}, {"kinds": 1, "curves": {}, "floors": {}}]
)
def test_anything_else_is_refused(value: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json(value)  # type: ignore[arg-type]  # that is the point


def test_the_table_of_reliability() -> None:
    (low, high) = reliability([(0.05, False), (1.0, True), (0.95, True), (0.92, False)])
    assert (low.count, low.right) == (1, 0.0)
    assert (high.count, high.low) == (3, 0.9)
    assert high.right == pytest.approx(2 / 3)
