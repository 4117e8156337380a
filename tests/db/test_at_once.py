"""Several processes on one file, and processes that are killed: nothing that was acknowledged is lost or doubled."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desks import make_store, plain, record
from postil.db import reading
from postil.db.rows import to_suggestion
from postil.db.store import Store
from stores import asked, wrong

DECIDE = """
import sys, uuid
from pathlib import Path
from postil.db.store import Store
from postil.schema.annotation import Annotation, Verdict
from postil.schema.record import AnnotationChange, Decision
path, name, many = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = Store.open(path)
text = store.article(1).text
for n in range(many):
    given = {"layer": "entity", "label": "GPE", "start": 3, "end": 7, "text": text[3:7], "by": name}
    mark = Annotation(id=f"{name}{n}", verdict=Verdict.ADDED, **given)
    store.decide(Decision(name, 1, "add", (AnnotationChange(None, mark),), id=f"{name}{n}"))
    print(n, flush=True)
"""


def run(path: Path, name: str, many: int) -> subprocess.Popen[str]:
    """A process that decides, and prints the number of each decision once it is stored."""
    command = [sys.executable, "-c", DECIDE, str(path), name, str(many)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_eight_processes_on_one_file(tmp_path: Path) -> None:
    store = make_store(tmp_path, plain(1))
    running = [run(store.path, f"p{n}-", 100) for n in range(8)]
    for process in running:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err, len(out.split())) == (0, "", 100)
    assert asked(store.path, "SELECT count(*), count(DISTINCT uuid), max(seq) FROM log") == [(800, 800, 800)]
    assert asked(store.path, "SELECT annotator, count(*) FROM annotations GROUP BY 1") == [(f"p{n}-", 100) for n in range(8)]
    store.close()
    assert wrong(store.path) == []


def test_killed_at_any_moment(tmp_path: Path) -> None:
    store = make_store(tmp_path, plain(1))
    store.close()
    moments = random.Random(8)
    for n in range(6):
        with run(store.path, f"k{n}-", 100_000) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(moments.uniform(0.0, 0.3))
            process.send_signal(signal.SIGKILL)
            acknowledged = len((first + process.stdout.read()).split("\n")) - 1
        stored = asked(store.path, f"SELECT count(*), count(DISTINCT uuid) FROM log WHERE annotator = 'k{n}-'")[0]
        assert stored[0] == stored[1]
        assert acknowledged <= stored[0] <= acknowledged + 1
        again = Store.open(store.path)
        assert len(again.sheet(1, f"k{n}-").annotations) == stored[0]
        again.close()
    assert wrong(store.path) == []


def test_a_decision_waits_for_no_import(tmp_path: Path) -> None:
    store = make_store(tmp_path, plain(0))
    with run(store.path, "p", 200) as process:
        store.add(plain(n) for n in range(1, 1500))
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err, len(out.split())) == (0, "", 200)
    assert store.size == 1500
    store.close()
    assert wrong(store.path) == []


def test_a_decision_waits_for_no_suggestions(tmp_path: Path) -> None:
    store = make_store(tmp_path, *(plain(n) for n in range(600)))
    with run(store.path, "p", 100) as process:
        rounds = 0
        while process.poll() is None:
            batch = [(n, plain(n - 1).suggestions[rounds % 2 :]) for n in range(1, 601)]
            store.suggest_many(batch, f"v{rounds}")
            rounds += 1
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err, len(out.split())) == (0, "", 100)
    assert store.count_pending(f"v{rounds - 1}", again=True) == 0
    assert len(store.sheet(1, "p").annotations) == 100
    store.close()
    assert wrong(store.path) == []


@pytest.mark.parametrize("read", [lambda store: store.sheet(1, "alice"), lambda store: list(store.records())])
def test_who_reads_a_long_article_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[Store], object]
) -> None:
    """Values were made inside the transaction: two seconds for 30,000 suggestions, in which no decision was stored."""
    store = make_store(tmp_path, record())
    other = Store.open(store.path, wait=0.1)
    turns = 0

    def decided_meanwhile(row: Any) -> Any:
        nonlocal turns
        turns += 1
        other.keep_place("bob", 1, f"row {turns}")
        return to_suggestion(row)

    monkeypatch.setattr(reading, "to_suggestion", decided_meanwhile)
    read(store)
    assert turns == 22
    other.close()
    store.close()
