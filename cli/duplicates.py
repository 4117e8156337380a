"""`postil duplicates`: which articles are near-copies of each other."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from postil.cli import messages
from postil.cli.output import data_json
from postil.cli.progress import progress
from postil.cli.project import here, opened

if TYPE_CHECKING:
    from postil.cli.duplicates_table import Named
    from postil.corpus.copies import Copy
    from postil.db.store import Store
    from postil.schema.article import Article

_ALIKE = 0.6  # as corpus.copies.ALIKE, which is not imported for a line of help
_EVERY = 20  # articles between two steps of the bar
_TOGETHER = 200  # groups whose articles are looked up together


def duplicates(
    alike: Annotated[
        float,
        typer.Option(metavar="SHARE", help="From which share of their runs of five words in common, of all that either has."),
    ] = _ALIKE,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Find articles that are near-copies of each other, and mark them in the list of articles."""
    from postil.corpus.copies import near_copies

    project = here()
    with opened(project) as store:
        compared = 0

        def seen(tick: Callable[[int], None]) -> "Iterator[Article]":
            nonlocal compared
            for article in store.articles():
                yield article
                compared += 1
                if compared % _EVERY == 0:
                    tick(compared)
            tick(compared)

        with progress("Comparing", store.size) as tick:
            groups = near_copies(seen(tick), alike=alike)
        store.keep_copies([[copy.id for copy in group] for group in groups], compared=compared)
        if as_json:
            _json(store, groups, alike, compared)
        elif groups:
            from postil.cli.duplicates_table import show

            show(_called(store, groups), max(len(copy.id) for group in groups for copy in group))
    messages.say(_said(groups, compared, alike))


def _called(store: "Store", groups: "Iterable[list[Copy]]") -> "Iterator[list[Named]]":
    """Each group with what its articles are called, which is asked for many groups at a time."""
    left = iter(groups)
    while some := list(islice(left, _TOGETHER)):
        heads = {head.id: head for head in store.heads([copy.id for group in some for copy in group])}
        for group in some:
            yield [(copy, heads[copy.id]) for copy in group]


def _json(store: "Store", groups: "Iterable[list[Copy]]", alike: float, compared: int) -> None:
    data_json(
        {
            "articles": compared,
            "alike": alike,
            "groups": [
                [{"id": copy.id, "date": head.date, "title": head.title, "alike": round(copy.alike, 3)} for copy, head in group]
                for group in _called(store, groups)
            ],
        }
    )


def _said(groups: "list[list[Copy]]", compared: int, alike: float) -> str:
    if not compared:
        return "There are no articles to compare. Bring articles in: postil import FILES"
    wanted = f"alike by {100 * alike:g} % or more"
    among = messages.counted(compared, "article")
    if not groups:
        return f"No near-copies among {among} ({wanted})."
    held = sum(map(len, groups))
    return f"{messages.counted(len(groups), 'group')} of near-copies with {held:,} of {among} ({wanted})."
