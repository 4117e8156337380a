"""`postil stats`: how good the suggestions are, what is corrected, how fast it goes, when it will be finished."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from postil.cli.output import data, data_json
from postil.cli.project import here, opened
from postil.schema.errors import PostilError

if TYPE_CHECKING:
    from postil.cli.stats_figures import Person
    from postil.db.statistics import Statistics
    from postil.db.store import Store


def stats(
    names: Annotated[
        list[str] | None, typer.Option("--as", metavar="NAME", help="Only the work of NAME; may be given again.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts: all of it.")] = False,
) -> None:
    """Show how often suggestions are right, what is corrected, how long decisions take, and when all is finished."""
    project = here()
    with opened(project) as store:
        _require_known(store, names or [])
        found = store.statistics(names or None)
        people = _people(store, found)
    today = datetime.now(UTC).date()
    if as_json:
        from postil.cli.stats_json import statistics_json

        data_json(statistics_json(found, people, today))
    elif not found.labels and not any(who.count.decisions or who.count.done or who.count.skipped for who in people):
        data(_NOTHING)
    else:
        from postil.cli.stats_tables import Report

        Report(project.file.scheme, found, people, today).show()


_NOTHING = "Nothing is decided here yet: there is nothing to count. Annotate with: postil"


def _people(store: "Store", found: "Statistics") -> "Sequence[Person]":
    """Each annotator with the pace of the last articles, and with the days that were theirs alone."""
    from postil.cli.stats_figures import Person

    alone = len(found.annotators) == 1
    return [
        Person(one, store.progress(one.name).per_hour, found.days if alone else store.statistics([one.name]).days)
        for one in found.annotators
    ]


def _require_known(store: "Store", names: list[str]) -> None:
    known = store.annotators()
    for name in names:
        if name not in known:
            raise PostilError(f"Nobody called {name!r} annotated here.", hint=f"There are: {', '.join(known) or 'none yet'}.")
