"""The scheme: which layers a project annotates, with which labels, roles and attributes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from postil.schema.errors import PostilError
from postil.schema.settings import Settings


class Kind(StrEnum):
    """The three kinds of layer: labelled ranges, labelled ranges with roles and attributes, labels of the article."""

    SPANS = "spans"
    FRAMES = "frames"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label. `key` is a digit or letter that sets it; `color` a name or "#rrggbb"; both may be ""."""

    name: str
    title: str = ""
    help: str = ""
    key: str = ""
    color: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role of a frame: filled by spans whose "layer.LABEL" is in `of`, by free text, or from the list named `list`."""

    name: str
    title: str = ""
    help: str = ""
    of: tuple[str, ...] = ()
    many: bool = False
    text: bool = False
    list: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute of a frame; the first value is what holds when nothing is said."""

    name: str
    title: str = ""
    help: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer. `many`: a choices layer takes several labels, ranked. `each`: one answer for each entry of that list.

    `overlap`: ranges of the layer may overlap and nest.
    """

    name: str
    kind: Kind
    title: str = ""
    help: str = ""
    labels: tuple[Label, ...] = ()
    roles: tuple[Role, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    many: bool = False
    each: str = ""
    overlap: bool = True

    def label(self, name: str) -> Label | None:
        """The label of that name, or None."""
        return next((label for label in self.labels if label.name == name), None)

    def role(self, name: str) -> Role | None:
        """The role of that name, or None."""
        return next((role for role in self.roles if role.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """The layers in their order, and the project's lists (such as stance targets) as the file gives them."""

    name: str
    language: str = ""
    layers: tuple[Layer, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def layer(self, name: str) -> Layer:
        """The layer of that name. Raises PostilError."""
        found = self.find(name)
        if found is None:
            raise PostilError(f"The scheme has no layer {name!r}.", hint=f"It has: {', '.join(la.name for la in self.layers)}.")
        return found

    def find(self, name: str) -> Layer | None:
        """The layer of that name, or None."""
        return next((layer for layer in self.layers if layer.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFile:
    """A postil.yaml, read: the scheme, the settings, and the text it was read from."""

    scheme: Scheme
    settings: Settings
    source: str
