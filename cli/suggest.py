"""`postil suggest`: let the rules suggest, article by article."""

import os
import time
from typing import TYPE_CHECKING, Annotated

import typer

from postil.cli import messages
from postil.cli.lock import only_one
from postil.cli.progress import progress
from postil.cli.project import Project, here, opened

if TYPE_CHECKING:
    from postil.db.store import Store

_NICE = 10
_BATCH = 50
_WORTH_A_RATE = 3.0  # seconds


def suggest(
    again: Annotated[
        bool, typer.Option("--again", help="Also where other rules suggested before; decisions stay as they are.")
    ] = False,
    background: Annotated[bool, typer.Option("--background", hidden=True, help="Quietly, at low priority.")] = False,
) -> None:
    """Let the rules suggest what each article holds. Nothing that was decided changes."""
    project = here()
    if background:
        os.nice(_NICE)
    with only_one(project.folder / ".suggest.lock", wait=not background) as alone:
        if not alone:
            return
        with opened(project, writing=True) as store:
            started = time.monotonic()
            articles, made = suggest_all(store, project, again=again, watched=os.getppid() if background else 0)
    if background:
        return
    if not articles:
        messages.say("Nothing to do: every article has its suggestions.")
        return
    took = time.monotonic() - started
    found, done = messages.counted(made, "suggestion"), messages.counted(articles, "article")
    messages.say(f"{found} for {done}" + (f" ({articles / took:,.0f} articles/s)." if took > _WORTH_A_RATE else "."))


def suggest_all(store: "Store", project: Project, *, again: bool = False, watched: int = 0) -> tuple[int, int]:
    """Suggest for every article that waits for it, one short transaction each: how many articles, how many suggestions.

    With `watched`, the id of the parent process, it ends when that does.
    """
    from postil.suggest.engine import Suggester

    scheme = project.file.scheme
    lists = {name: (*given, *store.entries(name)) for name, given in scheme.lists.items()}
    suggester = Suggester(scheme, lists)
    articles = made = after = 0
    with progress("Suggesting", store.size) as tick:
        while batch := store.pending(suggester.version, after=after, limit=_BATCH, again=again):
            for number, article in batch:
                if watched and os.getppid() != watched:
                    return articles, made
                found = suggester.suggest(article)
                store.suggest(number, found, suggester.version)
                articles += 1
                made += len(found)
                after = number
                tick(number)
    return articles, made
