"""What a mark is of, whatever its layer is called."""

from enum import StrEnum

from postil.schema.annotation import Mark
from postil.schema.scheme import Kind, Layer


class Form(StrEnum):
    """What a mark is of: a range of the text, the whole article, or the article and one target."""

    RANGE = "range"
    WHOLE = "whole"
    TARGET = "target"


def form_of(mark: Mark) -> Form:
    """The form of a mark."""
    return Form.RANGE if mark.start is not None else Form.TARGET if mark.target else Form.WHOLE


def takes(layer: Layer, form: Form) -> bool:
    """Whether marks of that form can be in the layer."""
    if layer.kind is not Kind.CHOICES:
        return form is Form.RANGE
    return form is (Form.TARGET if layer.each else Form.WHOLE)
