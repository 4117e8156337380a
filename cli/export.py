"""`postil export`: the dataset out."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postil.cli import complete, messages
from postil.cli.progress import progress
from postil.cli.project import FILE, Project, here, opened
from postil.schema.errors import PostilError
from postil.schema.record import Record, Status

if TYPE_CHECKING:
    from postil.db.store import Store
    from postil.exports import Loss


def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="postil, spacy, conll or csv.", autocompletion=complete.writers)
    ] = "postil",
    only: Annotated[str, typer.Option(metavar="STATUS", help="Only articles that are done (or todo, started, skipped).")] = "",
    names: Annotated[
        list[str] | None, typer.Option("--as", "--annotator", metavar="NAME", help="Only the work of NAME; may be given again.")
    ] = None,
) -> None:
    """Write the annotated articles as a dataset. What the format cannot hold is counted before."""
    from postil.exports import losses, write

    project = here()
    status = _status(only)
    _require_other(out, project)
    with opened(project) as store:
        _require_known(store, names or [])

        def records() -> Iterator[Record]:
            return store.records(annotators=names or None, only=status)

        _tell(form, losses(form, records(), project.file.scheme))
        with progress("Writing", None if status or names else store.size) as tick:
            written = write(form, out, records(), project.file.scheme, tick=tick)
    where = ", ".join(str(path) for path in written.paths)
    messages.say(f"{messages.counted(written.articles, 'article')} written to {where}.")
    _counts(written.labels)
    if not written.labels:
        messages.warn("it holds no annotation: nothing was decided yet" + (" in these articles." if status or names else "."))


def _tell(form: str, found: "list[Loss]") -> None:
    if not found:
        return
    messages.say(f"The format {form} cannot hold:")
    for loss in found:
        messages.say(f"  {loss.count:>7,}  {loss.what}")
        for example in loss.examples:
            messages.say(f"           {example}")
    messages.say("All of it stays in the project; the format postil holds everything.")


def _counts(labels: Mapping[tuple[str, str], int]) -> None:
    layers: dict[str, list[str]] = {}
    for (layer, label), count in labels.items():
        layers.setdefault(layer, []).append(f"{label} {count:,}")
    for layer, counts in layers.items():
        messages.say(f"  {layer}: {', '.join(counts)}")


def _status(name: str) -> Status | None:
    if name and name not in [status.value for status in Status]:
        raise PostilError(f"There is no status {name!r}.", hint=f"There are: {', '.join(Status)}.")
    return Status(name) if name else None


def _require_other(out: Path, project: Project) -> None:
    """Refuse to write over the project's own files."""
    own = [project.folder / FILE, project.database, project.folder / project.file.settings.guidelines]
    if any(path.exists() and out.exists() and path.samefile(out) for path in own):
        raise PostilError(f"{out} belongs to the project itself.", hint="Choose another file, such as exports/dataset.jsonl.")


def _require_known(store: "Store", names: list[str]) -> None:
    known = store.annotators()
    for name in names:
        if name not in known:
            raise PostilError(f"Nobody called {name!r} annotated here.", hint=f"There are: {', '.join(known) or 'none yet'}.")
