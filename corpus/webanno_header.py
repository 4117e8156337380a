"""The header of a WebAnno TSV file: its version, and the columns of its layers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from postil.schema.webanno_name import LABEL, NAMESPACE, TEXTS, scheme_name

_FORMAT = re.compile(r"#FORMAT=WebAnno TSV (\d{1,9})(?:\.(\d{1,9}))?\s*")
_LABELS = (LABEL, "label", "PosValue", "identifier")
_ROLE = "ROLE_"
_BASE = "BT_"


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of a layer and its column; for one that links to what fills a role, the column behind has the targets, which
    are of the type `target`.
    """

    name: str
    column: int
    target: str = ""


@dataclass(frozen=True, slots=True)
class SpanLayer:
    """A layer of spans: its type, what it is called here, its first column, the feature with the label (None if it has
    none), the attributes, the free text in roles, and the roles.
    """

    type: str
    name: str
    column: int
    label: Feature | None
    attributes: tuple[Feature, ...]
    texts: tuple[Feature, ...]
    roles: tuple[Feature, ...]

    @property
    def features(self) -> tuple[Feature, ...]:
        """All of them."""
        return (*((self.label,) if self.label else ()), *self.attributes, *self.texts, *self.roles)

    @property
    def columns(self) -> tuple[int, ...]:
        """Those with what it says itself: its features, and how its roles are called."""
        return tuple(sorted(feature.column for feature in self.features))

    @property
    def shows(self) -> tuple[int, ...]:
        """Those that show whether there is an annotation: a role can be empty, but then its target says so."""
        return (self.column, *self.columns, *(role.column + 1 for role in self.roles))


@dataclass(frozen=True, slots=True)
class Relation:
    """A layer of relations: what it is called, its features, the first of them (or the one with the label) being what the
    relation is, and the column with where it comes from; `base` is the type of both ends.
    """

    name: str
    label: Feature | None
    others: tuple[Feature, ...]
    source: int
    base: str


@dataclass(frozen=True, slots=True)
class Header:
    """The columns count from 0, behind those of id, offsets and token; `chains` are those with links of chains."""

    spans: tuple[SpanLayer, ...]
    relations: tuple[Relation, ...]
    chains: tuple[int, ...]
    columns: int


def java_escapes(line: str) -> bool | None:
    """Whether texts in a file that begins with this line are escaped as in Java; None if it is no WebAnno TSV 3."""
    match = _FORMAT.fullmatch(line)
    if match is None or int(match[1]) != 3:
        return None
    return int(match[2] or 0) < 2


def header(lines: Sequence[str]) -> Header:
    """The columns that these lines declare. Raises ValueError saying what is wrong with one of them."""
    spans: list[SpanLayer] = []
    relations: list[Relation] = []
    chains: list[int] = []
    at = 0
    for line in lines:
        kind, _, rest = line.partition("=")
        name, *declared = rest.split("|")
        declared = [part for part in declared if part] or [""]
        if not name:
            raise ValueError("a layer without a name")
        if kind == "#T_SP":
            spans.append(_span_layer(name, declared, at))
        elif kind == "#T_RL":
            relations.append(_relation(name, declared, at))
        elif kind == "#T_CH":
            chains.append(at + len(declared) - 1)
        else:
            raise ValueError(f"{kind} is no kind of layer; there are #T_SP, #T_CH and #T_RL")
        at += len(declared)
    short = Counter(layer.name for layer in spans)
    named = tuple(replace(layer, name=layer.type) if short[layer.name] > 1 else layer for layer in spans)
    return Header(named, tuple(relations), tuple(chains), at)


def _span_layer(name: str, declared: Sequence[str], at: int) -> SpanLayer:
    plain: list[Feature] = []
    roles: list[Feature] = []
    column = 0
    while column < len(declared):
        part = declared[column]
        if part.startswith(_ROLE):
            if column + 1 == len(declared):
                raise ValueError(f"{part} has no column for what it links to")
            role = part.partition(":")[2].partition("_")[0] or part.removeprefix(_ROLE)
            roles.append(Feature(scheme_name(role), at + column, declared[column + 1]))
            column += 2
        else:
            if part:
                plain.append(Feature(part, at + column))
            column += 1
    label = _label(plain)
    others = [f for f in plain if f is not label]
    texts = tuple(Feature(scheme_name(f.name.removesuffix(TEXTS)), f.column) for f in others if f.name.endswith(TEXTS))
    attributes = tuple(Feature(scheme_name(f.name), f.column) for f in others if not f.name.endswith(TEXTS))
    return SpanLayer(name, _short(name), at, label, attributes, texts, tuple(roles))


def _relation(name: str, declared: Sequence[str], at: int) -> Relation:
    if not declared[-1].startswith(_BASE):
        raise ValueError("a layer of relations ends with BT_ and the layer of what it relates")
    features = [Feature(part, at + n) for n, part in enumerate(declared[:-1])]
    label = _label(features)
    others = tuple(feature for feature in features if feature is not label)
    return Relation(_short(name), label, others, at + len(declared) - 1, declared[-1].removeprefix(_BASE))


def _label(features: Sequence[Feature]) -> Feature | None:
    """The feature that is the label: the one called so, else the first."""
    named = {feature.name: feature for feature in reversed(features)}
    return next((named[name] for name in _LABELS if name in named), features[0] if features else None)


def _short(name: str) -> str:
    """What people call the layer: its type without the namespace."""
    return scheme_name(name.removeprefix(NAMESPACE).rpartition(".")[2] or name)
