"""`postil import`: articles from files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postil.cli import complete, messages
from postil.cli.bad_lines import BadLines
from postil.cli.progress import progress
from postil.cli.project import here, opened
from postil.schema.record import Record

if TYPE_CHECKING:
    from postil.db.results import Added
    from postil.db.store import Store

_SHOWN = 10


@dataclass(slots=True)
class Seen:
    """What passed by on its way into the store: articles with hidden regions, those regions, and articles whose
    annotations were not read.
    """

    articles: int = 0
    regions: int = 0
    unread: int = 0


def import_(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files, or folders with all that is in them.")],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="text, jsonl, postil, csv or tsv; else found out.",
            autocompletion=complete.readers,
        ),
    ] = "",
    encoding: Annotated[str, typer.Option(metavar="NAME", help="Of files that are not UTF-8, such as cp1252.")] = "",
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Go past bad lines, and write them to a file beside.")] = False,
) -> None:
    """Bring articles in: all of these files, or nothing."""
    bad = BadLines() if skip_bad else None
    with opened(here(), writing=True) as store:
        seen = Seen()
        try:
            added = add(store, paths, seen, form=form, encoding=encoding, bad=bad)
        except KeyboardInterrupt:
            messages.say("Nothing of this import was kept.")
            raise
        _report(added, seen, store.size)
    if bad is not None:
        bad.report()


def add(
    store: "Store", paths: Sequence[Path], seen: Seen, *, form: str = "", encoding: str = "", bad: BadLines | None = None
) -> "Added":
    """Read, prepare and store what is in `paths`; what passes by is counted in `seen`. Raises PostilError."""
    from postil.corpus import annotated, prepare, read

    def prepared(records: Iterator[Record]) -> Iterator[Record]:
        for record in records:
            article = prepare(record.article)
            seen.articles += bool(article.hidden)
            seen.regions += len(article.hidden)
            seen.unread += annotated(record.article.meta)
            yield replace(record, article=article)

    with progress("Importing") as tick:
        return store.add(prepared(read(paths, format=form, encoding=encoding, bad=bad)), tick=tick)


def _report(added: "Added", seen: Seen, size: int) -> None:
    messages.say(f"{messages.counted(added.added, 'article')} added; the project holds {size:,}.")
    if added.duplicates:
        messages.say(f"{messages.counted(added.duplicates, 'article')} not added, because the same text is there already:")
        for item in added.named[:_SHOWN]:
            place = f" ({item.where})" if item.where else ""
            messages.say(f"  {item.id}{place} is the same as {item.same_as}")
        if added.duplicates > len(added.named[:_SHOWN]):
            messages.say(f"  and {added.duplicates - len(added.named[:_SHOWN]):,} more")
    if added.unmerged:
        messages.warn(
            f"{messages.counted(added.unmerged, 'of these carries', 'of these carry')} annotations, which were left out."
        )
    if seen.unread:
        articles = messages.counted(seen.unread, "article")
        messages.warn(f"annotations in {articles} were not read, and stay in the metadata; `postil evaluate` reads them.")
    if seen.regions:
        regions = messages.counted(seen.regions, "passage")
        messages.say(
            f"{regions} in {messages.counted(seen.articles, 'article')} marked as not news (dates, boilerplate, repeats)."
        )
    if added.added:
        messages.say("Next: postil suggest, then postil annotate")
