"""`postil export`: the dataset out."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postil.cli import complete, messages
from postil.cli.export_chosen import Chosen
from postil.cli.export_making import Making
from postil.cli.export_report import tell, told
from postil.cli.export_split import splitting
from postil.cli.output import data_json
from postil.cli.project import FILE, Project, here, opened
from postil.schema.errors import PostilError
from postil.schema.record import Status

if TYPE_CHECKING:
    from postil.db.store import Store
    from postil.exports import Misaligned


def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write; a folder with --split, and for some formats.")],
    form: Annotated[
        str,
        typer.Option(
            "--format", metavar="FORMAT", help="Else as the ending of OUT says, else postil.", autocompletion=complete.writers
        ),
    ] = "",
    only: Annotated[str, typer.Option(metavar="STATUS", help="Only articles that are done (or todo, started, skipped).")] = "",
    names: Annotated[
        list[str] | None, typer.Option("--as", "--annotator", metavar="NAME", help="Only the work of NAME; may be given again.")
    ] = None,
    negatives: Annotated[
        bool, typer.Option("--negatives/--no-negatives", help="With what was rejected, where it has a place.")
    ] = True,
    split: Annotated[
        str, typer.Option(metavar="SHARES", help="train/dev/test, as in 80/10/10, or train/test, as in 80/20.")
    ] = "",
    seed: Annotated[int, typer.Option(metavar="N", help="Another split of the same articles.")] = 0,
    misaligned: Annotated[
        str, typer.Option(metavar="HOW", help="Spans off the token grid: skip, expand or contract.")
    ] = "skip",
    license_annotations: Annotated[
        str, typer.Option("--license", metavar="SPDX", help="Licence of the annotations, for a dataset card.")
    ] = "",
    license_texts: Annotated[str, typer.Option("--license-texts", metavar="SPDX", help="Licence of the texts.")] = "",
    lossy: Annotated[bool, typer.Option("--lossy", help="Also if the format cannot hold everything.")] = False,
    dry: Annotated[bool, typer.Option("--dry-run", help="Only the table of what goes over and what is lost.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The report for scripts, on stdout.")] = False,
) -> None:
    """Write the annotated articles as a dataset. What the format cannot hold is told before anything is written."""
    from postil.exports import Facts, Options, place

    project = here()
    name = _format(form, out)
    status = _status(only)
    target = place(name, out, split=bool(split))
    _require_other(target, project)
    options = Options(
        misaligned=_misaligned(misaligned),
        negatives=negatives,
        facts=Facts(title=project.folder.name, license_texts=license_texts, license_annotations=license_annotations),
    )
    with opened(project) as store:
        _require_known(store, names or [])
        chosen = Chosen(store, tuple(names or ()), status)
        sides = splitting(chosen, split, seed, negatives=negatives) if split else None
        facts = replace(options.facts, agreement=chosen.agreement() if name == "huggingface" else ())
        made = Making(name, out, project.file.scheme, replace(options, facts=facts), chosen, sides)
        there = target.exists()
        try:
            written, found = made.make(lossy=lossy, dry=dry, quiet=as_json)
        except KeyboardInterrupt:
            messages.say("Nothing was written.")
            raise
    if as_json:
        data_json(told(name, found, written, sides))
    elif written is not None:
        tell(name, written, sides, narrowed=bool(status or names), replaced=there)


def _format(form: str, out: Path) -> str:
    """The name of the format: as said, else as the ending of OUT says, else postil."""
    from postil.exports import FORMATS, of_suffix

    if form:
        return form
    suffix = out.suffix.casefold()
    found = of_suffix(suffix) if suffix else "postil"
    if not found:
        several = [name for name, known in FORMATS.items() if known.suffix == suffix]
        raise PostilError(
            f"{suffix} does not say which format {out.name} shall have.",
            hint=f"Say it with --format: {', '.join(several or FORMATS)}.",
        )
    return found


def _misaligned(how: str) -> "Misaligned":
    from postil.exports import Misaligned

    if how not in [m.value for m in Misaligned]:
        raise PostilError(f"There is no way {how!r} to lay spans on tokens.", hint=f"There are: {', '.join(Misaligned)}.")
    return Misaligned(how)


def _status(name: str) -> Status | None:
    if name and name not in [status.value for status in Status]:
        raise PostilError(f"There is no status {name!r}.", hint=f"There are: {', '.join(Status)}.")
    return Status(name) if name else None


def _require_other(out: Path, project: Project) -> None:
    """Refuse to write over the project's own files."""
    folders = [project.folder / name for name in ("models", "exports", "backups")]
    database = project.database
    own = [project.folder, *folders, project.folder / FILE, project.folder / project.file.settings.guidelines]
    own += [database.with_name(database.name + end) for end in ("", "-wal", "-shm", "-journal")]
    if out.resolve() in [path.resolve() for path in own]:
        raise PostilError(f"{out} belongs to the project itself.", hint="Choose another name, such as exports/dataset.jsonl.")


def _require_known(store: "Store", names: list[str]) -> None:
    known = store.annotators()
    for name in names:
        if name not in known:
            raise PostilError(f"Nobody called {name!r} annotated here.", hint=f"There are: {', '.join(known) or 'none yet'}.")
