"""What fills the roles of a frame, looked up, so that a row of a dataset can be read by itself."""

from collections.abc import Iterable, Mapping

from postil.exports.positive import positive
from postil.schema.annotation import Annotation, Filler, Mark
from postil.schema.json_types import Json

Filled = Mapping[str, list[Mapping[str, Json]]]


class Fillers:
    """The annotations of one annotator by the ids under which roles name them: their own, and the suggestion's they answer."""

    def __init__(self, annotations: Iterable[Annotation]) -> None:
        self._known = {a.id: a for a in annotations if positive(a)}
        self._known |= {a.origin.id: a for a in list(self._known.values()) if a.origin}

    def filled(self, mark: Mark) -> Filled:
        """Every role with what fills it: a span {"id", "layer", "label", "start", "end", "text"}, or {"text"}."""
        found = {role: [self._one(f) for f in fillers] for role, fillers in mark.roles.items()}
        return {role: [f for f in fillers if f is not None] for role, fillers in found.items()}

    def missing(self, mark: Mark) -> int:
        """How many fillers lead to nothing that was annotated: suggestions nobody answered, or rejected ones."""
        return sum(self._one(f) is None for fillers in mark.roles.values() for f in fillers)

    def _one(self, filler: Filler) -> Mapping[str, Json] | None:
        if not (filler.annotation or filler.suggestion):
            return {"text": filler.text}
        found = self._known.get(filler.annotation or filler.suggestion)
        if found is None:
            return None
        return {
            "id": found.id,
            "layer": found.layer,
            "label": found.label,
            "start": found.start,
            "end": found.end,
            "text": found.text,
        }
