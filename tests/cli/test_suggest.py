"""Suggesting with several processes, in the background, stopped, killed: what is stored is whole, and the next run ends it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from desks import content
from postil.cli.project import opened, read
from postil.cli.suggest_compute import Task
from postil.cli.suggest_run import suggest_all
from postil.cli.suggest_stop import Stop
from postil.cli.suggest_workers import Workers
from postil.schema.annotation import Suggestion
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.record import Record
from postil.suggest.engine import Suggester
from running import Postil

MANY = 400
WORDS = "Le président Paul Bern a rencontré Anna Holt à Paris le {n} mai, et la Norvège a condamné l’attaque contre Oslo. "


@pytest.fixture
def many(postil: Postil, project: Path, tmp_path: Path) -> Path:
    """A project of so many articles that suggesting takes a second."""
    file = tmp_path / "many.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for n in range(MANY - 2):
            out.write(json.dumps({"id": f"n{n}", "text": WORDS.format(n=n) * 8}) + "\n")
    assert postil("-C", project, "import", file).code == 0
    return project


def start(project: Path, *options: str) -> subprocess.Popen[str]:
    """`postil suggest` as a process of its own."""
    command = [sys.executable, "-m", "postil.cli", "-C", str(project), "suggest", *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)


def children(process: subprocess.Popen[str]) -> list[int]:
    """The processes that it forked."""
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def stored(project: Path) -> int:
    """How many articles have their suggestions."""
    with opened(read(project)) as store:
        return store.size - store.count_pending("")


def until(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until the condition holds or the process has ended."""
    end = time.monotonic() + 60
    while not condition() and process.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.01)


def said(project: Path) -> list[Record]:
    """All that is stored."""
    with opened(read(project)) as store:
        return content(store)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_however_many_suggest_they_suggest_the_same(postil: Postil, many: Path, workers: int) -> None:
    with opened(read(many)) as store:
        suggester = Task(read(many).file, many).suggester()
        right = {one.article.id: {s.identity for s in suggester.suggest(one.article)} for one in store.records()}
    done = postil("-C", many, "suggest", "--workers", workers)
    assert done.code == 0
    assert f"for {MANY} articles" in done.err
    assert {one.article.id: {s.identity for s in one.suggestions} for one in said(many)} == right
    assert "Nothing to do" in postil("-C", many, "suggest", "--workers", 0).err
    assert postil("-C", many, "check").code == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_at_any_moment(postil: Postil, many: Path, workers: int) -> None:
    moments = random.Random(workers)
    for _ in range(3):
        process = start(many, "--workers", str(workers))
        before = stored(many)
        until(lambda before=before: stored(many) > before, process)  # type: ignore[misc]  # bound at once
        time.sleep(moments.uniform(0.0, 0.2))
        forked = children(process) if process.poll() is None else []
        process.kill()
        process.communicate()
        assert postil("-C", many, "check").code == 0
        for pid in forked:
            end = time.monotonic() + 10
            while Path(f"/proc/{pid}").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z":
                assert time.monotonic() < end, "a worker outlives its parent"
                time.sleep(0.01)
    assert postil("-C", many, "suggest", "--workers", workers).code == 0
    whole = said(many)
    with opened(read(many)) as store:
        assert store.count_pending("") == 0
        suggester = Task(read(many).file, many).suggester()
        for one in whole:
            assert {s.id: s for s in one.suggestions} == {s.id: s for s in suggester.suggest(one.article)}
    assert postil("-C", many, "check").code == 0


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_it_stores_what_is_done_and_goes_on(postil: Postil, many: Path, workers: int, number: int, code: int) -> None:
    process = start(many, "--workers", str(workers))
    until(lambda: stored(many) > 0, process)
    os.killpg(process.pid, number)
    _, err = process.communicate(timeout=60)
    if process.returncode == 0:
        pytest.skip("it was done before it was stopped")
    assert process.returncode == code
    done = stored(many)
    assert 0 < done < MANY
    assert f"{done} of {MANY} articles are done" in err
    again = postil("-C", many, "suggest")
    assert again.code == 0
    assert f"Goes on with {MANY - done} of {MANY} articles." in again.err
    assert not (many / ".suggest.unfinished").exists()


def test_it_goes_on_only_where_it_was_interrupted(postil: Postil, project: Path, tmp_path: Path) -> None:
    first = postil("-C", project, "suggest").err
    more = tmp_path / "more.txt"
    more.write_text("La Norvège a condamné l’attaque.", encoding="utf-8")
    assert postil("-C", project, "import", more).code == 0
    second = postil("-C", project, "suggest").err
    assert "for 1 article." in second
    assert "Goes on" not in first + second


def test_after_the_sources_changed_it_says_whose_suggestions_there_are(postil: Postil, project: Path, tmp_path: Path) -> None:
    assert "other sources" not in postil("-C", project, "suggest").err + postil("-C", project, "suggest").err
    patterns = project / "patterns.jsonl"
    patterns.write_text('{"label": "ORG", "pattern": "accord"}\n', encoding="utf-8")
    for _ in range(2):
        told = postil("-C", project, "suggest").err
        assert "Nothing to do" in told
        assert "2 articles have suggestions of other sources than those in use now" in told
        assert "postil suggest --again" in told
    (tmp_path / "more.txt").write_text("La Norvège a condamné l’attaque.", encoding="utf-8")
    assert postil("-C", project, "import", tmp_path / "more.txt").code == 0
    assert "2 articles have suggestions of other sources" in postil("-C", project, "suggest").err
    assert "other sources" not in postil("-C", project, "suggest", "--again").err + postil("-C", project, "suggest").err
    patterns.unlink()
    assert "3 articles have suggestions of other sources" in postil("-C", project, "suggest").err


def test_articles_that_came_with_annotations_alone_are_suggested_for(postil: Postil, project: Path, tmp_path: Path) -> None:
    mark = {"id": "a1", "layer": "entity", "label": "GPE", "start": 3, "end": 10, "text": "Norvège"}
    said = {"verdict": "added", "by": "ada", "at": "2026-01-01T00:00:00Z"}
    one = {"postil": 1, "id": "n", "text": "La Norvège a condamné l’attaque.", "annotations": [mark | said]}
    (tmp_path / "said.jsonl").write_text(json.dumps(one), encoding="utf-8")
    assert postil("-C", project, "suggest").code == 0
    assert postil("-C", project, "import", tmp_path / "said.jsonl").code == 0
    done = postil("-C", project, "suggest").err
    assert "for 1 article." in done
    with opened(read(project)) as store:
        found = store.sheet(3, "bob").suggestions
        assert (3, 10) in {(s.start, s.end) for s in found}, "another annotator is asked about it, too"
        assert f"{len(found)} suggestions" in done


@pytest.mark.parametrize("ignored", [True, False])
def test_a_closed_terminal_stops_it_unless_it_was_told_to_go_on(many: Path, ignored: bool) -> None:
    command = [sys.executable, "-m", "postil.cli", "-C", str(many), "suggest"]
    handler = signal.SIG_IGN if ignored else signal.SIG_DFL  # nohup does no more
    process = subprocess.Popen(
        command, stderr=subprocess.DEVNULL, text=True, preexec_fn=lambda: signal.signal(signal.SIGHUP, handler)
    )
    until(lambda: stored(many) > 0, process)
    process.send_signal(signal.SIGHUP)
    code = process.wait(60)
    if not ignored and code == 0:
        pytest.skip("it was done before it was stopped")
    assert (code == 0, stored(many) == MANY) == (ignored, ignored)


def test_what_runs_in_the_background_makes_way(postil: Postil, many: Path) -> None:
    quiet = start(many, "--background")
    until(lambda: stored(many) > 0, quiet)
    done = postil("-C", many, "suggest")
    _, err = quiet.communicate(timeout=30)
    if "waiting for it to end" not in done.err:
        pytest.skip("the background was faster")
    assert (done.code, quiet.returncode, err) == (0, 0, "")
    assert "Goes on with" in done.err, "the one in the background was waited for until it was done"
    assert stored(many) == MANY
    assert (many / ".suggest.lock").stat().st_size == 0


def test_it_can_be_stopped_before_anything_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postil.cli.suggest_workers._PATIENCE", 0.1)

    def load() -> Suggester:
        time.sleep(120)
        raise AssertionError("nobody waits for it")

    began = time.monotonic()
    with Workers(load, 2, Stop(unwanted=lambda: True), last=True) as running:
        assert running.version == ""
        assert list(running.run(iter(()))) == []
    assert time.monotonic() - began < 60


class Fake:
    """A source that suggests nothing, after having done something."""

    name = "rules"
    version = "fake"

    def __init__(self, action: Callable[[Article], None]) -> None:
        self.action = action

    def suggest_many(self, articles: Sequence[Article]) -> list[tuple[Suggestion, ...]]:
        """Nothing for each."""
        for article in articles:
            self.action(article)
        return [() for _ in articles]


Acting = Callable[[Callable[[Article], None]], None]


@pytest.fixture
def acting(monkeypatch: pytest.MonkeyPatch) -> Acting:
    """Let suggesters do this with each article, and nothing else."""

    def act(action: Callable[[Article], None]) -> None:
        monkeypatch.setattr(Task, "suggester", lambda self: Suggester(self.file.scheme, sources=[Fake(action)]))

    return act


@pytest.mark.parametrize(("number", "name"), [(signal.SIGKILL, "Killed"), (signal.SIGSEGV, "Segmentation fault")])
def test_a_worker_that_is_killed_is_a_sentence(postil: Postil, many: Path, acting: Acting, number: int, name: str) -> None:
    acting(lambda article: os.kill(os.getpid(), number) if article.id == "n300" else None)
    done = postil("-C", many, "suggest", "--workers", 2)
    assert done.code == 2
    assert f"signal {int(number)} ({name}) at the article 'n300'" in done.err
    assert stored(many) > 200
    acting(lambda article: None)
    assert postil("-C", many, "suggest", "--workers", 2).code == 0
    assert stored(many) == MANY


def test_an_error_in_a_worker_names_the_article_and_is_logged(postil: Postil, many: Path, acting: Acting) -> None:
    def fail(article: Article) -> None:
        if article.id == "n100":
            raise ZeroDivisionError("by chance")

    acting(fail)
    done = postil("-C", many, "suggest", "--workers", 2)
    assert done.code == 1
    assert "failed at the article 'n100'" in done.err
    assert "Traceback" not in done.err
    assert "ZeroDivisionError: by chance" in (many / "postil.log").read_text()


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_source_refuses_is_told(postil: Postil, many: Path, acting: Acting, workers: int) -> None:
    def refuse(article: Article) -> None:
        raise PostilError("The pipeline is not there.", hint="Install it.")

    acting(refuse)
    done = postil("-C", many, "suggest", "--workers", workers)
    assert done.code == 2
    assert done.err.startswith("postil: The pipeline is not there.\n  Install it.\n")


def test_no_connection_and_no_lock_crosses_the_fork(postil: Postil, many: Path, acting: Acting) -> None:
    def look(article: Article) -> None:
        for handle in Path("/proc/self/fd").iterdir():
            try:
                name = os.readlink(handle)
            except FileNotFoundError:
                continue
            if name.startswith(str(many)):
                raise PostilError(f"{name} is open.")

    acting(look)
    done = postil("-C", many, "suggest", "--workers", 2)
    assert (done.code, stored(many)) == (0, MANY), done.err


def test_the_background_computes_at_the_lowest_priority(many: Path, acting: Acting) -> None:
    def look(article: Article) -> None:
        if os.nice(0) != 19:
            raise PostilError("It is in the way.")

    acting(look)
    nice = os.nice(0)
    with opened(read(many), writing=True) as store:
        assert suggest_all(store, read(many), quiet=True, watched=os.getppid()).articles == MANY
    assert os.nice(0) == nice


def test_it_ends_with_its_parent(many: Path, acting: Acting) -> None:
    acting(lambda article: None)
    with opened(read(many), writing=True) as store:
        assert suggest_all(store, read(many), quiet=True, watched=1 if os.getppid() != 1 else 2).articles == 0


def test_where_nothing_waits_nothing_is_loaded(postil: Postil, project: Path) -> None:
    assert postil("-C", project, "suggest").code == 0
    look = (
        "import sys; from postil.cli.main import run; "
        "run(['suggest', '--background']); print('spacy' in sys.modules, 'babel' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", look], cwd=project, capture_output=True, text=True, check=True).stdout
    assert out == "False False\n"


@pytest.mark.parametrize("workers", [1, 2])
def test_the_rate_is_that_of_the_articles_without_the_loading(
    postil: Postil, many: Path, acting: Acting, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr("postil.cli.suggest_run._WORTH_A_RATE", 1.0)
    wait = [1.5]
    acting(lambda article: time.sleep(wait.pop() if wait else 0))  # as what is loaded with the first article
    told = postil("-C", many, "suggest", "--workers", workers).err
    assert f"for {MANY} articles.\n" in told
    monkeypatch.setattr("postil.cli.suggest_run._WORTH_A_RATE", 0.0)
    with opened(read(many), writing=True) as store:
        store.set_waiting(range(1, MANY + 1))
    assert "articles/s)." in postil("-C", many, "suggest", "--workers", workers).err
