"""Names of the controls of a labelling config, from which layer, attribute, role and target are read back."""

from dataclasses import dataclass
from enum import StrEnum

from postil.schema.file_name import file_name, id_of

TEXT = "text"
"""The name of the object that is labelled; no layer may be called so."""


class Use(StrEnum):
    """What a control of a layer is for."""

    LABELS = ""
    ATTRIBUTE = "attribute"
    ROLE = "role"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Control:
    """A control: its layer, and which attribute, role or target of it is meant."""

    layer: str
    use: Use = Use.LABELS
    part: str = ""


def control_name(layer: str, use: Use = Use.LABELS, part: str = "") -> str:
    """The name: "stance", "stance.attribute.expression", "stance.role.holder", "article_stance.target.l%27annexion"."""
    return f"{layer}.{use.value}.{file_name(part)}" if use is not Use.LABELS else layer


def control_of(name: str) -> Control:
    """The control of that name; a name that `control_name` would not have made is a layer's."""
    layer, dot, rest = name.partition(".")
    use, second, part = rest.partition(".")
    if layer and dot and second and part and use in (Use.ATTRIBUTE, Use.ROLE, Use.TARGET):
        return Control(layer, Use(use), id_of(part))
    return Control(name)
