"""What `postil stats` counts, says and shows."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desks import PROJECT, make_store, plain, record, row, suggested
from postil.cli.stats_figures import Answers, Person, answers, confusions, forecast, gap, left, paces, reliability
from postil.cli.stats_words import bar, columns, day, duration, percent
from postil.db.statistics import AnnotatorCount, Correction, DayCount, LabelCount, Pace, ScoreCount
from postil.db.store import Store
from postil.desk.clock import WorkClock
from postil.desk.desk import Desk
from postil.desk.words import Edge, moved
from postil.schema.annotation import AND, Verdict
from running import Postil

TODAY = date(2026, 3, 18)  # a Wednesday


def who(*, done: int = 12, skipped: int = 0, per_hour: float = 20.0, days: dict[str, int] | None = None) -> Person:
    """An annotator who finished so many articles on these days."""
    given = {"2026-03-17": 6, "2026-03-18": 6} if days is None else days
    each = [DayCount(name, 10 * count, 60.0, count) for name, count in given.items()]
    return Person(AnnotatorCount("alice", done, skipped, 0, 3600.0, 100), per_hour, each)


def test_answers_add_up_by_any_key() -> None:
    counts = [
        LabelCount("entity", "PER", Verdict.ACCEPTED, 6),
        LabelCount("entity", "PER", Verdict.CORRECTED, 1),
        LabelCount("entity", "GPE", Verdict.REJECTED, 1),
        LabelCount("entity", "GPE", Verdict.ADDED, 4),
    ]
    found = answers(counts, lambda one: one.layer)
    assert found == {"entity": Answers(6, 1, 1, 4)}
    assert (found["entity"].decided, found["entity"].rate) == (8, 0.75)
    assert answers(counts, lambda one: one.label)["GPE"].rate == 0.0
    assert Answers(added=3).rate is None


def test_forecast_counts_work_and_days() -> None:
    found = forecast(53, who(), TODAY)
    assert found is not None
    assert (found.articles, found.seconds, found.per_day) == (41, 41 * 180, 6.0)
    assert found.last == date(2026, 3, 25)  # 41 at 6 a day are seven days


def test_forecast_counts_idle_days_and_forgets_what_is_long_ago() -> None:
    found = forecast(20, who(days={"2025-01-01": 500, "2026-03-09": 10}), TODAY)
    assert found is not None
    assert found.per_day == 1.0
    assert found.last == date(2026, 3, 26)


@pytest.mark.parametrize("one", [who(done=53), who(done=50, skipped=3), who(per_hour=0.0), who(days={"2025-01-01": 9})])
def test_no_forecast_without_pace_or_with_nothing_left(one: Person) -> None:
    assert forecast(53, one, TODAY) is None
    assert left(10, one.count) == 0 or one.count.done == 12


def test_a_forecast_beyond_all_years_stays_a_date() -> None:
    assert forecast(10**9, who(), TODAY) is not None


def test_confusions_keep_labels_edges_and_the_rest_apart() -> None:
    found = confusions(
        [
            Correction("entity", "GPE", "LOC", "label", 3),
            Correction("entity", "GPE", "GPE", "boundary", 2),
            Correction("event", "AID", "AID", "roles", 1),
        ]
    )
    assert (found["entity"].labels, found["entity"].cells) == (("GPE", "LOC"), {("GPE", "LOC"): 3})
    assert (found["entity"].edges, found["entity"].rest) == ({"GPE": 2}, {})
    assert found["event"].rest == {"AID": 1}


def test_ending_an_article_belongs_to_no_layer() -> None:
    given = [Pace("event", "finish", 1, 2.0), Pace("", "finish", 2, 3.0), Pace("event", "accept", 4, 5.0)]
    assert paces(given) == [Pace("", "finish", 3, 5.0), Pace("event", "accept", 4, 5.0)]


def test_reliability_joins_layers_and_agreement() -> None:
    bins = reliability(
        [
            ScoreCount("entity", 9, False, 6, 6, 5.7),
            ScoreCount("event", 9, True, 4, 3, 3.8),
            ScoreCount("event", 4, False, 10, 5, 4.5),
        ]
    )
    assert [(one.tenth, one.decided, round(one.stated, 2), one.right) for one in bins] == [
        (9, 10, 0.95, 0.9),
        (4, 10, 0.45, 0.5),
    ]
    assert gap(bins) == pytest.approx(0.05)
    assert gap([]) == 0.0


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (duration(40), "40 s"), (duration(25 * 60), "25 min"), (duration(7800), "2 h 10 min"), (duration(7200), "2 h"),
        (duration(3600 * 1234), "1,234 h"), (duration(3599), "1 h"),
        (day(TODAY, TODAY), "today"), (day(date(2026, 3, 19), TODAY), "tomorrow"), (day(date(2026, 3, 24), TODAY), "Tuesday"),
        (day(date(2026, 3, 25), TODAY), "25 March"), (day(date(2027, 1, 2), TODAY), "2 January 2027"),
        (percent(0.841), "84 %"), (percent(None), ""),
        (bar(0.5, 4), "━━──"), (bar(0.001, 4), "━───"), (bar(0, 4), "────"), (bar(1, 4), "━━━━"),
    ],
)  # fmt: skip
def test_figures_in_words(said: str, words: str) -> None:
    assert said == words


def test_upright_bars() -> None:
    assert columns([0, 1, 8, 16], 2) == ["   █", " ▁██"]
    assert columns([0, 0], 2) == ["  ", "  "]


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    """A project in which alice and bob decided: times are told by a clock that stands still."""
    both = AND.join(["rules:test", "model:20260101-000000"])
    found = [replace(s, source=both if s.id in ("v1", "t1") else "rules:other") for s in suggested()]
    store = make_store(tmp_path, record(suggestions=found), plain(2), plain(3), plain(4))
    ticks = iter(range(100_000))
    desk = Desk(store, PROJECT.scheme, "alice", clock=WorkClock(lambda: float(next(ticks))))
    desk.start()
    desk.accept(row(desk, "v1"))
    desk.relabel(row(desk, "u1"), "MISC")
    desk.relabel(row(desk, "i1"), "GPE")
    desk.reject(row(desk, "d1"))
    desk.accept(row(desk, "t1"))
    desk.reject(row(desk, "p1"))
    desk.undo()
    text = desk.article.text
    desk.move_edges(desk.board.items_of(row(desk, "n1")), lambda a, b: moved(text, a, b, Edge.START_BACK))
    desk.add_span("entity", "PER", 3, 11)
    desk.finish()
    _close(Desk(store, PROJECT.scheme, "bob"))
    store.close()
    return tmp_path


def _close(desk: Desk) -> None:
    desk.start()
    desk.accept(row(desk, "v1"))


def test_all_of_it_as_json(postil: Postil, worked: Path) -> None:
    done = postil("-C", worked, "stats", "--json")
    assert done.code == 0
    told = json.loads(done.out)
    assert (told["articles"], told["finished"]) == (4, 1)
    assert [(one["name"], one["done"], one["left"]) for one in told["annotators"]] == [("alice", 1, 3), ("bob", 0, 4)]
    assert told["annotators"][0]["forecast"]["per_day"] == 1.0
    assert told["annotators"][1]["forecast"] is None
    entity = next(one for one in told["layers"] if one["layer"] == "entity")
    given = {"accepted": 5, "corrected": 4, "rejected": 1, "added": 1}
    assert {name: entity[name] for name in given} == given
    assert entity["rate"] == 0.5
    sources = {one["source"]: one["accepted"] for one in told["sources"]}
    assert sources == {"rules:test": 3, "rules:other": 2, "model:20260101-000000": 3}
    moves = {(one["suggested"], one["now"], one["how"], one["count"]) for one in told["corrections"]}
    assert moves == {("ORG", "MISC", "label", 1), ("LOC", "GPE", "label", 2), ("ORG", "ORG", "boundary", 1)}
    assert sum(one["decided"] for one in told["scores"]) == 10
    assert {(one["tenth"], one["right"]) for one in told["scores"] if one["agreed"]} == {(9, 3)}


def test_tables_for_people(postil: Postil, worked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = postil("-C", worked, "stats")
    assert done.code == 0
    for words in (
        "PROGRESS", "SUGGESTIONS", "SOURCES", "several agree", "CORRECTED IN ENTITIES", "SECONDS PER DECISION",
        "DECISIONS PER DAY", "HOW OFTEN A SCORE WAS RIGHT", "alice: at this pace 3 articles left take about",
    ):  # fmt: skip
        assert words in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    assert "…" not in done.out
    assert "\x1b" not in done.out


def test_of_one_annotator_only(postil: Postil, worked: Path) -> None:
    told = json.loads(postil("-C", worked, "stats", "--as", "bob", "--json").out)
    assert [one["name"] for one in told["annotators"]] == ["bob"]
    assert sum(one["accepted"] for one in told["layers"]) == 2
    refused = postil("-C", worked, "stats", "--as", "carol")
    assert refused.code == 2
    assert "There are: alice, bob." in refused.err


def test_nothing_decided_is_a_sentence(postil: Postil, project: Path) -> None:
    done = postil("-C", project, "stats")
    assert (done.code, done.out) == (0, "Nothing is decided here yet: there is nothing to count. Annotate with: postil\n")


def test_imported_annotations_are_counted(postil: Postil, project: Path, tmp_path: Path) -> None:
    """Work that was done elsewhere is shown, and that none of it answered a suggestion."""
    mark = {"id": "1", "layer": "entity", "label": "PER", "start": 0, "end": 4, "text": "Anna", "by": "ann", "verdict": "added"}
    line = {"postil": 1, "id": "x", "text": "Anna part.", "annotations": [mark], "work": {"ann": {"status": "done"}}}
    (tmp_path / "work.jsonl").write_text(json.dumps(line))
    assert postil("-C", project, "import", tmp_path / "work.jsonl").code == 0
    done = postil("-C", project, "stats")
    assert done.code == 0
    assert "No suggestion was answered here yet." in done.out
    assert "Nothing is decided" not in done.out
    rows = {words[0]: words[1:] for line in done.out.splitlines() if (words := line.split())}
    assert rows["PER"] == ["1"]
    assert rows["ann"][1:3] == ["1", "2"]
    assert "No suggestion" not in postil("-C", _answered(tmp_path / "answered"), "stats").out


def _answered(folder: Path) -> Path:
    folder.mkdir()
    _decide_all(make_store(folder, record()))
    return folder


def test_a_label_cannot_act_on_the_terminal(postil: Postil, tmp_path: Path) -> None:
    store = make_store(tmp_path, record(suggestions=[replace(suggested()[0], source="rules:\x1b[2J")]))
    _decide_all(store)
    out = postil("-C", tmp_path, "stats").out
    assert "\x1b" not in out


def _decide_all(store: Store) -> None:
    desk = Desk(store, PROJECT.scheme, "ali\x1bce\x9b")
    desk.start()
    desk.finish(Verdict.ACCEPTED)
    store.close()


def test_counts_of_a_large_table_fit(worked: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from postil.cli.stats_tables import Report
    from postil.db.statistics import Statistics

    monkeypatch.setenv("COLUMNS", "80")
    names = [label.name for label in PROJECT.scheme.layers[0].labels]
    found = Statistics(
        articles=1_000_000,
        finished=400_000,
        labels=tuple(LabelCount("entity", name, verdict, 1_234_567) for name in names for verdict in Verdict),
        corrections=tuple(Correction("entity", a, b, "label", 12_345) for a in names for b in names if a != b),
        undecided={"entity": 9_999_999},
    )
    Report(PROJECT.scheme, found, [who()], TODAY).show()
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 80
    assert "PER → GPE" in printed or "12,345" in printed
