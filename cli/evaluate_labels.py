"""Which labels of a gold corpus stand for which of the project: what --map, --ignore and --layer say, checked."""

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from postil.agreement.answers import Answers
from postil.schema.annotation import Mark
from postil.schema.errors import PostilError
from postil.schema.form import Form, takes
from postil.schema.scheme import Layer, Scheme
from postil.schema.scheme_fields import nearest

Census = Mapping[tuple[str, str, Form], int]
"""How many gold marks there are of each layer, label and form."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A label that is left out: everywhere, or where the marked text matches."""

    label: str
    pattern: re.Pattern[str] | None = None

    def holds(self, mark: Mark) -> bool:
        """Whether the mark is left out."""
        return mark.label == self.label and (self.pattern is None or self.pattern.search(mark.text) is not None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says about labels, taken apart but not yet compared with a scheme."""

    layers: tuple[str, ...] = ()
    maps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: tuple[Ignored, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Where each kind of gold mark belongs, by layer, label and form; which labels are right for it in each layer.

    `unmapped` counts the gold marks whose label no layer has; `idle` are options about labels that were not met.
    """

    homes: Mapping[tuple[str, str, Form], str]
    answers: Mapping[str, Answers]
    ignored: tuple[Ignored, ...]
    unmapped: Mapping[str, int]
    idle: tuple[str, ...] = ()


def wanted(layers: Iterable[str], maps: Iterable[str], ignored: Iterable[str]) -> Wanted:
    """Take the words after --layer, --map and --ignore apart. Raises PostilError."""
    right: dict[str, tuple[str, ...]] = {}
    for entry in maps:
        gold, equals, labels = entry.partition("=")
        found = tuple(label.strip() for label in labels.split(",") if label.strip())
        if not gold.strip() or not equals or not found:
            raise PostilError(f"--map {entry} is not LABEL=LABEL.", hint="For example: --map Location=GPE,LOC")
        right[gold.strip()] = tuple(dict.fromkeys((*right.get(gold.strip(), ()), *found)))
    return Wanted(tuple(layers), right, tuple(_ignored(entry) for entry in ignored))


def plan(scheme: Scheme, census: Census, asked: Wanted, *, whole: bool = True) -> Plan:
    """Where the gold marks belong. Raises PostilError for a layer or label that is not there.

    Where the census is not of the `whole` corpus, a gold label that is not in it may come later, and is no error.
    """
    for name in asked.layers:
        if scheme.find(name) is None:
            raise PostilError(f"The scheme has no layer {name!r}.", hint=nearest(name, [la.name for la in scheme.layers]))
    idle = _require_known(scheme, census, asked, whole=whole)
    dropped = {one.label for one in asked.ignored if one.pattern is None}
    homes: dict[tuple[str, str, Form], str] = {}
    right: dict[str, dict[str, tuple[str, ...]]] = {}
    closed: set[str] = set()
    unmapped: Counter[str] = Counter()
    for (gold_layer, label, form), number in census.items():
        if label in dropped:
            continue
        own = scheme.find(gold_layer)
        layers = [own] if own and takes(own, form) else [layer for layer in scheme.layers if takes(layer, form)]
        home, labels = _home(layers, label, asked.maps)
        if home is None:
            unmapped[label] += number
        elif not asked.layers or home.name in asked.layers:
            homes[gold_layer, label, form] = home.name
            right.setdefault(home.name, {})[label] = labels
            if home is own:
                closed.add(home.name)
    answers = {
        layer.name: Answers(
            {**_own(layer, layer.name in closed, dropped), **right[layer.name]}, closed=layer.name in closed
        )
        for layer in scheme.layers
        if layer.name in right
    }  # fmt: skip
    return Plan(homes, answers, asked.ignored, dict(unmapped.most_common()), tuple(idle))


def advice(layers: Sequence[Layer], labels: Sequence[str]) -> str:
    """The options that would put these gold labels to use in the layers: --map where a label is near, else --ignore."""
    return " ".join(_option(layers, label) for label in labels)


def _ignored(entry: str) -> Ignored:
    label, tilde, pattern = entry.partition("~")
    if not label.strip():
        raise PostilError(f"--ignore {entry} names no label.", hint="For example: --ignore Event, or --ignore 'DATE~^\\D*$'")
    try:
        return Ignored(label.strip(), re.compile(pattern) if tilde else None)
    except re.error as error:
        raise PostilError(f"--ignore {entry}: the regular expression does not hold ({error}).") from None


def _require_known(scheme: Scheme, census: Census, asked: Wanted, *, whole: bool) -> list[str]:
    """The options about labels that are not there, as far as that is no error."""
    idle: list[str] = []
    there = list(dict.fromkeys(label for _, label, _ in census))
    ours = list(dict.fromkeys(label.name for layer in scheme.layers for label in layer.labels))
    for gold, labels in asked.maps.items():
        if gold not in there and not whole:
            idle.append(f"--map {gold}={','.join(labels)}")
        elif gold not in there:
            raise PostilError(f"--map {gold}=…: there is no label {gold!r} in GOLD.", hint=nearest(gold, there, say="It has"))
        for label in labels:
            if not any(_label(layer, label) for layer in scheme.layers):
                hint = nearest(label, ours, say="The scheme has")
                raise PostilError(f"--map {gold}={label}: no layer of the scheme has the label {label!r}.", hint=hint)
    for one in asked.ignored:
        if one.label in there or one.label in ours:
            continue
        if not whole:
            idle.append(f"--ignore {one.label}")
        else:
            hint = nearest(one.label, dict.fromkeys((*there, *ours)), say="There are")
            raise PostilError(f"--ignore {one.label}: neither GOLD nor the scheme has this label.", hint=hint)
    return idle


def _home(layers: Sequence[Layer], label: str, maps: Mapping[str, tuple[str, ...]]) -> tuple[Layer | None, tuple[str, ...]]:
    """The first of the layers that has what answers the gold label, and the labels there that do."""
    given = maps.get(label, (label,))
    for layer in layers:
        names = tuple(_label(layer, name) for name in given)
        if all(names):
            return layer, names
    if label in maps:
        raise PostilError(
            f"--map {label}={','.join(given)}: no layer of the kind that is needed has all of these labels.",
            hint="A gold label is answered by labels of one layer; marks in the text by spans or frames, others by choices.",
        )
    return None, ()


def _label(layer: Layer, written: str) -> str:
    """The label's name in the layer, of "LABEL" or "layer.LABEL", or ""."""
    name = written.removeprefix(f"{layer.name}.")
    return name if layer.label(name) else ""


def _own(layer: Layer, closed: bool, dropped: set[str]) -> dict[str, tuple[str, ...]]:
    return {label.name: (label.name,) for label in layer.labels if label.name not in dropped} if closed else {}


def _option(layers: Sequence[Layer], label: str) -> str:
    word = label.casefold()
    for layer in layers:
        for own in layer.labels:
            name = own.name.casefold()
            if word.startswith(name) or name.startswith(word) or word in own.title.casefold().split():
                # most schemes have one label for all places
                names = "GPE,LOC" if own.name == "LOC" and layer.label("GPE") else own.name
                return f"--map {shlex.quote(label)}={names}"
    return f"--ignore {shlex.quote(label)}"
