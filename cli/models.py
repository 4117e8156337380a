"""`postil models`: what was learned, and which of it is in use."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from postil.cli import complete, messages
from postil.cli.learn_words import told
from postil.cli.lock import only_one
from postil.cli.output import data, data_json
from postil.cli.project import here
from postil.schema.errors import PostilError
from postil.schema.json_types import Json

if TYPE_CHECKING:
    from postil.suggest.learning.meta import Meta
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
            raise PostilError(
                f"The model {run} is better than the other suggestions for no layer.",
                hint="Go on without a model (postil models use none), or learn again when more is decided: postil learn",
            )
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


def _listed(runs: "Runs", current: str) -> "Iterator[tuple[str, Meta | None, PostilError | None]]":
    """The runs, the newest first: what is on record, and what is wrong; the one in use also when its folder is gone."""
    for run in sorted({*runs.ids(), *([current] if current else [])}, reverse=True):
        meta = None
        try:
            meta = runs.meta(run)
            if run == current:
                runs.verify(meta)  # the others when they are put to use
        except PostilError as error:
            yield run, meta, error
        else:
            yield run, meta, None


def _as_json(runs: "Runs") -> Json:
    """All that is on record but what is long, the calibration's curves and what was learned from: see each run's meta.json."""
    from postil.suggest.learning.meta import to_json

    current = _current(runs)
    out: list[Json] = []
    for run, meta, error in _listed(runs, current):
        record: dict[str, Json] = {"run": run} if meta is None else to_json(meta)
        record.pop("calibration", None)
        record.pop("texts", None)
        if error is not None:
            record["broken"] = error.message
        out.append({**record, "current": run == current})
    return out


def _show(runs: "Runs") -> None:
    current = _current(runs)
    listed = list(_listed(runs, current))
    if not listed:
        data("There is no model here; learn one: postil learn")
        return
    for run, meta, error in listed:
        mark = "●" if run == current else " "
        when = f"  {meta.made.replace('T', ' ')[:16]} UTC  {messages.counted(meta.articles, 'article')}" if meta else ""
        data(f"{mark} {run}{when}")
        if meta:
            told(_gains(meta), indent="    ")
        if error:
            told(error.message, indent="    ")
        if error and run == current:
            told(f"So suggestions are made without it. {error.hint}", indent="    ")
    if any(meta and meta.scores for _, meta, _ in listed):
        told("F1 is that on articles held back, without the model → with it.")
    data("● is in use." if current else "None is in use.")


def _gains(meta: "Meta") -> str:
    from postil.suggest.learning.meta import MERGED, WITHOUT

    gains = [
        f"{layer} F1 {meta.f1(layer, WITHOUT):.3f} → {meta.f1(layer, MERGED):.3f}"
        + ("" if layer in meta.in_use else " (not for use)")
        for layer in meta.scores
        if any(one.layer == layer and one.labels for one in meta.plans)
    ]
    return ", ".join(gains) or "not judged: no finished article was held back"
