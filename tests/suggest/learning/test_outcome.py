"""What came of learning, as the screen reads it in `models/last.json`."""

import json
from pathlib import Path

import pytest

from postil.agreement.scores import Counts
from postil.suggest.learning.meta import LAST, MERGED, WITHOUT, Meta
from postil.suggest.learning.outcome import Outcome, last_of, too_little, write_last
from postil.suggest.learning.plans import How, Plan, TooLittle


def a_meta() -> Meta:
    entity = {WITHOUT: {"PER": Counts(5, 5, 5)}, LAST: {"PER": Counts(7, 3, 3)}, MERGED: {"PER": Counts(8, 2, 2)}}
    place = {WITHOUT: {"AT": Counts(5, 5, 5)}, MERGED: {"AT": Counts(4, 6, 6)}}
    return Meta(
        run="20260101-101500", made="2026-01-01T10:15:00+00:00", data="d", articles=80, held_back=20, finished=100,
        plans=[Plan("entity", How.TAGGER, ("PER",)), Plan("place", How.TAGGER, ("AT",)), Plan("event", How.NOTHING)],
        scores={"entity": entity, "place": place, "event": {WITHOUT: {}, MERGED: {}}}, in_use=["entity"],
    )  # fmt: skip


def written(folder: Path) -> dict[str, object]:
    found = json.loads((folder / "models" / "last.json").read_text())
    assert isinstance(found, dict)
    assert [path.name for path in (folder / "models").iterdir()] == ["last.json"]
    assert str(found.pop("at")).endswith("+00:00")
    return found


@pytest.mark.parametrize("used", [True, False])
def test_a_run_is_written_down_whether_it_is_used_or_not(tmp_path: Path, used: bool) -> None:
    write_last(tmp_path, last_of(Outcome(a_meta(), used, "", "So it is.")))
    rest = {} if used else {"place": [0.5, 0.4]}
    assert written(tmp_path) == {
        "finished": 100, "outcome": "used" if used else "not better", "articles": 80,
        "layers": {"entity": [0.7, 0.8], **rest}, "sentence": "So it is.",
    }  # fmt: skip


def test_too_little_is_written_down(tmp_path: Path) -> None:
    write_last(tmp_path, too_little(TooLittle("Too little."), 7))
    assert written(tmp_path) == {
        "finished": 7, "outcome": "too little", "articles": 0, "layers": {}, "sentence": "Too little.",
    }  # fmt: skip
