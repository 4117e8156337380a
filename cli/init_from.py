"""A scheme proposed from an annotated corpus."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from postil.cli import losses, messages
from postil.cli.progress import progress
from postil.schema.errors import PostilError
from postil.schema.loss import Losses

_EVERY = 20


def proposed(paths: Sequence[Path], form: str, name: str) -> str:
    """The text of a postil.yaml in which all annotations in these files have a place. Raises PostilError."""
    from postil.corpus import prepare, read
    from postil.schema.scheme_proposal import Proposal

    proposal = Proposal()
    lost = Losses()
    formats: dict[str, None] = {}
    with progress("Reading") as tick:
        for number, record in enumerate(
            read(paths, format=form, annotations=True, losses=lost, detected=lambda found: formats.update({found: None})), 1
        ):
            proposal.add(replace(record, article=prepare(record.article)))
            if number % _EVERY == 0:
                tick(number)
    if not proposal.annotations:
        raise PostilError(
            f"There are no annotations in {', '.join(map(str, paths))}, which reads as {', '.join(formats)}.",
            hint="Say what format it has with --format, or take a built-in scheme: postil init DIR --scheme news",
        )
    read_as = f"Read as {', '.join(formats)}"
    messages.say(
        f"{read_as}: {messages.counted(proposal.articles, 'article')}, {messages.counted(proposal.annotations, 'annotation')}."
    )
    if lost.result():
        losses.show("What postil has no place for", {}, lost.result())
    source, mapping = proposal.yaml(name)
    if mapping:
        messages.say(
            f"{messages.counted(len(mapping), 'name')} cannot be used as written; postil.yaml maps them (import: map:)."
        )
    return source
