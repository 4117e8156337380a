"""A scheme proposed from an annotated corpus."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from postil.cli import losses, messages
from postil.cli.bad_lines import BadLines
from postil.cli.progress import progress
from postil.schema.errors import PostilError
from postil.schema.loss import Limit, Losses

ATTRIBUTES = Limit("attributes of spans, for which a scheme has no place")
_EVERY = 20


def proposed(paths: Sequence[Path], form: str, encoding: str, name: str) -> str:
    """The text of a postil.yaml in which all annotations in these files have a place. Raises PostilError."""
    from postil.corpus import prepare, read
    from postil.schema.scheme_proposal import Proposal

    proposal = Proposal()
    lost = Losses()
    formats: dict[str, None] = {}
    bad = BadLines(keep=False)
    with progress("Reading") as tick:
        found = read(
            paths,
            format=form,
            encoding=encoding,
            annotations=True,
            losses=lost,
            detected=lambda found: formats.update({found: None}),
            bad=bad,
        )
        for number, record in enumerate(found, 1):
            proposal.add(replace(record, article=prepare(record.article)))
            if number % _EVERY == 0:
                tick(number)
    bad.report()
    if not proposal.annotations:
        raise PostilError(
            f"There are no annotations in {', '.join(map(str, paths))}, which reads as {', '.join(formats)}.",
            hint="Say what format it has with --format, or take a built-in scheme: postil init DIR --scheme news",
        )
    if proposal.homeless:
        lost.add(ATTRIBUTES, ", ".join(proposal.homeless), count=len(proposal.homeless))
    what = f"{', '.join(formats)}: {messages.counted(proposal.articles, 'article')}"
    losses.show(what, {key or "no layer": count for key, count in proposal.counts.items()}, lost.result())
    source, mapping = proposal.yaml(name)
    if mapping:
        messages.say(
            f"{messages.counted(len(mapping), 'name')} cannot be used as written; postil.yaml maps them (import: map:)."
        )
    return source
