"""`postil import`: articles from files, and the annotations that they carry."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postil.cli import complete, messages
from postil.cli.bad_lines import BadLines
from postil.cli.import_report import before_storing, report, tell
from postil.cli.import_request import As, Request, requested
from postil.cli.progress import progress
from postil.cli.project import FILE, Project, here, opened
from postil.schema.errors import PostilError
from postil.schema.loss import Losses
from postil.schema.record import Record
from postil.schema.scheme import Scheme

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.corpus import BadLine
    from postil.corpus.matching import Matcher
    from postil.db.results import Added
    from postil.db.store import Store


@dataclass(slots=True)
class Seen:
    """What passed by on its way into the store: articles with hidden regions, those regions, articles whose annotations
    were not read, articles that carry annotations; formats, names of annotators as they are (`people`) and as the files have
    them (`met`), labels by layer; and what was lost.
    """

    articles: int = 0
    hidden: int = 0
    regions: int = 0
    unread: int = 0
    annotated: int = 0
    suggestions: int = 0
    formats: Counter[str] = field(default_factory=Counter)
    people: Counter[str] = field(default_factory=Counter)
    met: set[str] = field(default_factory=set)
    labels: Counter[str] = field(default_factory=Counter)
    losses: Losses = field(default_factory=Losses)
    matcher: "Matcher | None" = None

    @property
    def whole(self) -> dict[str, int]:
        """How many annotations of each layer come in as they are."""
        counts = self.labels.copy()
        counts.subtract(self.losses.altered)
        return {layer: max(number, 0) for layer, number in counts.items()}


def import_(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files, or folders with all that is in them.")],
    form: Annotated[
        str,
        typer.Option(
            "--format", metavar="FORMAT", help="Of the files; else found out from each.", autocompletion=complete.readers
        ),
    ] = "",
    encoding: Annotated[str, typer.Option(metavar="NAME", help="Of files that are not UTF-8, such as cp1252.")] = "",
    kind: Annotated[
        str,
        typer.Option(
            "--as", metavar="KIND", help="What annotations in the files come in as: annotations, suggestions or none."
        ),
    ] = "",
    names: Annotated[
        list[str] | None,
        typer.Option("--by", metavar="NAME", help="Who annotated; THEIRS=NAME renames. Else whom the file names, or you."),
    ] = None,
    maps: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="THEIRS=OURS", help="Their label, role or attribute, and yours; may be given again."),
    ] = None,
    lossy: Annotated[bool, typer.Option("--lossy", help="Also if annotations are lost or changed by it.")] = False,
    dry: Annotated[bool, typer.Option("--dry-run", help="Only tell what would come in and what would be lost.")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Go past bad lines, and write them to a file beside.")] = False,
) -> None:
    """Bring articles in, with their annotations: all of these files, or nothing."""
    project = here()
    request = requested(form, encoding, kind, names or [], maps or [], project.file.settings.import_map)
    bad = BadLines(keep=not dry) if skip_bad else None
    for path in paths:
        _require_other(path, project)
    seen = Seen()
    if dry:
        with progress("Reading") as tick:
            for number, _ in enumerate(records(paths, seen, request, project.file.scheme, bad), 1):
                tick(number)
        tell(seen, project.file.scheme, out=True)
    else:
        with opened(project, writing=True) as store:
            try:
                added = add(store, paths, seen, request=request, scheme=project.file.scheme, bad=bad, lossy=lossy)
            except KeyboardInterrupt:
                messages.say("Nothing of this import was kept.")
                raise
            finally:
                if bad is not None:
                    bad.report()
            report(added, seen, store.size, request)
        return
    if bad is not None:
        bad.report()


def add(
    store: "Store",
    paths: Sequence[Path],
    seen: Seen,
    *,
    scheme: Scheme,
    request: Request | None = None,
    bad: BadLines | None = None,
    lossy: bool = True,
) -> "Added":
    """Read, match, prepare and store what is in `paths`; what passes by is counted in `seen`. Raises PostilError.

    What annotations would lose is told before anything of it can be seen, and it is asked whether that shall be.
    """
    with progress("Importing") as tick:

        def settled() -> Iterator[Record]:
            yield from records(paths, seen, request or Request(), scheme, bad)
            before_storing(seen, scheme, lossy=lossy, stop=tick.stop)

        return store.add(settled(), tick=tick)


def records(
    paths: Sequence[Path],
    seen: Seen,
    request: Request,
    scheme: Scheme,
    bad: "Callable[..., None] | None" = None,
) -> Iterator[Record]:
    """What is in `paths`, matched to the scheme and prepared for the store; what passes by is counted in `seen`."""
    from postil.corpus import annotated, prepare, read
    from postil.corpus.matching import Matcher
    from postil.corpus.naming import as_suggestions, named

    seen.matcher = matcher = Matcher.of(scheme, request.maps, seen.losses)
    found = read(
        paths,
        format=request.format,
        encoding=request.encoding,
        annotations=request.kind in (As.ANNOTATIONS, As.SUGGESTIONS),
        losses=seen.losses,
        detected=lambda name: seen.formats.update([name]),
        bad=bad or _stop,
    )
    for each in found:
        record = each
        if request.kind is As.NONE:
            record = Record(each.article, where=each.where)
        elif each.annotations or each.suggestions or each.work:
            met = {*each.work, *(a.by for a in each.annotations)}
            seen.met |= met
            if request.kind is As.SUGGESTIONS:
                record = as_suggestions(matcher.match(each), request.source(each), seen.losses)
            else:
                record = matcher.match(named(each, request.names(met)))
            _count(seen, record)
        seen.articles += 1
        article = prepare(record.article)
        seen.hidden += bool(article.hidden)
        seen.regions += len(article.hidden)
        seen.unread += annotated(record.article.meta)
        yield replace(record, article=article)


def _stop(line: "BadLine") -> None:
    error = line.error()
    way_out = "Mend it, or go past what cannot be read with --skip-bad; nothing was imported."
    raise PostilError(error.message, hint=f"{error.hint}\n{way_out}" if error.hint else way_out)


def _require_other(path: Path, project: Project) -> None:
    """Refuse to read the project's own files as a corpus."""
    place, folder = path.resolve(), project.folder.resolve()
    own = {folder / FILE, project.database.resolve(), folder / project.file.settings.guidelines}
    if place in own or place == folder or place in folder.parents:
        what = "is" if place in own else "holds"
        raise PostilError(
            f"{path} {what} the project itself, and no corpus.", hint="Name the files, or the folder with the articles."
        )


def _count(seen: Seen, record: Record) -> None:
    seen.annotated += bool(record.annotations)
    seen.suggestions += len(record.suggestions)
    for mark in (*record.annotations, *record.suggestions):
        seen.labels[mark.layer] += 1
    for who in {*record.work, *(a.by for a in record.annotations)}:
        seen.people[who] += 1
