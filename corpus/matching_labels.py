"""Where the labels, roles and attributes of a file belong in a scheme."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from postil.schema.annotation import Mark
from postil.schema.errors import PostilError
from postil.schema.form import Form, form_of, takes
from postil.schema.scheme import Kind, Layer, Scheme

_APART = (".", ":", "/")


@dataclass(frozen=True, slots=True)
class Home:
    """A label of a layer; the label "" for a mark that is to be left out."""

    layer: Layer
    label: str


@dataclass(slots=True)
class Homes:
    """Finds the home of marks, remembering what was found."""

    scheme: Scheme
    maps: Mapping[str, str]
    used: set[str] = field(default_factory=set)
    _found: dict[tuple[str, str, Form, bool], Home | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = set(_names(self.scheme))
        self.maps = {_nfc(name): target for name, target in self.maps.items()}
        for name, target in self.maps.items():
            if target and target not in known:
                raise PostilError(
                    f"The map of {name!r} leads to {target!r}, and the scheme has no such label, role or attribute.",
                    hint=_nearest(target, known),
                )

    @property
    def apart(self) -> set[str]:
        """The layers that take no overlaps."""
        return {layer.name for layer in self.scheme.layers if layer.kind is Kind.SPANS and not layer.overlap}

    def of(self, mark: Mark) -> Home | None:
        """Where a mark belongs, or None."""
        key = (mark.layer, mark.label, form_of(mark), bool(mark.roles or mark.attributes))
        if key not in self._found:
            self._found[key] = self._look(*key)
        return self._found[key]

    def relation(self, name: str) -> Home | None:
        """The label of frames with two roles, from and to, that is meant by the name of a relation."""
        layers = [la for la in self.scheme.layers if la.kind is Kind.FRAMES and len(la.roles) == 2]
        name = _nfc(name)
        target = self.maps.get(name, name)
        if name in self.maps:
            self.used.add(name)
        return _home(layers, *_split(target, layers)) if target else None

    def role(self, layer: Layer, label: str, name: str) -> str | None:
        """The role of the layer that is meant; "" for one that is to be left out."""
        return self._part(label, name, [role.name for role in layer.roles])

    def attribute(self, layer: Layer, label: str, name: str, value: str) -> tuple[str, str] | tuple[()] | None:
        """The attribute of the layer that is meant, and its value there; () for one that is to be left out."""
        known = self._part(label, name, [a.name for a in layer.attributes])
        if not known:
            return None if known is None else ()
        values = next(a.values for a in layer.attributes if a.name == known)
        found = _alike(value, values)
        return (known, found) if found else None

    def _part(self, label: str, name: str, known: Iterable[str]) -> str | None:
        for key in (_nfc(f"{label}.{name}"), _nfc(name)):
            if key in self.maps and (not self.maps[key] or self.maps[key].rpartition(".")[2] in known):
                self.used.add(key)
                return self.maps[key].rpartition(".")[2]
        return _alike(name, known)

    def _look(self, layer_name: str, label: str, form: Form, framed: bool) -> Home | None:
        fitting = [layer for layer in self.scheme.layers if takes(layer, form)]
        for key in (_nfc(f"{layer_name}.{label}"), _nfc(label)):
            if key in self.maps:
                target = self.maps[key]
                home = _home(fitting, *_split(target, fitting)) if target else Home(self.scheme.layers[0], "")
                if home:
                    self.used.add(key)
                    return home
        own = self.scheme.find(layer_name)
        if own is not None and own in fitting and (found := _alike(label, [la.name for la in own.labels])):
            return Home(own, found)
        # What takes part in something, or has a quality, is rather a frame; what has neither, rather a span.
        wanted = Kind.FRAMES if framed else Kind.SPANS
        return _home(sorted(fitting, key=lambda layer: layer.kind is not wanted), *_split(label, fitting))


def _home(layers: Iterable[Layer], layer_name: str, label: str) -> Home | None:
    candidates = [layer for layer in layers if not layer_name or layer.name == layer_name]
    exact = next((Home(layer, label) for layer in candidates if layer.label(label)), None)
    near = ((layer, _alike(label, [la.name for la in layer.labels])) for layer in candidates)
    return exact or next((Home(layer, found) for layer, found in near if found), None)


def _split(name: str, layers: Iterable[Layer]) -> tuple[str, str]:
    """ "layer.LABEL" as layer and label; ("", name) for a label that says no layer."""
    for layer in layers:
        for sign in _APART:
            if name.startswith(f"{layer.name}{sign}"):
                return layer.name, name[len(layer.name) + 1 :]
    return "", name


def _alike(name: str, known: Iterable[str]) -> str | None:
    """The name itself if it is known, else the one that differs only in case, or in "-", "_" and blanks."""
    known = tuple(known)
    if name in known:
        return name
    return next((one for one in known if _plain(one) == _plain(name)), None)


def _nfc(name: str) -> str:
    """The name as postil.yaml has it, however its accents are put together in the file."""
    return unicodedata.normalize("NFC", name)


def _plain(name: str) -> str:
    return _nfc(name).casefold().replace("-", "_").replace(" ", "_")


def _names(scheme: Scheme) -> Iterable[str]:
    for layer in scheme.layers:
        for name in (*(la.name for la in layer.labels), *(r.name for r in layer.roles), *(a.name for a in layer.attributes)):
            yield name
            yield f"{layer.name}.{name}"


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return f"Did you mean {near[0]!r}?" if near else ""
