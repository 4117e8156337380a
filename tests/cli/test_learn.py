"""`postil learn` and `postil models`, from decisions that were imported to suggestions that are renewed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fleets import fleet
from postil.schema.article import Article
from postil.schema.postil_json import record_to_json
from postil.schema.record import Record, Status, Work
from running import Postil

NEW = "La compagnie vestral a quitté Madrid."


@pytest.fixture
def project(postil: Postil, tmp_path: Path) -> Path:
    """A project with sixty finished articles and one that nobody has seen."""
    folder, lines = tmp_path / "news", []
    for lesson in fleet():
        record = Record(lesson.article, lesson.gold, (), {"ada": Work(Status.DONE, 30.0)})
        lines.append(json.dumps(record_to_json(record)))
    lines.append(json.dumps(record_to_json(Record(Article("new", NEW, {"language": "fr"})))))
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert postil("init", folder, "--scheme", "entities").code == 0
    assert postil("-C", folder, "import", tmp_path / "in.jsonl").code == 0
    assert postil("-C", folder, "suggest").code == 0
    return folder


def suggested(postil: Postil, folder: Path, out: Path) -> dict[str, str]:
    """The suggestions of the article that nobody has seen: words and sources."""
    assert postil("-C", folder, "export", out, "--only", "todo").code == 0
    (record,) = [json.loads(line) for line in out.read_text().splitlines()]
    return {one["text"]: one["source"] for one in record["suggestions"]}


def test_a_model_is_learned_used_rolled_back_and_deleted(postil: Postil, project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert "vestral" not in suggested(postil, project, out)
    first = postil("-C", project, "learn", "--no-curve")
    assert first.code == 0, first.err
    assert "Learning from 60 articles (ada 60)." in first.err
    assert "In use now for: entity." in first.out
    assert "renewed in" in first.err
    run = (project / "models" / "current").read_text().strip()
    now = suggested(postil, project, out)
    assert now["vestral"] == f"model:{run}"
    assert now["Madrid"].endswith(f" + model:{run}")

    again = postil("-C", project, "learn")
    assert (again.code, again.out) == (0, "")
    assert "Nothing was decided since" in again.err
    same = json.loads(postil("-C", project, "learn", "--json").out)
    assert (same["run"], same["used"], same["before"]) == (run, False, run)
    more = postil("-C", project, "learn", "--again", "--json")
    told = json.loads(more.out)
    assert (told["used"], told["before"]) == (False, run)  # nothing was decided since, so it does as well and no better
    assert [points[0] for points in told["curve"]["points"]][-1] == told["articles"]

    listed = postil("-C", project, "models")
    assert "calibration" not in postil("-C", project, "models", "--json").out
    assert f"  {told['run']}" in listed.out
    assert f"● {run}" in listed.out
    assert postil("-C", project, "models", "use", told["run"]).code == 0
    assert postil("-C", project, "models", "drop", told["run"]).code == 2
    assert postil("-C", project, "models", "use", run).code == 0
    assert postil("-C", project, "models", "drop", told["run"]).code == 0
    assert [one["run"] for one in json.loads(postil("-C", project, "models", "--json").out)] == [run]
    assert postil("-C", project, "models", "use", "none").code == 0
    assert postil("-C", project, "suggest", "--again").code == 0
    assert "vestral" not in suggested(postil, project, out)
    assert postil("-C", project, "models", "use", "20200101-000000").code == 2


def test_an_evaluation_on_what_was_learned_from_says_so(postil: Postil, project: Path, tmp_path: Path) -> None:
    meta = json.loads(postil("-C", project, "learn", "--no-curve", "--json").out)
    gold = tmp_path / "gold.jsonl"
    assert postil("-C", project, "export", gold, "--only", "done").code == 0
    told = postil("-C", project, "evaluate", gold)
    assert f"the model in use learned from {meta['articles']} articles of GOLD" in flat(told.err)
    assert json.loads(postil("-C", project, "evaluate", gold, "--json").out)["learned_from"] == meta["articles"]
    without = postil("-C", project, "evaluate", gold, "--source", "rules", "--json")
    assert (json.loads(without.out)["learned_from"], "learned" in without.err) == (0, False)


def test_a_broken_model_is_told_and_suggesting_goes_on(postil: Postil, project: Path, tmp_path: Path) -> None:
    assert postil("-C", project, "learn", "--no-curve").code == 0
    run = (project / "models" / "current").read_text().strip()
    (project / "models" / run / "pipeline" / "ner_entity" / "weights.npz").write_bytes(b"PK")
    ended = postil("-C", project, "suggest", "--again")
    assert ended.code == 0
    assert f"The model {run} is broken" in ended.err
    assert "vestral" not in suggested(postil, project, tmp_path / "out.jsonl")
    damaged = postil("-C", project, "models")
    assert damaged.code == 0
    assert f"● {run}  20" in damaged.out
    assert flat(damaged.out).count("is broken: ner_entity/weights.npz is not what was written") == 1
    assert "So suggestions are made without it. Put another one to use (postil models use ID)" in flat(damaged.out)
    (project / "models" / run / "meta.json").write_text("{")
    assert f"The model {run} is broken: meta.json cannot be read" in flat(postil("-C", project, "models").out)
    (project / "models" / run).rename(tmp_path / "elsewhere")
    gone = postil("-C", project, "models")
    assert gone.code == 0
    assert f"● {run}\n    The model {run} is gone: there is no folder" in gone.out
    assert "F1 is" not in gone.out
    (told,) = json.loads(postil("-C", project, "models", "--json").out)
    assert (told["run"], told["current"], "is gone" in told["broken"]) == (run, True, True)
    again = postil("-C", project, "learn", "--no-curve")
    assert again.code == 0
    assert f"In use now for: entity. Before: The model {run} is gone" in flat(again.out)


def flat(text: str) -> str:
    """The text without its line breaks and indents."""
    return " ".join(text.split())


def test_what_is_shown_fits_eighty_columns(postil: Postil, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    first = postil("-C", project, "learn")
    second = postil("-C", project, "learn", "--again")
    for told in (first.out, second.out, postil("-C", project, "models").out):
        assert max(len(line) for line in told.splitlines()) <= 80
    head = next(line.split() for line in second.out.splitlines() if "together" in line)
    assert head == ["F1", "without", "last", "alone", "together", "P", "R", "gold"]


def test_a_useless_model_is_refused_with_what_to_do(postil: Postil, project: Path) -> None:
    assert postil("-C", project, "learn", "--no-curve").code == 0
    run = (project / "models" / "current").read_text().strip()
    path = project / "models" / run / "meta.json"
    meta = json.loads(path.read_text())
    meta["layers"]["entity"]["in_use"] = False
    path.write_text(json.dumps(meta))
    refused = postil("-C", project, "models", "use", run)
    assert refused.code == 2
    assert "postil models use none" in refused.err
    assert "postil learn" in refused.err


def test_what_cannot_be_learned_is_a_sentence(postil: Postil, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    assert postil("init", folder).code == 0
    assert postil("-C", folder, "models").out == "There is no model here; learn one: postil learn\n"
    none = postil("-C", folder, "learn")
    assert (none.code, none.out) == (2, "")
    assert "Too little was decided to learn from: 0 articles beside those that are held back." in none.err
    assert "about 13 finished ones" in none.err
    assert "Nobody called" in postil("-C", folder, "learn", "--as", "zoe").err


def learning(project: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "postil.cli", "-C", str(project), "learn", *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def test_killed_at_any_moment_the_old_model_stays_and_a_second_run_completes(postil: Postil, project: Path) -> None:
    assert postil("-C", project, "learn", "--no-curve").code == 0
    run = (project / "models" / "current").read_text()
    for _ in range(2):
        process = learning(project, "--again", "--no-curve")
        deadline = time.monotonic() + 60
        while not list((project / "models").glob(".*.part")) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.002)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        if (project / "models" / "current").read_text() != run:
            break  # it was quicker
        assert postil("-C", project, "check").code == 0
    assert postil("-C", project, "learn", "--again", "--no-curve").code == 0
    assert not list((project / "models").glob(".*"))


def test_what_a_killed_run_left_undone_is_done_by_the_next(postil: Postil, project: Path, tmp_path: Path) -> None:
    assert postil("-C", project, "learn", "--no-curve").code == 0
    current = project / "models" / "current"
    run = current.read_text().strip()
    current.unlink()
    assert postil("-C", project, "suggest", "--again").code == 0
    assert "vestral" not in suggested(postil, project, tmp_path / "before.jsonl")
    (project / "models" / run / "wanted").touch()  # as if killed before it was put to use
    second = postil("-C", project, "learn")
    assert second.code == 0
    assert "Nothing was decided since" in second.err
    assert "renewed in 61 articles" in second.err
    assert current.read_text().strip() == run
    assert suggested(postil, project, tmp_path / "after.jsonl")["vestral"] == f"model:{run}"
    third = postil("-C", project, "learn")
    assert (third.code, "renewed" in third.err) == (0, False)


def test_only_one_learns_and_the_quiet_one_gives_way(postil: Postil, project: Path) -> None:
    from postil.cli.lock import only_one

    with only_one(project / ".learn.lock", wait=False) as alone:
        assert alone
        busy = learning(project)
        assert b"Another process is learning" in busy.communicate(timeout=60)[1]
        quiet = learning(project, "--background")
        assert quiet.communicate(timeout=60)[1] == b""
    assert (busy.returncode, quiet.returncode) == (2, 0)
    assert list((project / "models").iterdir()) == []


def test_beside_the_screen_it_is_quiet_and_leaves_renewing_to_it(project: Path) -> None:
    process = learning(project, "--background")
    _, said = process.communicate(timeout=120)
    assert (process.returncode, said) == (0, b"")
    assert (project / "models" / "current").exists()
    last = json.loads((project / "models" / "last.json").read_text())
    assert (last["outcome"], last["finished"], list(last["layers"])) == ("used", 60, ["entity"])


def test_the_quiet_one_writes_down_that_too_little_was_decided(postil: Postil, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    assert postil("init", folder).code == 0
    process = learning(folder, "--background")
    assert (process.communicate(timeout=60)[1], process.returncode) == (b"", 0)
    last = json.loads((folder / "models" / "last.json").read_text())
    assert (last["outcome"], last["finished"]) == ("too little", 0)
    assert last["sentence"].startswith("Too little was decided")
