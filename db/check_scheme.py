"""Whether what is stored fits the scheme."""

from collections.abc import Iterable

from postil.db.faults import Faults
from postil.db.offsets import overlapping
from postil.schema.annotation import Annotation, Mark, Suggestion
from postil.schema.safe import safe
from postil.schema.scheme import Kind, Scheme

_PUT_BACK = "Put the label back into postil.yaml under its old name (its title can change freely)."
_AGAIN = "`postil suggest --again` makes suggestions that fit the scheme."


def check_mark(mark: Mark, scheme: Scheme, where: str, faults: Faults) -> None:
    """Whether the scheme has the layer, the label, the roles and the attributes, and the mark is of the layer's kind."""
    if isinstance(mark, Suggestion) and not mark.current:  # kept for what refers to it; nobody is asked about it
        return
    suggested = isinstance(mark, Suggestion)
    level, hint = ("warning", _AGAIN) if suggested else ("error", _PUT_BACK)
    noun = "suggestion" if suggested else "annotation"
    layer = scheme.find(mark.layer)
    if layer is None or layer.label(mark.label) is None:
        example = f"{safe(mark.layer)}.{safe(mark.label)} in {where}"
        one = f"{noun} has a label that is not in the scheme"
        faults.add(one, f"{noun}s have labels that are not in the scheme", example, level=level, hint=hint)
        return
    example = f"{safe(mark.label)} {safe(mark.id)!r} of {where}"
    if (mark.start is None) != (layer.kind is Kind.CHOICES):
        one, many = f"{noun} is not of its layer's kind", f"{noun}s are not of their layer's kind"
        faults.add(one, many, example, level=level, hint="The layer's kind in postil.yaml was changed: change it back.")
    unknown = [name for name in mark.roles if layer.role(name) is None]
    known = {attribute.name: attribute.values for attribute in layer.attributes}
    unknown += [name for name, value in mark.attributes.items() if value not in known.get(name, ())]
    if unknown:
        one = f"{noun} has a role or attribute that is not in the scheme"
        many = f"{noun}s have roles or attributes that are not in the scheme"
        hint = "Put it back into postil.yaml; it is kept as it is until then."
        faults.add(one, many, f"{safe(unknown[0])} of {example}", level="warning", hint=hint)


def check_overlaps(marks: Iterable[Annotation], scheme: Scheme, where: str, faults: Faults) -> None:
    """Whether the spans of one annotator in a layer that takes no overlaps keep apart."""
    apart = {layer.name for layer in scheme.layers if not layer.overlap}
    for mark, other in overlapping(marks, apart):
        example = f"{safe(mark.label)} {safe(mark.id)!r} and {safe(other.label)} {safe(other.id)!r} in {where}"
        one, many = "overlap in a layer that takes none", "overlaps in layers that take none"
        hint = "Reject one of them, or write `overlap: true` into the layer in postil.yaml."
        faults.add(one, many, example, level="warning", hint=hint)
