"""The type system that a UIMA CAS needs: where it is found, and what each of its types means here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from cassis import TypeSystem, load_typesystem, merge_typesystems  # type: ignore[import-untyped]

from postil.corpus.cas_faults import Fault, no_doctype, quiet
from postil.schema.uima_names import ARTICLE, HIDDEN, LAYERS, METADATA, OWN, REJECTED, REJECTED_CHOICE, TEXTS, scheme_name

_HEAD = 4096
_UP = 3
_LARGEST = 64 * 1024 * 1024
_LABELS = ("value", "label", "identifier", "category", "role", "class", "tag")
_ENDS = {frozenset(("governor", "dependent")): ("governor", "dependent"), frozenset(("source", "target")): ("source", "target")}
_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
_GRAMMAR = (f"{_DKPRO}segmentation.", f"{_DKPRO}lexmorph.", f"{_DKPRO}syntax.", f"{_DKPRO}metadata.", f"{_DKPRO}anomaly.")
_INTERNAL = ("de.tudarmstadt.ukp.clarin.webanno.api.type.", "de.tudarmstadt.ukp.inception.", "uima.cas.")
_GRAMMATICAL = frozenset(("Sentence", "Token", "Paragraph", "POS", "Lemma", "Stem", "Dependency", "ROOT"))
_TOOLS = (LAYERS, "webanno.custom.")
_SUFFIX = re.compile(r"__(?:attribute|role|choice|span)$")


class Meaning(Enum):
    """What a feature structure of a type is."""

    SPAN = "span"
    CHOICE = "choice"
    RELATION = "relation"
    GRAMMAR = "grammar"
    ARTICLE = "article"
    METADATA = "metadata"
    HIDDEN = "hidden"
    REJECTED = "rejected"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Shape:
    """A type: its meaning, the layer that it is, and which of its features (as cassis calls them) are what. `plain` and
    `lists`: feature -> name of the attribute; `references`: feature -> name of the role; `texts`: feature -> role.
    """

    meaning: Meaning
    layer: str = ""
    labels: tuple[str, ...] = ()
    plain: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    ends: tuple[str, str] = ("", "")


class System:
    """A type system, and the shapes of its types as they are first asked for.

    Raises Fault for features whose names are none: cassis makes Python classes of types, and would run what stands there.
    """

    def __init__(self, types: TypeSystem) -> None:
        for found in types.get_types(built_in=True):
            for feature in found.all_features:
                if not isinstance(feature.name, str) or not feature.name.isidentifier():
                    raise Fault(f"in its type system, a feature has a name that is none: {ascii(feature.name)[:60]}")
        self.types = types
        self._shapes: dict[str, Shape] = {}

    def shape(self, name: str) -> Shape:
        """What a type of that name is."""
        found = self._shapes.get(name)
        if found is None:
            found = self._shapes[name] = _shape(self.types, name)
        return found


def beside(path: Path) -> System | None:
    """The type system for a file: of its own name, else what stands in its folder, else in one of three folders above.

    The folder's own are TypeSystem.xml in any case of letters, else all *.xml that are type systems, merged. Raises Fault.
    """
    folder = path.parent
    for level in range(_UP + 1):
        try:
            found = _xml(folder, folder.stat().st_mtime_ns)
        except OSError:
            return None
        own = [other for other in found if level == 0 and other.stem.casefold() == path.stem.casefold()]
        named = [other for other in found if other.name.casefold() == "typesystem.xml"]
        chosen = own or named or (found if level < 2 else [])
        if chosen:
            return _load(tuple((other, other.stat().st_mtime_ns) for other in chosen))
        if folder.parent == folder:
            return None
        folder = folder.parent
    return None


@lru_cache(maxsize=32)
def _xml(folder: Path, changed: int) -> list[Path]:
    """The type systems in a folder as it was at `changed`."""
    return sorted(p for p in folder.iterdir() if p.suffix.casefold() == ".xml" and p.is_file() and _is_types(p))


@lru_cache(maxsize=4)
def _load(files: tuple[tuple[Path, int], ...]) -> System:
    systems = []
    for path, _ in files:
        if path.stat().st_size > _LARGEST:
            raise Fault(f"its type system {path.name!r} is larger than {_LARGEST // 2**20} MB")
        data = path.read_bytes()
        with quiet(f"its type system {path.name!r} cannot be read"):
            no_doctype(data)
            systems.append(load_typesystem(BytesIO(data)))
    if len(systems) == 1:
        return System(systems[0])
    with quiet(f"the type systems {', '.join(path.name for path, _ in files)} contradict each other"):
        return System(merge_typesystems(*systems))


def _is_types(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return False
    return "<typeSystemDescription" in head.replace(b"\0", b"").decode("utf-8", "replace")


def _shape(types: Any, name: str) -> Shape:
    found = types.get_type(name)
    if name == METADATA or types.is_instance_of(found, "uima.tcas.DocumentAnnotation"):
        return Shape(Meaning.METADATA)
    if name in (ARTICLE, HIDDEN):
        return Shape(Meaning.ARTICLE if name == ARTICLE else Meaning.HIDDEN)
    if name in (REJECTED, REJECTED_CHOICE):
        return Shape(Meaning.REJECTED)
    short = name.rpartition(".")[2]
    if name.startswith(_INTERNAL):
        return Shape(Meaning.OTHER)
    if name.startswith(_GRAMMAR) or (short in _GRAMMATICAL and not name.startswith(_TOOLS)):
        return Shape(Meaning.GRAMMAR)
    if types.is_instance_of(found, "uima.tcas.Annotation"):
        meaning = Meaning.SPAN
    elif types.is_instance_of(found, "uima.cas.AnnotationBase"):
        meaning = Meaning.CHOICE
    else:
        return Shape(Meaning.OTHER)
    return _features(found, meaning, scheme_name(_SUFFIX.sub("", short)))


def _features(found: Any, meaning: Meaning, layer: str) -> Shape:
    shape = Shape(meaning, layer)
    strings: list[str] = []
    for feature, called, kind in _own(found.all_features):
        if called in ("begin", "end", "sofa") or called.startswith(OWN):
            continue
        if kind == "uima.cas.String":
            strings.append(feature)
        name = scheme_name(_SUFFIX.sub("", called))
        if called.endswith(TEXTS) and kind == "uima.cas.StringArray":
            shape.texts[feature] = scheme_name(called.removesuffix(TEXTS))
        elif kind in _PRIMITIVE:
            shape.plain[feature] = name
        elif kind.startswith("uima.cas.") and kind.endswith(("Array", "List")) and not kind.startswith("uima.cas.FS"):
            shape.lists[feature] = name
        else:
            shape.references[feature] = name
    by_name = {feature.casefold(): feature for feature in strings}
    labels = tuple(by_name[name] for name in _LABELS if name in by_name)
    ends = {feature.casefold(): feature for feature in shape.references}
    for pair, (first, second) in _ENDS.items():
        if meaning is Meaning.SPAN and pair <= ends.keys():
            relation = (ends[first], ends[second])
            return Shape(Meaning.RELATION, layer, labels, shape.plain, shape.lists, shape.references, shape.texts, relation)
    if meaning is Meaning.CHOICE and shape.references and not (shape.plain or shape.lists):
        return Shape(Meaning.OTHER)  # the head of a chain
    return Shape(meaning, layer, labels, shape.plain, shape.lists, shape.references, shape.texts)


def _own(features: Iterable[Any]) -> Iterable[tuple[str, str, str]]:
    """Each feature: its name in cassis, its own name, and its range; a subtype of String is one."""
    for feature in features:
        kind = feature.rangeType
        while kind.supertype is not None and kind.supertype.name == "uima.cas.String":
            kind = kind.supertype
        yield feature.name, feature.name[:-1] if feature._has_reserved_name else feature.name, kind.name


_PRIMITIVE = frozenset(
    f"uima.cas.{name}" for name in ("String", "Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double")
)
