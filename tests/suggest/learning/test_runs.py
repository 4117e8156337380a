"""`models/`: what is in use stays in use, whatever happens; what is broken is a sentence."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from postil.agreement.scores import Counts
from postil.schema.errors import PostilError
from postil.suggest.calibration import Case, Reliability, fit
from postil.suggest.learning.meta import MERGED, WITHOUT, Meta, Point, meta_from_json, to_json
from postil.suggest.learning.plans import How, Plan
from postil.suggest.learning.runs import Runs, digests, write_meta

OLD, NEW = "20260101-101500", "20260102-101500"


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    made = Runs(tmp_path)
    for run in (OLD, NEW):
        with made.draft(run) as folder:
            (folder / "pipeline").mkdir()
            (folder / "pipeline" / "weights").write_text(run)
            write_meta(folder, a_meta(run, digests(folder)))
    return made


def a_meta(run: str, files: object = None) -> Meta:
    return Meta(
        run=run, made="2026-01-01T10:15:00+00:00", data="d", articles=80, held_back=20, finished=100, by={"ada": 100},
        plans=[Plan("entity", How.TAGGER, ("PER", "ORG"), "fewer"), Plan("event", How.NOTHING, why="3 of 20 examples")],
        scores={"entity": {WITHOUT: {"PER": Counts(5, 5, 5)}, MERGED: {"PER": Counts(8, 2, 2)}}}, in_use=["entity"],
        calibration=fit([Case("entity", ("rules",), 0.9, n < 20) for n in range(40)], {"entity": 30}),
        reliability=[Reliability(0.9, 1.0, 12, 0.95, 0.9)], curve_layer="entity", curve=[Point(20, 0.5), Point(80, 0.75)],
        lost={"entity: off": 2}, seconds=7.5, versions={"spacy": "3"}, texts=["0a1b2c3d4e5f"],
        files=files if isinstance(files, dict) else {},
    )  # fmt: skip


def test_a_record_survives_being_written() -> None:
    assert meta_from_json(to_json(a_meta(OLD))) == a_meta(OLD)


def test_nothing_is_in_use_at_first(tmp_path: Path) -> None:
    made = Runs(tmp_path)
    assert (made.ids(), made.current()) == ([], "")
    made.use("")
    made.sweep()


def test_one_is_put_to_use_and_taken_back(runs: Runs) -> None:
    assert runs.ids() == [NEW, OLD]
    runs.use(NEW)
    runs.use(OLD)
    assert runs.current() == OLD
    with pytest.raises(PostilError, match="is in use"):
        runs.drop(OLD)
    runs.drop(NEW)
    assert runs.ids() == [OLD]
    runs.use("")
    assert runs.current() == ""


def test_a_run_that_fails_leaves_nothing(runs: Runs) -> None:
    runs.use(OLD)

    def interrupted() -> None:
        with runs.draft("20260103-101500") as folder:
            (folder / "pipeline").mkdir()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert runs.ids() == [NEW, OLD]
    assert sorted(path.name for path in runs.folder.iterdir()) == [OLD, NEW, "current"]


def test_what_a_killed_run_left_is_swept(runs: Runs) -> None:
    runs.use(OLD)
    (runs.folder / ".20260103-101500.part" / "pipeline").mkdir(parents=True)
    (runs.folder / f".{OLD}.gone").mkdir()
    (runs.folder / ".current.77").write_text("half")
    assert runs.ids() == [NEW, OLD]
    runs.sweep()
    assert sorted(path.name for path in runs.folder.iterdir()) == [OLD, NEW, "current"]
    assert runs.current() == OLD


def killed_before_use(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> str:
    """A run that is whole and was killed before it was put to use."""
    run = "20260103-101500"

    def killed(self: Runs, run: str) -> None:
        raise KeyboardInterrupt

    def written() -> None:
        with runs.draft(run, use=True) as folder:
            (folder / "pipeline").mkdir()
            write_meta(folder, a_meta(run, digests(folder)))

    with monkeypatch.context() as patch:
        patch.setattr(Runs, "use", killed)
        with pytest.raises(KeyboardInterrupt):
            written()
    return run


def test_what_a_killed_run_was_about_to_put_to_use_is_put_to_use(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    runs.use(OLD)
    run = killed_before_use(runs, monkeypatch)
    assert runs.current() == OLD
    runs.verify(runs.meta(run))
    runs.sweep()
    assert runs.current() == run
    runs.use(OLD)
    runs.sweep()
    assert runs.current() == OLD  # what was chosen since stays


@pytest.mark.parametrize("chosen", [OLD, ""])
def test_what_people_put_to_use_after_a_kill_stays(runs: Runs, monkeypatch: pytest.MonkeyPatch, chosen: str) -> None:
    runs.use(NEW)
    killed_before_use(runs, monkeypatch)
    runs.use(chosen)
    runs.sweep()
    assert runs.current() == chosen


def test_two_runs_in_one_second_have_two_names(runs: Runs) -> None:
    assert runs.new_id(datetime(2026, 1, 2, 10, 15, tzinfo=UTC)) == f"{NEW}-2"


def test_what_an_earlier_postil_wrote_is_told_apart(runs: Runs) -> None:
    file = runs.path(OLD) / "meta.json"
    value = json.loads(file.read_text())
    del value["form"]
    file.write_text(json.dumps(value))
    with pytest.raises(PostilError, match="another version of postil"):
        runs.verify(runs.meta(OLD))
    runs.verify(runs.meta(NEW))


@pytest.mark.parametrize("text", ["", "{}", "[" * 100_000, '{"run": 1}', "\x00", to_json(a_meta(OLD)).__repr__()])
def test_a_broken_record_is_a_sentence(runs: Runs, text: str) -> None:
    (runs.path(NEW) / "meta.json").write_text(text)
    with pytest.raises(PostilError, match=f"The model {NEW} is broken"):
        runs.meta(NEW)


def test_files_are_those_that_were_written(runs: Runs) -> None:
    runs.verify(runs.meta(NEW))
    (runs.path(NEW) / "pipeline" / "weights").write_text("changed")
    with pytest.raises(PostilError, match="weights is not what was written"):
        runs.verify(runs.meta(NEW))
    (runs.path(OLD) / "pipeline" / "more.py").write_text("added")
    with pytest.raises(PostilError, match=r"more\.py is not what was written"):
        runs.verify(runs.meta(OLD))


def test_only_runs_can_be_named(runs: Runs) -> None:
    (runs.folder / "current").write_text("../../etc")
    with pytest.raises(PostilError, match="does not name a run"):
        runs.current()
    with pytest.raises(PostilError, match="There is no model"):
        runs.require("../../etc")
