"""What postil writes of its own into a CAS, read again: where annotations came from, and what XML has no characters for."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from postil.corpus.strict_json import parse
from postil.schema.annotation import Annotation, Suggestion, Verdict
from postil.schema.json_types import Json
from postil.schema.postil_json import annotation_to_json, suggestion_from_json
from postil.schema.uima_names import EXACT
from postil.schema.uima_text import xml_text

_PARTS = ("layer", "label", "start", "end", "roles", "attributes", "rank", "target")


def json_object(text: str | None) -> dict[str, Json]:
    """The object in a feature. Raises ValueError."""
    value = parse(text) if text else {}
    if not isinstance(value, dict):
        raise ValueError("a feature of postil's holds no JSON object")
    return value


def json_pairs(text: str | None) -> list[tuple[int, int]]:
    """The pairs of numbers in a feature. Raises ValueError."""
    pairs: list[tuple[int, int]] = []
    value = parse(text) if text else []
    for pair in value if isinstance(value, list) else ():
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(n, int) for n in pair):
            raise ValueError("a feature of postil's holds no pairs of numbers")
        pairs.append((int(str(pair[0])), int(str(pair[1]))))
    return pairs


def exact(structure: Any) -> dict[str, Any]:
    """Features letter for letter, where that differs from what stands there; what another tool changed meanwhile is not in it.
    A feature with places of texts among a role's fillers ends in "__places".
    """
    text = getattr(structure, EXACT, None)
    found: dict[str, Any] = {}
    for feature, value in json_object(text).items() if text else ():
        now = getattr(structure, feature, None)
        if isinstance(value, str) and now == xml_text(value):
            found[feature] = value
        elif isinstance(value, list) and feature.endswith("__places"):
            found[feature] = [n for n in value if isinstance(n, int)]
        elif isinstance(value, list) and now is not None and now.elements == [xml_text(str(item)) for item in value]:
            found[feature] = [str(item) for item in value]
    return found


def with_provenance(annotation: Annotation, structure: Any, said: Mapping[str, Any], text: str) -> Annotation:
    """The annotation with what postil knew of it; as it was, where the structure says nothing of that.

    An annotation that another tool moved or labelled anew is a corrected one. Raises ValueError, PostilError.
    """
    if not getattr(structure, "postil_verdict", None):
        return annotation
    found = replace(
        annotation,
        verdict=Verdict(structure.postil_verdict),
        at=said.get("postil_at") or structure.postil_at or "",
        note=said.get("postil_note") or structure.postil_note or "",
        flag=bool(structure.postil_flag),
    )
    if structure.postil_suggested is None:
        return found if found.verdict in (Verdict.ADDED, Verdict.REJECTED) else replace(found, verdict=Verdict.ADDED)
    origin = _origin(found, structure, said, text)
    moved = found.verdict is Verdict.ACCEPTED and origin.identity != found.identity
    return replace(found, origin=origin, verdict=Verdict.CORRECTED if moved else found.verdict)


def _origin(now: Annotation, structure: Any, said: Mapping[str, Any], text: str) -> Suggestion:
    told = annotation_to_json(now)
    made = {key: told[key] for key in _PARTS if key in told}
    made |= json_object(said.get("postil_suggested") or structure.postil_suggested)
    made |= {"source": said.get("postil_source") or structure.postil_source or "", "score": structure.postil_score or 0.0}
    made.setdefault("id", f"s-{now.id}")
    start, end = made.get("start"), made.get("end")
    if isinstance(start, int) and isinstance(end, int):
        if not 0 <= start < end <= len(text):
            raise ValueError("what was suggested is outside of the text")
        made["text"] = text[start:end]
    return suggestion_from_json({key: value for key, value in made.items() if value is not None})
