"""`postil models`: what was learned, and which of it is in use."""

from typing import TYPE_CHECKING, Annotated

import typer

from postil.cli import complete, messages
from postil.cli.lock import only_one
from postil.cli.output import data, data_json
from postil.cli.project import here
from postil.schema.errors import PostilError
from postil.schema.json_types import Json

if TYPE_CHECKING:
    from postil.suggest.learning.runs import Runs

_Run = Annotated[str, typer.Argument(metavar="ID", help="The id of a model.", autocompletion=complete.models)]

app = typer.Typer(help="List the models that were learned; put one to use, or none, or delete one.", no_args_is_help=False)
_NONE = "none"


@app.callback(invoke_without_command=True)
def models(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """List the models that were learned, the newest first; put one to use, or none, or delete one."""
    if context.invoked_subcommand is not None:
        return
    runs = _runs()
    if as_json:
        data_json(_as_json(runs))
    elif not runs.ids():
        data("Nothing was learned yet: postil learn")
    else:
        _show(runs)


@app.command("use")
def use(
    run: Annotated[str, typer.Argument(metavar="ID", help="The id of a run, or none.", autocompletion=complete.models)],
) -> None:
    """Put a model to use, or none; then renew the suggestions with: postil suggest --again."""
    runs = _runs()
    if run != _NONE:
        meta = runs.meta(runs.require(run))
        runs.verify(meta)
        if not meta.in_use:
            raise PostilError(f"The model {run} is better than the other suggestions for no layer.", hint="Choose another one.")
    runs.use("" if run == _NONE else run)
    messages.say("No model is in use now." if run == _NONE else f"{run} is in use now.")
    messages.say("Renew the suggestions that are undecided with: postil suggest --again")


@app.command("drop")
def drop(run: _Run) -> None:
    """Delete a model that is not in use."""
    project = here()
    with only_one(project.folder / ".learn.lock", wait=False) as alone:
        if not alone:
            raise PostilError("Another process is learning for this project.", hint="Wait until it has ended.")
        _runs().drop(run)
    messages.say(f"{run} is deleted.")


def _runs() -> "Runs":
    from postil.suggest.learning.runs import Runs

    return Runs(here().folder)


def _current(runs: "Runs") -> str:
    try:
        return runs.current()
    except PostilError as error:
        messages.warn(error.message)
        return ""


def _as_json(runs: "Runs") -> Json:
    from postil.suggest.learning.meta import to_json

    current = _current(runs)
    out: list[Json] = []
    for run in runs.ids():
        try:
            out.append({**to_json(runs.meta(run)), "current": run == current})
        except PostilError as error:
            out.append({"run": run, "broken": error.message, "current": run == current})
    return out


def _show(runs: "Runs") -> None:
    from postil.suggest.learning.meta import MERGED, WITHOUT

    current = _current(runs)
    for run in runs.ids():
        mark = "●" if run == current else " "
        try:
            meta = runs.meta(run)
        except PostilError as error:
            data(f"{mark} {run}  {error.message}")
            continue
        gains = [
            f"{layer} {meta.f1(layer, WITHOUT):.3f} → {meta.f1(layer, MERGED):.3f}"
            + ("" if layer in meta.in_use else " (not in use)")
            for layer in meta.scores
            if any(one.layer == layer and one.labels for one in meta.plans)
        ]
        when = meta.made.replace("T", " ")[:16]
        data(f"{mark} {run}  {when} UTC  {messages.counted(meta.articles, 'article'):>14}  {', '.join(gains)}")
    data("● is in use; F1 on articles held back, without the model → with it." if current else "None is in use.")
