"""Each kind of damage is planted, and found."""

from dataclasses import replace
from pathlib import Path

import pytest

from desks import PROJECT, SOURCE, make_store, plain, record
from postil.db.backup import backup
from postil.db.check import check
from postil.db.store import Store
from postil.schema.annotation import Filler, Verdict
from postil.schema.record import ListChange, Record
from postil.schema.scheme_file import parse_project
from stores import added, answered, decide, finish, made, sql, wrong


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with something of everything in it, and nothing wrong."""
    store = make_store(tmp_path, record(), *(plain(n) for n in range(2, 6)))
    found = {s.id: s for s in store.sheet(1, "alice").suggestions}
    frame = added("f1", 12, 17, layer="event", label="SUPPORT", roles={"actor": (Filler(annotation="a-v1"),)})
    decide(store, 1, *made(answered(found["v1"]), answered(found["u1"], Verdict.REJECTED), frame), seconds=2.25)
    decide(store, 1, *made(added("b1", by="bob")), ListChange("targets", "le phare"), by="bob")
    for number in (1, 2, 4):
        finish(store, number, seconds=1.5)
    store.undo("alice")
    store.close()
    assert wrong(store.path) == []
    return store.path


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (
            ["UPDATE suggestions SET start = start + 1 WHERE id = 'm1' AND article = 1"],
            "1 span does not say what stands in the text: article 1",
        ),
        (["UPDATE annotations SET \"end\" = 9999 WHERE id = 'b1'"], "outside of the text"),
        (["UPDATE texts SET text = replace(text, 'Mornésie', 'mornésie') WHERE number = 3"], "not as it was imported"),
        (["PRAGMA foreign_keys=OFF", "DELETE FROM texts WHERE number = 3"], "text is missing"),
        (["UPDATE articles SET length = 3 WHERE number = 2"], "length of a text is wrong"),
        (["UPDATE articles SET shuffle = 1 WHERE number = 2"], "place in an order is wrong"),
        (["UPDATE articles SET certainty = -0.5 WHERE number = 2"], "place in an order is wrong"),
        (["UPDATE articles SET hidden = '[[0,100000,\"date\"]]' WHERE number = 2"], "hidden region is not in its text"),
        (["UPDATE articles SET meta = '{' WHERE number = 2"], "row cannot be read"),
        (["UPDATE annotations SET roles = 'x' WHERE id = 'f1'"], "row cannot be read: the annotation 'f1'"),
        (["UPDATE suggestions SET attributes = '[' WHERE id = 'm2'"], "row cannot be read: the suggestion 'm2'"),
        (["UPDATE articles SET suggestions = 7 WHERE number = 2"], "count of suggestions is wrong"),
        (["UPDATE annotations SET label = 'ORG' WHERE id = 'b1'"], "'b1' of article 1 differs"),
        (["UPDATE annotations SET at = '2020' WHERE id = 'b1'"], "'b1' of article 1 differs"),
        (
            ["UPDATE annotations SET label = 'XYZ' WHERE id = 'b1'"],
            "1 annotation has a label that is not in the scheme: entity.XYZ",
        ),
        (
            ["UPDATE suggestions SET layer = 'xyz' WHERE id = 'm1' AND article = 1"],
            "1 suggestion has a label that is not in the",
        ),
        (["UPDATE annotations SET layer = 'article_event', label = 'AID' WHERE id = 'b1'"], "not of its layer's kind"),
        (["UPDATE annotations SET attributes = '{\"mood\":\"good\"}' WHERE id = 'f1'"], "role or attribute that is not in"),
        (["UPDATE annotations SET roles = replace(roles, 'a-v1', 'gone')"], "role is filled by what is not there: article 1"),
        (["DELETE FROM annotations WHERE id = 'b1'"], "'b1' of article 1 is missing"),
        (["UPDATE annotations SET id = 'b2' WHERE id = 'b1'"], "'b2' of article 1 is not in the log"),
        (["DELETE FROM log WHERE kind = 'add' AND annotator = 'bob'"], "not as the log tells"),
        (["DELETE FROM log WHERE seq = 1"], "'a-v1' of article 1 is not in the log"),
        (["UPDATE log SET changes = '[{' WHERE seq = 1"], "decision in the log does not follow from those before: number 1"),
        (
            ["UPDATE work SET status = 'skipped' WHERE article = 2"],
            "status, flag, note or time is not as the log tells it: alice's of article 2",
        ),
        (["UPDATE work SET seconds = seconds + 1 WHERE article = 2"], "status, flag, note or time is not as the log tells it"),
        (["UPDATE work SET status = 'gone' WHERE article = 2"], "status, flag, note or time is not as the log tells it"),
        (["UPDATE annotators SET done = 9 WHERE name = 'alice'"], "alice, done: 9 is told, 2 is right"),
        (["DELETE FROM annotators WHERE name = 'bob'"], "bob, started: 0 is told, 1 is right"),
        (["UPDATE annotators SET place_article = 77 WHERE name = 'bob'"], "bob at 77"),
        (["DELETE FROM settled"], "run of finished articles is wrong: alice, article 1"),
        (["UPDATE settled SET last = 3 WHERE first = 1"], "run of finished articles is wrong: alice, article 3"),
        (["DELETE FROM entries"], "entry of a list is not as the log tells it: le phare in targets"),
        (["INSERT INTO entries (list, entry) VALUES ('targets', 'x')"], "entry of a list is not as the log tells it: x in"),
        (["UPDATE project SET size = 4"], "1 articles are left of an import"),
        (["UPDATE project SET size = 6"], "count of articles is wrong: 6 are told, 5 are there"),
        (["DROP INDEX log_of_article"], "Tables or indexes are missing: log_of_article"),
        (["PRAGMA foreign_keys=OFF", "UPDATE log SET reverts = 999 WHERE kind = 'undo'"], "rows of log refer to rows of log"),
        (["PRAGMA journal_mode=TRUNCATE", "PRAGMA journal_mode=WAL"], "uses a write-ahead log"),
    ],
)
def test_damage_is_found(path: Path, statements: list[str], said: str) -> None:
    sql(path, *statements)
    found = wrong(path)
    if "journal_mode" in statements[0] and not found:
        pytest.skip("this SQLite may use a write-ahead log")
    assert [what for what in found if said in what], found


def test_each_finding_has_a_way_out(path: Path) -> None:
    copy = path.parent / "backups" / "monday.db"
    backup(path, copy)
    sql(path, "UPDATE suggestions SET start = start + 1", "DELETE FROM entries", "UPDATE annotations SET label = 'XYZ'")
    found = [one for one in check(path, PROJECT) if one.level == "error"]
    assert found
    assert all(one.hint for one in found)
    assert any(str(copy) in one.hint for one in found)
    assert all(one.what.endswith(".") for one in check(path, PROJECT))


def test_nothing_wrong_says_what_was_verified(path: Path) -> None:
    found = check(path, PROJECT)
    assert {one.level for one in found} == {"ok"}
    said = " ".join(one.what for one in found)
    assert "5 articles, 30 suggestions, 4 annotations, 30 offsets, 6 decisions, 2 annotators, 1 entry of lists" in said
    assert "every page and index was read" in said
    assert "journal" in said or "log (WAL)" in said
    assert "No backup is in" in said


def test_a_changed_scheme_is_told(path: Path) -> None:
    changed = parse_project(SOURCE + "\n# changed\n")
    assert [one.what for one in check(path, changed) if one.level == "warning"] == [
        "postil.yaml was changed since its newest version was kept in the database."
    ]


def test_overlaps_in_a_layer_that_takes_none(path: Path) -> None:
    store = Store.open(path)
    decide(store, 1, *made(added("o1", 3, 8), added("o2", 5, 9)))
    store.close()
    apart = parse_project(SOURCE.replace("overlap: true", "overlap: false", 1))
    warnings = [one.what for one in check(path, apart) if one.level == "warning"]
    assert any("overlap in a layer that takes none" in what or "overlaps in layers that take none" in what for what in warnings)


def test_examples_are_few_however_many_faults_there_are(path: Path) -> None:
    store = Store.open(path)
    store.add(replace(plain(n), where="") for n in range(10, 110))
    store.close()
    sql(path, "UPDATE articles SET length = 1")
    (what,) = wrong(path)
    assert what.startswith("105 lengths of texts are wrong: article 1 ")
    assert what.endswith("and 102 more.")


def test_checking_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    check(path, PROJECT)
    assert path.read_bytes() == before


def test_imported_annotations_are_in_the_log(path: Path) -> None:
    store = Store.open(path)
    text = "La Mornésie attend."
    store.add(
        [
            Record(
                replace(plain(1).article, id="new", text=text),
                (added("n1", 3, 11, text=text), added("n2", 0, 2, text=text, by="bob")),
            )
        ]
    )
    assert store.size == 6
    store.close()
    assert wrong(path) == []
