"""`postil suggest`: let the rules and all other sources suggest, article by article."""

import os
from typing import Annotated

import typer

from postil.cli import messages
from postil.cli.llm import ask
from postil.cli.lock import only_one, wanted
from postil.cli.project import here, opened
from postil.cli.suggest_priority import cores
from postil.cli.suggest_run import Done, suggest_all
from postil.schema.errors import PostilError


def suggest(
    again: Annotated[
        bool, typer.Option("--again", help="Also where other rules or models suggested before; decisions stay as they are.")
    ] = False,
    workers: Annotated[int, typer.Option(min=0, metavar="N", help="So many processes; 0: one for each core.")] = 1,
    llm: Annotated[bool, typer.Option("--llm", help="First ask the language model that postil.yaml names.")] = False,
    llm_limit: Annotated[float | None, typer.Option(min=0, metavar="COST", help="With --llm: spend no more than this.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="With --llm: ask about N articles at most.")] = None,
    background: Annotated[bool, typer.Option("--background", hidden=True, help="Quietly, at low priority.")] = False,
) -> None:
    """Suggest what each article holds, by the rules and all other sources. Nothing that was decided changes.

    It can be stopped at any moment, and goes on where it stopped.
    """
    if llm:
        ask(again=again, limit=limit, cost=llm_limit)
    elif limit is not None or llm_limit is not None:
        raise PostilError("--limit and --llm-limit are for asking a language model.", hint="Add --llm.")
    project = here()
    lock = project.folder / ".suggest.lock"
    with only_one(lock, wait=not background) as alone:
        if not alone:
            return
        with opened(project, writing=True) as store:
            if background:
                # What computes at the lowest priority may get nowhere: whoever waits for it goes on in its place.
                suggest_all(store, project, again=again, watched=os.getppid(), unwanted=lambda: wanted(lock), quiet=True)
                return
            _tell(suggest_all(store, project, again=again, workers=workers or cores()))


def _tell(done: Done) -> None:
    if done.articles:
        found, articles = messages.counted(done.suggestions, "suggestion"), messages.counted(done.articles, "article")
        told = f" ({done.rate:,.{0 if done.rate >= 10 else 1}f} articles/s)." if done.rate else "."
        messages.say(f"{found} for {articles}{told}")
    else:
        messages.say("Nothing to do: every article has its suggestions.")
    if done.others:
        have = messages.counted(done.others, "article has", "articles have")
        messages.say(f"{have} suggestions of other sources than those in use now; to renew them: postil suggest --again")
