"""`postil learn`: a model from the project's decisions."""

import os
import threading
import time
from typing import TYPE_CHECKING, Annotated

import typer

from postil.cli import messages
from postil.cli.learn_progress import learning_progress
from postil.cli.lock import only_one
from postil.cli.output import data_json
from postil.cli.project import Project, here, opened
from postil.cli.suggest_priority import one_thread, yield_to_all
from postil.schema.errors import PostilError

if TYPE_CHECKING:
    from postil.suggest.learning.learning import Task
    from postil.suggest.learning.outcome import Outcome
    from postil.suggest.learning.runs import Runs

_LOOK = 1.0  # seconds between two looks whether the parent is still there


def learn(
    name: Annotated[str, typer.Option("--as", metavar="NAME", help="Only from the decisions of NAME.")] = "",
    again: Annotated[bool, typer.Option("--again", help="Also when nothing was decided since the last time.")] = False,
    curve: Annotated[bool, typer.Option(help="Learn from a part of the articles too, to tell what more would bring.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
    background: Annotated[bool, typer.Option("--background", hidden=True, help="Quietly, at low priority.")] = False,
) -> None:
    """Learn a model from what was decided, and put it to use where it is better than what is suggested now."""
    project = here()
    if background:
        yield_to_all()
        _end_with_parent()
    one_thread()
    with only_one(project.folder / ".learn.lock", wait=False) as alone:
        if not alone:
            if background:
                return
            raise PostilError("Another process is learning for this project.", hint="Wait until it has ended.")
        runs = _swept(project)
        task = _task(project, name, curve and not background)
        last = "" if again else _same(runs, task.data)
        try:
            outcome = None if last else _learned(task, quiet=background)
        except PostilError as error:
            _tried_in_vain(project, error, task.finished)
            if background:
                return
            raise
    if background:
        return
    if outcome is None:
        messages.say(f"Nothing was decided since {last} was learned; to learn all the same: postil learn --again")
    if as_json:
        from postil.suggest.learning.meta import to_json

        meta, used, before = (
            (outcome.meta, outcome.used, outcome.before) if outcome else (runs.meta(last), False, runs.current())
        )
        data_json({**to_json(meta), "used": used, "before": before})
    elif outcome is not None:
        from postil.cli.learn_show import show

        show(outcome, project.file.scheme)
    if outcome.used if outcome else runs.current():  # a run that was killed may have left it undone
        _renew(project)


def _swept(project: Project) -> "Runs":
    """The project's runs, when what killed ones left is seen to."""
    from postil.suggest.learning.runs import Runs

    runs = Runs(project.folder)
    runs.sweep()
    return runs


def _task(project: Project, name: str, curve: bool) -> "Task":
    from postil.corpus.copies import copies
    from postil.suggest.building import build
    from postil.suggest.learning.learning import Task
    from postil.suggest.learning.lessons import lessons

    with opened(project) as store:
        known = store.annotators()
        if name and name not in known:
            raise PostilError(f"Nobody called {name!r} annotated here.", hint=f"There are: {', '.join(known) or 'none yet'}.")
        found = lessons(store.records(annotators=[name] if name else None, begun=True), name)
        lists = {key: (*given, *store.entries(key)) for key, given in project.file.scheme.lists.items()}
        finished, tally = store.finished(), store.tally()
    return Task(
        scheme=project.file.scheme,
        folder=project.folder,
        lessons=found,
        hold_back=project.file.settings.learn.hold_back,
        copies=copies(lesson.article for lesson in found),
        others=build(project.file, project.folder, lists=lists, tally=tally, learned=False).sources,
        finished=finished,
        curve=curve,
    )


def _same(runs: "Runs", data: str) -> str:
    """The newest run, if it learned from the same data, or ""."""
    newest = next(iter(runs.ids()), "")
    try:
        return newest if newest and runs.meta(newest).data == data else ""
    except PostilError:
        return ""


def _learned(task: "Task", *, quiet: bool) -> "Outcome":
    """Learn, and write down for the screen what came of it."""
    from postil.suggest.learning.learning import learn as learn_from
    from postil.suggest.learning.outcome import last_of, write_last

    if quiet:
        outcome = learn_from(task)
    else:
        messages.say(_said(task))
        with learning_progress() as tick:
            outcome = learn_from(task, tick)
    write_last(task.folder, last_of(outcome))
    return outcome


def _tried_in_vain(project: Project, error: PostilError, finished: int) -> None:
    """Write down that too little was decided, so that the screen does not try again at once."""
    from postil.suggest.learning.outcome import too_little, write_last
    from postil.suggest.learning.plans import TooLittle

    if isinstance(error, TooLittle):
        write_last(project.folder, too_little(error, finished))


def _said(task: "Task") -> str:
    by: dict[str, int] = {}
    for lesson in task.lessons:
        by[lesson.by] = by.get(lesson.by, 0) + 1
    begun = sum(not lesson.done for lesson in task.lessons)
    people = ", ".join(f"{who} {count:,}" for who, count in sorted(by.items()))
    extra = f"; {begun:,} of them only begun" if begun else ""
    whose = f" ({people})" if people else ""
    return f"Learning from {messages.counted(len(task.lessons), 'article')}{whose}{extra}."


def _renew(project: Project) -> None:
    """Suggest anew with the model now in use; what was decided stays."""
    from postil.cli.suggest_run import suggest_all

    with only_one(project.folder / ".suggest.lock", wait=True), opened(project, writing=True) as store:
        began = time.monotonic()
        done = suggest_all(store, project, again=True)
    if done.articles:
        messages.say(
            f"{messages.counted(done.suggestions, 'suggestion')} renewed in {messages.counted(done.articles, 'article')}"
            f" ({time.monotonic() - began:.0f} s); what was decided stays."
        )


def _end_with_parent() -> None:
    """End this process when its parent does; what it was writing is aside, and the next run sweeps it away."""
    parent = os.getppid()

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK)
        os._exit(0)

    threading.Thread(target=look, daemon=True).start()
