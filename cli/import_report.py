"""What `postil import` tells: the table of losses before, and what came in after."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from postil.cli import losses, messages
from postil.cli.consent import ask, interactive
from postil.cli.import_labels import tell_unknown
from postil.cli.import_request import As, Request
from postil.schema.errors import PostilError
from postil.schema.scheme import Scheme

if TYPE_CHECKING:
    from postil.cli.import_ import Seen
    from postil.db.results import Added

_SHOWN = 10


def before_storing(seen: "Seen", scheme: Scheme, *, lossy: bool, stop: Callable[[], None]) -> None:
    """Tell what would be lost, and ask; return when it may be. Raises PostilError where nobody can be asked.

    `stop` takes away the progress bar.
    """
    found = seen.losses.result()
    if not found:
        return
    stop()
    tell(seen, scheme)
    if lossy or not seen.losses.lossy:
        return
    if not interactive():
        raise PostilError(
            "Nothing was imported, because annotations would be lost or changed.",
            hint="Map the labels, or allow it with --lossy; --as none brings the articles alone.",
        )
    if ask("Import it all the same?", {"y": "yes", "n": "no"}, default="n") == "n":
        raise PostilError("Nothing was imported.", hint="Map the labels with --map, or in postil.yaml below import: map:.")


def tell(seen: "Seen", scheme: Scheme, *, out: bool = False) -> None:
    """The table, the labels that the scheme does not have, and what of the mapping was of no use."""
    what = ", ".join(seen.formats) or "nothing"
    losses.show(f"{what}: {messages.counted(seen.articles, 'article')}", seen.whole, seen.losses.result(), out=out)
    matcher = seen.matcher
    if matcher is not None:
        tell_unknown(matcher.unknown, scheme)


def report(added: "Added", seen: "Seen", size: int, request: Request) -> None:
    """What came in."""
    formats = ", ".join(f"{name} ({count:,})" if count > 1 else name for name, count in seen.formats.items())
    messages.say(f"{messages.counted(added.added, 'article')} added; the project holds {size:,}. Read as {formats}.")
    _annotations(added, seen, request)
    _duplicates(added)
    if seen.unread:
        articles = messages.counted(seen.unread, "article")
        messages.warn(
            f"annotations in {articles} were not read: they stay in the metadata; --as annotations, or suggestions, reads them."
        )
    if seen.regions:
        regions = messages.counted(seen.regions, "passage")
        messages.say(
            f"{regions} in {messages.counted(seen.hidden, 'article')} marked as not news (dates, boilerplate, repeats)."
        )
    if added.added:
        messages.say("Next: postil suggest, then postil annotate")


def _annotations(added: "Added", seen: "Seen", request: Request) -> None:
    used = seen.matcher.homes.used if seen.matcher is not None else set()
    idle = [name for name in request.asked if name not in used]
    if idle:
        messages.warn(f"nothing in these files is called {', '.join(idle)}, which --map names.")
    strangers = [name for name in request.renamed if name not in seen.met]
    if strangers:
        messages.warn(f"nobody in these files is called {', '.join(strangers)}, whom --by names.")
    if not seen.labels and not seen.people:
        return
    read = sum(seen.labels.values())
    stored = added.annotations + added.waiting
    labels = f": {', '.join(f'{layer} {count:,}' for layer, count in seen.labels.items())}" if read and stored == read else ""
    if request.kind is As.SUGGESTIONS:
        found = messages.counted(added.waiting, "suggestion")
        messages.say(f"{found} in the project now{labels}. They count as nobody's work.")
    else:
        found = messages.counted(added.annotations, "annotation")
        if added.waiting:
            found += f" and {messages.counted(added.waiting, 'suggestion')}"
        people = ", ".join(f"{who} in {messages.counted(count, 'article')}" for who, count in seen.people.items())
        messages.say(f"{found} stored{labels}.{f' The files have those of {people}.' if people else ''}")
    if stored < read:
        messages.say(f"{read - stored:,} more in the files: there already, or left out.")


def _duplicates(added: "Added") -> None:
    if added.merged:
        messages.say(f"{messages.counted(added.merged, 'record')} went into articles with the same text.")
    if added.duplicates:
        messages.say(f"{messages.counted(added.duplicates, 'article')} not added, because the same text is there already:")
        for item in added.named[:_SHOWN]:
            place = f" ({item.where})" if item.where else ""
            messages.say(f"  {item.id}{place} is the same as {item.same_as}")
        if added.duplicates > len(added.named[:_SHOWN]):
            messages.say(f"  and {added.duplicates - len(added.named[:_SHOWN]):,} more")
    if added.unmerged:
        what = messages.counted(added.unmerged, "of these carries", "of these carry")
        messages.warn(
            f"{what} annotations of somebody who has annotated the article here already, or said otherwise in the same files: "
            "those were left out. Under another name they come in: --by NAME, or --by THEIRS=NAME."
        )
