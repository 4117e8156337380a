"""What there is to say about the sources before they suggest."""

from typing import TYPE_CHECKING

from postil.cli import messages

if TYPE_CHECKING:
    from postil.suggest.engine import Suggester


def note(suggester: "Suggester") -> None:
    """Warn where sources are missing, one or all, and of labels of pipelines that the scheme lacks: they are left out."""
    for sentence in suggester.notes:
        messages.warn(sentence)
    if not suggester.sources:
        messages.warn("nobody suggests: postil.yaml switches the rules off, and there is no other source.")
    if not any(source.name.startswith("pipeline:") for source in suggester.sources):
        return
    from postil.suggest.pipelines.source import SpacyPipeline

    for source in suggester.sources:
        if isinstance(source, SpacyPipeline) and (labels := source.homeless):
            name = source.name.partition(":")[2]
            messages.warn(
                f"the scheme has no place for these labels of {name}, and they are left out: {', '.join(labels)}. "
                'Say under labels in postil.yaml where they go, or "" to leave them out.'
            )
