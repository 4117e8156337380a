"""`postil duplicates`: near-copies are shown, kept for the list of articles, and told as JSON."""

import json
import random
from pathlib import Path

import pytest

from postil.cli.duplicates import _ALIKE
from postil.cli.project import opened, read
from postil.corpus.copies import ALIKE
from running import Postil

_DRAW = random.Random(8)
WORDS = ["".join(_DRAW.choices("abcdefghij", k=6)) for _ in range(2000)]


def text(seed: int, size: int = 120) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=size))


def bring(postil: Postil, folder: Path, *articles: tuple[str, str, str]) -> Path:
    """A project with these articles: id, text, date."""
    assert postil("init", folder).code == 0
    if articles:
        file = folder / "articles.jsonl"
        file.write_text("\n".join(json.dumps({"id": key, "text": text, "date": date}) for key, text, date in articles))
        assert postil("-C", folder, "import", file).code == 0
    return folder


@pytest.fixture
def wires(postil: Postil, tmp_path: Path) -> Path:
    """Five articles, of which three are one story and two another."""
    one, other = text(1), text(2)
    return bring(
        postil,
        tmp_path / "wires",
        ("a", f"Titre premier\n\n{one}", "2026-03-01"),
        ("b", f"Seul\n\n{text(3)}", "2026-03-02"),
        ("c", f"Titre troisième\n\n{one} {text(4, 10)}", "2026-03-03"),
        ("d", f"Autre histoire\n\n{other}", ""),
        ("e", f"Même autre\n\n{other} fin", ""),
        ("f", f"{text(5, 8)}\n\n{one}", "2026-03-04"),
    )


def rows(out: str) -> list[list[str]]:
    return [line.split() for line in out.splitlines()]


def test_groups_are_shown_with_what_their_articles_are_called(postil: Postil, wires: Path) -> None:
    shown = postil("-C", wires, "duplicates")
    assert shown.code == 0
    assert shown.err == "2 groups of near-copies with 5 of 6 articles (alike by 60 % or more).\n"
    head, a, c, f, d, e = rows(shown.out)
    assert head == ["articles", "alike", "date", "id", "title"]
    assert a == ["3", "2026-03-01", "a", "Titre", "premier"]
    assert (c[1:4], c[4:]) == (["%", "2026-03-03", "c"], ["Titre", "troisième"])
    assert 75 <= int(c[0]) < 100
    assert f[1:4] == ["%", "2026-03-04", "f"]
    assert d == ["2", "d", "Autre", "histoire"]
    assert e[1:] == ["%", "e", "Même", "autre"]


def test_they_are_kept_for_the_list(postil: Postil, wires: Path) -> None:
    postil("-C", wires, "duplicates")
    with opened(read(wires)) as store:
        assert store.copies() == [["a", "c", "f"], ["d", "e"]]
        assert store.compared() == 6
        assert [line.copies for line in store.listing("alice", 1, 6)] == [2, 0, 2, 1, 1, 2]
    postil("-C", wires, "duplicates", "--alike", "0.99")
    with opened(read(wires)) as store:
        assert store.copies() == []


def test_as_json(postil: Postil, wires: Path) -> None:
    told = json.loads(postil("-C", wires, "duplicates", "--json").out)
    assert (told["articles"], told["alike"]) == (6, 0.6)
    assert [[one["id"] for one in group] for group in told["groups"]] == [["a", "c", "f"], ["d", "e"]]
    first, second = told["groups"][0][:2]
    assert first == {"id": "a", "date": "2026-03-01", "title": "Titre premier", "alike": 1.0}
    assert (second["title"], 0.75 < second["alike"] < 1) == ("Titre troisième", True)


def test_no_near_copies(postil: Postil, project: Path) -> None:
    shown = postil("-C", project, "duplicates", "--alike", "0.855")
    assert (shown.code, shown.out) == (0, "")
    assert shown.err == "No near-copies among 2 articles (alike by 85.5 % or more).\n"
    assert json.loads(postil("-C", project, "duplicates", "--json").out)["groups"] == []


def test_one_article_or_none(postil: Postil, tmp_path: Path) -> None:
    empty = postil("-C", bring(postil, tmp_path / "empty"), "duplicates")
    assert (empty.code, empty.out) == (0, "")
    assert empty.err == "There are no articles to compare. Bring articles in: postil import FILES\n"
    alone = postil("-C", bring(postil, tmp_path / "alone", ("a", text(1), "")), "duplicates")
    assert (alone.code, alone.out, alone.err) == (0, "", "No near-copies among 1 article (alike by 60 % or more).\n")


@pytest.mark.parametrize("share", ["0", "-1", "80", "nan"])
def test_a_share_that_nothing_can_have_is_refused(postil: Postil, wires: Path, share: str) -> None:
    postil("-C", wires, "duplicates")
    refused = postil("-C", wires, "duplicates", "--alike", share)
    assert (refused.code, refused.out) == (2, "")
    assert "no share of words" in refused.err
    with opened(read(wires)) as store:
        assert len(store.copies()) == 2


def test_without_a_project(postil: Postil) -> None:
    assert postil("duplicates").code == 2


def test_names_cannot_act_on_the_terminal_and_long_ids_are_whole(
    postil: Postil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    one, long = text(1), "site/" + "x" * 70
    folder = bring(
        postil,
        tmp_path / "hostile",
        ("a\x1b[2J", f"[red]Titre\x1b]0;x\x07 \u202e[/]\n\n{one}", "2026\x9b31"),
        (long, f"Titre\n\n{one} plus", "2026-03-01"),
    )
    out = postil("-C", folder, "duplicates").out
    assert not set("\x1b\x07\x9b\u202e") & set(out)
    assert "[red]Titre" in out
    assert max(map(len, out.splitlines())) <= 80
    assert "".join(part for row in rows(out)[2:] for part in row if part.startswith(("site", "x"))) == long


def test_many_groups_are_one_table(postil: Postil, tmp_path: Path) -> None:
    pairs = [(f"{n}{side}", text(n) + extra, "") for n in range(230) for side, extra in (("a", ""), ("b", " fin"))]
    out = postil("-C", bring(postil, tmp_path / "many", *pairs), "duplicates").out
    assert [row[0] for row in rows(out)].count("articles") == 1
    ids = [row[1] if row[0] == "2" else row[2] for row in rows(out)[1:]]
    assert ids == [key for key, _, _ in pairs]


def test_the_default_is_what_is_taken_elsewhere() -> None:
    assert _ALIKE == ALIKE
