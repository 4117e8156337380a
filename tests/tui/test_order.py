"""Articles in another order than the file's."""

from contextlib import closing
from pathlib import Path

import pytest

from desks import PROJECT, make_store, plain
from postil.db.store import Store
from postil.desk.peeking import first_article
from postil.schema.scheme_file import parse_project
from screens import opened

RANDOM = parse_project(PROJECT.source + "\norder: random\n")
COUNT = 7


def shuffled(store: Store) -> list[int]:
    """The numbers of all articles in the order "random"."""
    out: list[int] = []
    while len(out) < COUNT:
        number = store.next_article("nobody", out[-1] if out else 0, "random")
        assert number is not None
        out.append(number)
    return out


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Seven articles in a project that takes them at random."""
    make_store(tmp_path, *(plain(n) for n in range(1, COUNT + 1)), project=RANDOM).close()
    return tmp_path


@pytest.mark.parametrize(("size", "shown"), [((120, 40), "no. {}  0 of 7 done"), ((80, 24), "  0 of 7 done")])
async def test_the_project_says_the_order(project: Path, size: tuple[int, int], shown: str) -> None:
    async with opened(project, size=size) as stage:
        wanted = shuffled(stage.desk.store)
        assert wanted != sorted(wanted)
        assert stage.desk.number == wanted[0]
        assert stage.shows(shown.format(wanted[0]))
        await stage.press("n")
        assert stage.desk.number == wanted[1]
        await stage.press("A", "enter")
        await stage.until(lambda: stage.desk.number == wanted[2])
        assert stage.shows("1 of 7 done")
        await stage.press("N", "N", "N")
        assert stage.desk.number == wanted[0]
        assert stage.notice.startswith("This is where you began")


async def test_the_command_line_overrides_the_project(project: Path) -> None:
    async with opened(project, order="file") as stage:
        assert stage.desk.number == 1
        assert stage.shows("1 of 7 ")
        await stage.press("n")
        assert stage.desk.number == 2


async def test_with_one_left_there_is_no_other(project: Path) -> None:
    async with opened(project) as stage:
        for _ in range(COUNT - 1):
            stage.desk.skip()
            stage.desk.take_next()
        stage.screen.show_article()
        here = stage.desk.number
        await stage.press("n")
        assert stage.desk.number == here
        assert stage.notice.startswith("Nothing else is left to do")


def test_no_first_look_where_it_could_be_the_wrong_article(project: Path) -> None:
    first = first_article(project, "alice")
    assert first is not None
    assert first.id == "port-1"
    assert first_article(project, "alice", in_file_order=False) is None
    with closing(Store.open(project / "postil.db")) as store:
        store.keep_place("alice", 4, "")
    placed = first_article(project, "alice", in_file_order=False)
    assert placed is not None
    assert placed.id == "port-4"
