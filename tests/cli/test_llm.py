"""`postil suggest --llm`: what is said and sent, what is kept, and that nothing is sent without it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from endpoints import KEY, VARIABLE, Answer, Asked, Endpoint, said, serving, wrong
from postil.cli.llm_answers import StoredAnswers
from postil.cli.project import opened, read
from postil.db.store import Store
from running import Postil


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """The server, with a key in the environment, that finds a name in each of the two articles."""
    monkeypatch.setenv(VARIABLE, KEY)
    with serving() as found:
        found.answer = named
        yield found


def named(asked: Asked) -> Answer:
    """Anna Holt in one article, Jens Dahl in the other, and somebody who is in neither."""
    quotes = [name for name in ("Anna Holt", "Jens Dahl") if name in asked.user] + ["Nemo"]
    return said({"entity": [{"before": "", "quote": quote, "label": "PER"} for quote in quotes]})


@pytest.fixture
def asking(project: Path, endpoint: Endpoint) -> Path:
    """A project whose postil.yaml names the server."""
    return name(project, endpoint)


def name(project: Path, endpoint: Endpoint, more: str = "price: {in: 0.5, out: 2}") -> Path:
    """Write the server into postil.yaml."""
    file = project / "postil.yaml"
    llm = f"{{url: '{endpoint.url}', model: qwen3, key: {VARIABLE}, layers: [entity], {more}}}"
    file.write_text(file.read_text("utf-8") + f"\nsuggest:\n  llm: {llm}\n", "utf-8")
    return project


def sources(project: Path) -> dict[str, str]:
    """Who suggests the names of the two articles."""
    with opened(read(project)) as store:
        found = [s for number in (1, 2) for s in store.sheet(number, "alice").suggestions]
    return {s.text: s.source for s in found if s.text in ("Anna Holt", "Jens Dahl", "Nemo")}


def test_it_is_said_what_it_may_cost_and_what_it_did(postil: Postil, asking: Path, endpoint: Endpoint) -> None:
    done = postil("-C", asking, "suggest", "--llm")
    assert done.code == 0
    assert done.out == ""
    host = endpoint.url.split("/")[2]
    before, _, after = done.err.partition(f"Asking qwen3 at {host} about 2 articles: about ")
    assert before == ""
    assert "tokens in" in after.splitlines()[0]
    assert "cost about 0.00" in after.splitlines()[0]
    shown = {" ".join(line.split()[:-1]): line.split()[-1] for line in after.splitlines()[1:] if line.split()}
    assert shown["requests"] == "2"
    assert shown["tokens in"] == "2,000"
    assert shown["tokens out"] == "400"
    assert shown["cost"] == "0.0018"
    assert shown["quotes located"] == "2"
    assert shown["dropped: not in the text"] == "2"
    assert len(endpoint.asked) == 2
    assert all("llm:qwen3" in source for source in sources(asking).values())
    assert set(sources(asking)) == {"Anna Holt", "Jens Dahl"}


def test_the_key_is_nowhere_but_in_the_requests(postil: Postil, asking: Path, endpoint: Endpoint) -> None:
    results = [postil("-C", asking, "suggest", "--llm")]
    assert all(asked.headers["authorization"].endswith(KEY) for asked in endpoint.asked)
    file = asking / "postil.yaml"
    file.write_text(file.read_text("utf-8").replace("qwen3", "other"), "utf-8")
    endpoint.answer, endpoint.answers = None, [wrong(413, f"the key {KEY} broke")]
    results.append(postil("-C", asking, "suggest", "--llm"))
    assert "the key … broke" in results[1].err
    assert all(KEY not in result.out + result.err for result in results)
    for path in asking.rglob("*"):
        assert path.is_dir() or KEY.encode() not in path.read_bytes()


def test_a_second_run_costs_nothing(postil: Postil, asking: Path, endpoint: Endpoint) -> None:
    postil("-C", asking, "suggest", "--llm")
    again = postil("-C", asking, "suggest", "--llm")
    assert again.code == 0
    assert "has answered about every article already; nothing is sent." in again.err
    assert len(endpoint.asked) == 2


def test_nothing_is_sent_unless_told(postil: Postil, asking: Path, endpoint: Endpoint) -> None:
    assert postil("-C", asking, "suggest").code == 0
    assert postil("-C", asking, "suggest", "--again").code == 0
    assert endpoint.asked == []


@pytest.mark.parametrize("workers", [1, 2])
def test_answers_are_used_by_later_runs_without_a_key(
    postil: Postil, asking: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    assert postil("-C", asking, "suggest", "--llm", "--workers", workers).code == 0
    before = sources(asking)
    with opened(read(asking)) as store:
        store.set_waiting([1, 2])
    monkeypatch.delenv(VARIABLE)
    assert postil("-C", asking, "suggest", "--workers", workers).code == 0
    assert sources(asking) == before
    assert "llm:qwen3" in before["Jens Dahl"]
    assert len(endpoint.asked) == 2


def test_every_process_opens_the_answers_for_itself(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(read(project)) as store:
        store.keep_answer("llm:1", "{}")
    answers = StoredAnswers(project / "postil.db")
    places: list[Path] = []
    really = Store.open

    def open_(path: Path) -> Store:
        places.append(path)
        return really(path)

    monkeypatch.setattr(Store, "open", open_)
    assert (answers.answer("llm:1"), answers.answer("llm:2")) == ("{}", None)
    assert len(places) == 1
    child = os.fork()
    if not child:
        os._exit(0 if answers.answer("llm:1") == "{}" and len(places) == 2 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_articles_with_suggestions_get_new_ones(postil: Postil, project: Path, endpoint: Endpoint) -> None:
    """An article with suggestions waits again once there is an answer, without --again."""
    assert postil("-C", project, "suggest").code == 0
    assert "llm" not in str(sources(project))
    name(project, endpoint)
    assert postil("-C", project, "suggest", "--llm", "--limit", 1).code == 0
    assert len(endpoint.asked) == 1
    assert str(sources(project)).count("llm:qwen3") == 1
    assert postil("-C", project, "suggest", "--llm", "--limit", 1).code == 0
    assert len(endpoint.asked) == 2
    assert str(sources(project)).count("llm:qwen3") == 2


def test_a_bound_on_the_cost(postil: Postil, asking: Path, endpoint: Endpoint) -> None:
    done = postil("-C", asking, "suggest", "--llm", "--llm-limit", "0.001")
    assert done.code == 0
    assert "It ends before more than 0.0010 is spent." in done.err
    assert "the same command goes on from here" in done.err
    assert len(endpoint.asked) <= 1


def test_a_bound_on_the_cost_needs_prices(postil: Postil, project: Path, endpoint: Endpoint) -> None:
    done = postil("-C", name(project, endpoint, "per_minute: 1"), "suggest", "--llm", "--llm-limit", "1")
    assert done.code == 2
    assert "price" in done.err
    assert endpoint.asked == []
    free = postil("-C", project, "suggest", "--llm", "--limit", 1)
    assert "cost unknown (no prices in postil.yaml)" in free.err


@pytest.mark.parametrize("option", [["--limit", "1"], ["--llm-limit", "1"]])
def test_bounds_are_for_asking(postil: Postil, project: Path, option: list[str]) -> None:
    done = postil("-C", project, "suggest", *option)
    assert done.code == 2
    assert "Add --llm." in done.err


def test_without_a_model_it_is_said_what_to_write(postil: Postil, project: Path) -> None:
    done = postil("-C", project, "suggest", "--llm")
    assert done.code == 2
    assert "names no language model" in done.err
    assert "url:" in done.err


def test_without_a_key_nothing_is_sent(
    postil: Postil, asking: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    done = postil("-C", asking, "suggest", "--llm")
    assert done.code == 2
    assert VARIABLE in done.err
    assert endpoint.asked == []


def test_it_warns_of_a_way_that_can_be_listened_to(
    postil: Postil, asking: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "unencrypted" not in postil("-C", asking, "suggest", "--llm", "--limit", 1).err
    monkeypatch.setattr("postil.suggest.llm.client._local", lambda host: False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert "The articles and the key travel unencrypted" in postil("-C", asking, "suggest", "--llm").err


def test_a_wrong_key_ends_it_with_a_sentence(postil: Postil, asking: Path, endpoint: Endpoint) -> None:
    endpoint.answer, endpoint.answers = None, [wrong(401, f"bad key {KEY}")]
    done = postil("-C", asking, "suggest", "--llm")
    assert done.code == 2
    assert "refuses the key (401)" in done.err
    assert "requests" not in done.err
    assert KEY not in done.err
    assert "Traceback" not in done.err


def test_where_nothing_listens_no_costs_are_told(postil: Postil, project: Path, endpoint: Endpoint) -> None:
    """A table of zeros says nothing, and pushes away the sentence that says what to do."""
    name(project, endpoint)
    file = project / "postil.yaml"
    file.write_text(file.read_text("utf-8").replace(endpoint.url, "http://127.0.0.1:9/v1"), "utf-8")
    done = postil("-C", project, "suggest", "--llm")
    assert done.code == 2
    assert "No language model answers at 127.0.0.1:9" in done.err
    assert "requests" not in done.err
    assert "cost  " not in done.err


def test_useless_answers_are_told_and_the_rules_suggest_all_the_same(postil: Postil, asking: Path, endpoint: Endpoint) -> None:
    endpoint.answer, endpoint.answers = None, [said("\x1b[31mI'd rather not.\x1b[31m")]
    done = postil("-C", asking, "suggest", "--llm")
    assert done.code == 0
    assert "2 answers could not be had: The language model's reply is not the JSON that was asked for." in done.err
    assert "for 2 articles" in done.err
    assert "\x1b[31m" not in done.err


def test_a_form_that_the_server_does_not_know_is_told_once(postil: Postil, asking: Path, endpoint: Endpoint) -> None:
    endpoint.answer = lambda asked: wrong(400) if "json_schema" in json.dumps(asked.body["response_format"]) else named(asked)
    done = postil("-C", asking, "suggest", "--llm")
    assert done.code == 0
    assert done.err.count("json_schema") == 1


def test_frames_roles_and_choices_are_stored_whole(postil: Postil, tmp_path: Path, articles: Path, endpoint: Endpoint) -> None:
    """What rules and model say together passes `postil check`: offsets, labels, and fillers that are there."""
    project = tmp_path / "diplomacy"
    postil("init", project, "--scheme", "diplomacy")
    file = project / "postil.yaml"
    llm = f"\nsuggest: {{llm: {{url: '{endpoint.url}', model: qwen3}}}}\n"
    file.write_text(file.read_text("utf-8").replace("targets: []", "targets: [l'accord]") + llm, "utf-8")
    postil("-C", project, "import", articles)
    endpoint.answer = None
    endpoint.answers = [
        said(
            {
                "entity": [{"before": "", "quote": name, "label": "PER"} for name in ("Paul Bern", "Anna Holt", "Jens Dahl")],
                "event": [
                    {"before": "a", "quote": "rencontré", "label": "CONSULT", "roles": {"actor": ["Paul Bern"]}},
                    {"before": "", "quote": "l'attaque", "label": "ASSAULT", "roles": {"recipient": ["Oslo", "Jens Dahl"]}},
                ],
                "stance": [{"before": "Il", "quote": "a salué l'accord", "label": "FAVOR", "roles": {"target": ["L'accord"]}}],
                "article_event": ["CONSULT", "ASSAULT"],
                "article_stance": [{"target": "l’accord", "label": "FAVOR"}],
            }
        )
    ]
    assert postil("-C", project, "suggest", "--llm").code == 0
    assert postil("-C", project, "check").code == 0
    with opened(read(project)) as store:
        found = {(s.layer, s.label): s for s in store.sheet(1, "alice").suggestions if "llm:qwen3" in s.sources}
        bern = next(s.id for s in store.sheet(1, "alice").suggestions if s.text == "Paul Bern")
    assert found["event", "CONSULT"].roles["actor"][0].suggestion == bern
    assert [filler.text for filler in found["stance", "FAVOR"].roles["target"]] == ["l'accord"]
    assert ("article_event", "CONSULT") in found
    assert found["article_stance", "FAVOR"].target == "l'accord"


def test_an_interruption_keeps_what_was_answered(asking: Path, endpoint: Endpoint) -> None:
    """One article is answered, the other is not yet: Ctrl+C, and the answer that comes then is kept as well."""
    gate = threading.Event()

    def answer(asked: Asked) -> Answer:
        if "Anna Holt" in asked.user:
            return named(asked)
        return Answer(200, named(asked).body, gate=gate)

    endpoint.answer = answer
    command = [sys.executable, "-m", "postil.cli", "-C", str(asking), "suggest", "--llm"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while len(endpoint.asked) < 2 or not _answers(asking):
        assert time.monotonic() < until
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    threading.Timer(0.3, gate.set).start()
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Stopped." in err
    assert "requests" in err
    assert "Traceback" not in err
    assert _answers(asking) == 2
    with opened(read(asking)) as store:
        assert [number for number, _ in store.pending("")] == [1, 2]


def _answers(project: Path) -> int:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(project / "postil.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM answers").fetchone()[0])
