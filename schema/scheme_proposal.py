"""A scheme made from annotations: what labels there are, as the text of a postil.yaml."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from postil.schema import scheme_keys as keys
from postil.schema.annotation import Mark
from postil.schema.form import Form, form_of
from postil.schema.record import Record

_SPANS, _FRAMES, _CHOICES, _RELATION = "entity", "frame", "category", "relation"
_STANCE = "stance"
_TARGETED = "\0"  # ends the key of a layer with one answer for each target, which may be called like another
_MOST_TARGETS = 500
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))


@dataclass(slots=True)
class _Layer:
    labels: Counter[str] = field(default_factory=Counter)
    roles: dict[str, Counter[str]] = field(default_factory=dict)
    free: set[str] = field(default_factory=set)
    many_fill: set[str] = field(default_factory=set)
    attributes: dict[str, Counter[str]] = field(default_factory=dict)
    crowded: bool = False
    framed: int = 0

    @property
    def frames(self) -> bool:
        """Whether most of its marks take part in something, or have a quality: then they are frames, and not spans."""
        return 2 * self.framed >= self.labels.total() > 0 and self.framed > 0


class Proposal:
    """Takes records one by one, and proposes a scheme in which all of their annotations have a place."""

    def __init__(self) -> None:
        self.articles = 0
        self.annotations = 0
        self._ranges: dict[str, _Layer] = {}
        self._whole: dict[str, _Layer] = {}
        self._targets: Counter[str] = Counter()
        self._languages: Counter[str] = Counter()
        self._labels_of: dict[str, str] = {}

    def add(self, record: Record) -> None:
        """One more article."""
        self.articles += 1
        self._languages[record.article.language] += 1
        marks: list[Mark] = [*record.annotations, *record.suggestions]
        known = {mark.id: mark for mark in marks}
        choices: Counter[tuple[str, str]] = Counter()
        for mark in marks:
            self.annotations += 1
            form = form_of(mark)
            layers = self._ranges if form is Form.RANGE else self._whole
            layer = layers.setdefault(f"{mark.layer}{_TARGETED}" if form is Form.TARGET else mark.layer, _Layer())
            layer.labels[mark.label] += 1
            layer.framed += bool(mark.roles or mark.attributes)
            if form is Form.TARGET:
                layer.free.add("target")
                if mark.target in self._targets or len(self._targets) < _MOST_TARGETS:
                    self._targets[mark.target] += 1
            elif form is Form.WHOLE:
                choices[getattr(mark, "by", ""), mark.layer] += 1
            self._parts(layer, mark, known)
        for (_, name), count in choices.items():
            self._whole[name].crowded |= count > 1

    def _parts(self, layer: _Layer, mark: Mark, known: Mapping[str, Mark]) -> None:
        for role, fillers in mark.roles.items():
            of = layer.roles.setdefault(role, Counter())
            if len(fillers) > 1:
                layer.many_fill.add(role)
            for filler in fillers:
                other = known.get(filler.annotation or filler.suggestion)
                if other is None:
                    layer.free.add(role)
                else:
                    of[f"{other.layer}\0{other.label}"] += 1
        for name, value in mark.attributes.items():
            layer.attributes.setdefault(name, Counter())[value] += 1

    @property
    def counts(self) -> dict[str, int]:
        """How many annotations there are of each layer of the corpus ("" where it has no name for one)."""
        layers = [*self._ranges.items(), *self._whole.items()]
        found: Counter[str] = Counter()
        for key, layer in layers:
            found[key.removesuffix(_TARGETED)] += layer.labels.total()
        return dict(found)

    @property
    def homeless(self) -> list[str]:
        """Attributes for which the scheme has no place, because they are of spans, of which few have any: "layer: name"."""
        spans = ((key, layer) for key, layer in self._ranges.items() if not layer.frames)
        return [f"{key or _SPANS}: {name}" for key, layer in spans for name in layer.attributes]

    def yaml(self, name: str) -> tuple[str, dict[str, str]]:
        """The text of a postil.yaml, and the mapping in it: names that cannot be used as they are, and those used instead."""
        names = _Names()
        out = [f"scheme: {_quoted(_name(name, keys.NAME) or 'imported')}"]
        language = next((code for code, _ in self._languages.most_common(1) if re.fullmatch(keys.LANGUAGE, code)), "")
        out += [f"language: {language}"] if language else []
        out.append("layers:")
        framed = {key for key, layer in self._ranges.items() if layer.frames}
        titles: dict[tuple[str, bool], str] = {}
        for key in self._ranges:
            titles[key, True] = names.layer(key or (_FRAMES if key in framed else _SPANS))
        for key in self._whole:
            titles[key, False] = names.layer(key.removesuffix(_TARGETED) or (_STANCE if key else _CHOICES))
        for key, layer in self._ranges.items():
            out += self._layer(titles[key, True], layer, "frames" if key in framed else "spans", key, names, titles)
        out += self._relations(framed, names, titles)
        for key, layer in self._whole.items():
            out += self._layer(titles[key, False], layer, "choices", key, names, titles)
        if self._targets:
            targets = _lines(target for target, _ in self._targets.most_common())
            out += ["targets:", *(f"  - {_quoted(target)}" for target in targets)]
        # A name that cannot stand in the file cannot be mapped in it either: what is called so will be listed as unknown.
        mapping = {
            plain: ours
            for theirs, ours in names.mapping.items()
            if _lines([plain := unicodedata.normalize("NFC", theirs)]) == [plain]
        }
        if mapping:
            out += ["import:", "  map:", *(f"    {_quoted(theirs)}: {_quoted(ours)}" for theirs, ours in mapping.items())]
        return "\n".join(out) + "\n", mapping

    def _layer(
        self, title: str, layer: _Layer, kind: str, key: str, names: "_Names", titles: Mapping[tuple[str, bool], str]
    ) -> list[str]:
        out = [f"  {_quoted(title)}:", f"    kind: {kind}", "    labels:"]
        theirs = key.removesuffix(_TARGETED)
        renamed = bool(theirs) and title != theirs
        for label, count in layer.labels.most_common():
            ours = names.label(key, label, title, renamed=renamed)
            out.append(f"      {_quoted(ours)}:  # {count:,}")
        if kind == "choices":
            out += ["    each: targets"] if "target" in layer.free else ["    choose: many"] if layer.crowded else []
            return out
        if kind != "frames":
            return out
        if layer.roles:
            out.append("    roles:")
        for role, of in layer.roles.items():
            ours = names.part(role)
            parts = []
            refs = self._references(of, names, titles)
            if refs:
                parts.append(f"of: [{', '.join(refs)}]")
            if role in layer.free or not refs:
                parts.append("text: true")
            if role in layer.many_fill:
                parts.append("many: true")
            out.append(f"      {_quoted(ours)}: {{{', '.join(parts)}}}")
        if any(_lines(values) for values in layer.attributes.values()):
            out.append("    attributes:")
        for name, values in layer.attributes.items():
            listed = ", ".join(map(_quoted, _lines(value for value, _ in values.most_common())))
            if listed:
                out.append(f"      {_quoted(names.part(name))}: {{values: [{listed}]}}")
        return out

    def _relations(self, framed: set[str], names: "_Names", titles: Mapping[tuple[str, bool], str]) -> list[str]:
        """Relations of spans to others: frames with two roles, each labelled as the relation."""
        spans = {key: layer for key, layer in self._ranges.items() if key not in framed and layer.roles}
        if not spans:
            return []
        title = names.layer(_RELATION)
        out = [f"  {_quoted(title)}:", "    kind: frames", "    labels:"]
        kinds: Counter[str] = Counter()
        ends: Counter[str] = Counter()
        for layer in spans.values():
            kinds.update({role: of.total() for role, of in layer.roles.items()})
            for of in layer.roles.values():
                ends.update(of)
        starts = Counter({f"{key}\0{label}": n for key, layer in spans.items() for label, n in layer.labels.items()})
        out += [f"      {_quoted(names.relation(kind, title))}:  # {count:,}" for kind, count in kinds.most_common()]
        out.append("    roles:")
        for role, of in (("from", starts), ("to", ends)):
            refs = self._references(of, names, titles)
            filled = f"of: [{', '.join(refs)}]" if refs else "text: true"
            if role == "to" and any(layer.many_fill for layer in spans.values()):
                filled += ", many: true"
            out.append(f"      {role}: {{{filled}}}")
        return out

    def _references(self, of: Mapping[str, int], names: "_Names", titles: Mapping[tuple[str, bool], str]) -> list[str]:
        """The labels of spans among these, as a role refers to them."""
        refs = []
        for place in of:
            layer, label = place.split("\0")
            if not self._ranges[layer].frames:
                home = titles[layer, True]
                refs.append(_quoted(f"{home}.{names.label(layer, label, home)}"))
        return refs


class _Names:
    """Names of the file as names of a scheme, each once, and what had to be called otherwise."""

    def __init__(self) -> None:
        self.mapping: dict[str, str] = {}
        self._layers: set[str] = set(keys.RESERVED_LAYERS)
        self._labels: dict[tuple[str, str], str] = {}
        self._parts: dict[str, dict[str, str]] = {}

    def layer(self, name: str) -> str:
        return _fresh(_name(name, keys.NAME) or "layer", self._layers)

    def label(self, layer: str, label: str, home: str, *, renamed: bool = False) -> str:
        if (layer, label) in self._labels:
            return self._labels[layer, label]
        taken = {ours for (other, _), ours in self._labels.items() if other == layer}
        ours = self._labels[layer, label] = _fresh(_name(label, keys.LABEL) or "label", taken)
        if ours != label or renamed:
            theirs = layer.removesuffix(_TARGETED)
            self.mapping.setdefault(f"{theirs}.{label}" if theirs else label, f"{home}.{ours}")
        return ours

    def relation(self, name: str, home: str) -> str:
        return self._one(name, f"{home}.", keys.LABEL, "relation")

    def part(self, name: str) -> str:
        return self._one(name, "", keys.NAME, "part")

    def _one(self, name: str, home: str, pattern: str, other: str) -> str:
        """The name of a role, an attribute or a relation, the same for the same one, and no other's."""
        known = self._parts.setdefault(other, {})
        if name not in known:
            known[name] = ours = _fresh(_name(name, pattern) or other, set(known.values()))
            if ours != name:
                self.mapping.setdefault(name, f"{home}{ours}")
        return known[name]


def _name(written: str, pattern: str) -> str:
    """The nearest name of that pattern."""
    plain = unicodedata.normalize("NFC", written)
    if re.fullmatch(pattern, plain):
        return plain
    allowed = r"[^\w.-]+" if pattern == keys.LABEL else r"[^\w-]+"
    return re.sub(r"^[\W_]+", "", re.sub(allowed, "_", plain)).rstrip("_")[:60]


def _fresh(name: str, taken: set[str]) -> str:
    found = name
    number = 2
    while found in taken:
        found = f"{name[:56]}_{number}"
        number += 1
    taken.add(found)
    return found


def _quoted(text: str) -> str:
    """The text for YAML: plain where nothing can be meant by it but itself, else as a JSON string, which YAML reads."""
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", text) and text.casefold() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def _lines(texts: Iterable[str]) -> list[str]:
    """Those that can be entries of a list in the file, each once."""
    found = (unicodedata.normalize("NFC", text.strip()) for text in texts)
    return list(dict.fromkeys(text for text in found if 0 < len(text) <= keys.MAX_LINE and text.isprintable()))
