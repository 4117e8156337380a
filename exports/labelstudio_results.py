"""Marks as Label Studio's results: regions with their qualities and relations, and choices.

What results look like: https://labelstud.io/guide/task_format.html. What they have no key for stands in the `meta` of a
result, under "postil", where Label Studio keeps it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from postil.schema.annotation import Annotation, Filler, Mark, Suggestion, Verdict
from postil.schema.control_name import TEXT, Use, control_name
from postil.schema.json_types import Json
from postil.schema.postil_json import suggestion_to_json
from postil.schema.utf16 import Units

Object = dict[str, Json]
Told = Mapping[str, Suggestion]
"""The suggestions that stand among the predictions, by id."""
_M = TypeVar("_M", bound=Mark)
_MADE = {Verdict.ACCEPTED: "prediction", Verdict.CORRECTED: "prediction-changed"}


def annotation_results(annotations: Sequence[Annotation], units: Units, told: Told) -> list[Json]:
    """One annotator's annotations, without rejections, as the results of one of Label Studio's annotations."""
    ids = {a.id: a.id for a in annotations if a.start is not None}
    ids |= {a.origin.id: a.id for a in annotations if a.origin and a.start is not None}

    def kept(annotation: Annotation) -> Object:
        out: Object = {"verdict": annotation.verdict.value, "at": annotation.at}
        if annotation.origin:
            same = told.get(annotation.origin.id) == annotation.origin
            out["from"] = annotation.origin.id if same else suggestion_to_json(annotation.origin)
        if annotation.flag:
            out["flag"] = True
        return out

    def extra(annotation: Annotation) -> Object:
        return {"origin": _MADE.get(annotation.verdict, "manual")}

    return _results(annotations, units, ids, kept, extra)


def prediction_results(suggestions: Sequence[Suggestion], units: Units) -> list[Json]:
    """One program's suggestions as the results of one of Label Studio's predictions."""
    ids = {s.id: s.id for s in suggestions if s.start is not None}

    def kept(suggestion: Suggestion) -> Object:
        return {} if suggestion.current else {"current": False}

    def extra(suggestion: Suggestion) -> Object:
        return {"score": suggestion.score}

    return _results(suggestions, units, ids, kept, extra)


def _results(
    marks: Sequence[_M],
    units: Units,
    ids: Mapping[str, str],
    kept: Callable[[_M], Object],
    extra: Callable[[_M], Object],
) -> list[Json]:
    out: list[Json] = []
    relations: list[Json] = []
    choices: dict[str, list[_M]] = {}
    for mark in marks:
        if mark.start is None or mark.end is None:
            choices.setdefault(_choices_name(mark), []).append(mark)
            continue
        place: Object = {"start": units.unit(mark.start), "end": units.unit(mark.end)}
        known = kept(mark)
        if mark.roles:
            unheld = _related(mark, ids, relations)
            if unheld:
                known["roles"] = unheld
        value: Object = {**place, "text": mark.text, "labels": [mark.label]}
        region = _result(mark.id, mark.layer, "labels", value) | extra(mark)
        meta = _meta(getattr(mark, "note", ""), known)
        out.append(region | {"meta": meta} if meta else region)
        out += _qualities(mark, place)
    out += [_chosen(name, group, kept, extra) for name, group in choices.items()]
    return out + relations


def _result(name: str, control: str, kind: str, value: Object) -> Object:
    return {"id": name, "from_name": control, "to_name": TEXT, "type": kind, "value": value}


def _qualities(mark: Mark, place: Object) -> Iterable[Json]:
    """Attributes, and the words that fill roles: results of their own, tied to the region by its id."""
    for name, value in mark.attributes.items():
        control = control_name(mark.layer, Use.ATTRIBUTE, name)
        yield _result(mark.id, control, "choices", {**place, "choices": [value]})
    for role, fillers in mark.roles.items():
        words = [filler.text for filler in fillers if not (filler.annotation or filler.suggestion)]
        if words:
            yield _result(mark.id, control_name(mark.layer, Use.ROLE, role), "textarea", {**place, "text": words})


def _related(mark: Mark, ids: Mapping[str, str], relations: list[Json]) -> Object:
    """Adds a relation to each region that fills a role: Label Studio takes one for each pair, with all its labels.

    Gives back the fillers that are no region in the same list of results.
    """
    pairs: dict[str, list[str]] = {}
    unheld: dict[str, list[Json]] = {}
    for role, fillers in mark.roles.items():
        for filler in fillers:
            name = filler.annotation or filler.suggestion
            if name in ids:
                pairs.setdefault(ids[name], []).append(role)
            elif name:
                unheld.setdefault(role, []).append(_reference(filler))
    for other, roles in pairs.items():
        labels = list(dict.fromkeys(roles))
        relations.append({"type": "relation", "from_id": mark.id, "to_id": other, "direction": "right", "labels": labels})
    return {**unheld}


def _reference(filler: Filler) -> Json:
    return {"annotation": filler.annotation} if filler.annotation else {"suggestion": filler.suggestion}


def _choices_name(mark: Mark) -> str:
    return control_name(mark.layer, Use.TARGET, mark.target) if mark.target else mark.layer


def _chosen(name: str, marks: list[_M], kept: Callable[[_M], Object], extra: Callable[[_M], Object]) -> Object:
    """What was chosen under one control, in the order of the ranks: one result, in which each label tells of itself."""
    marks = sorted(marks, key=lambda mark: mark.rank or 0)
    told: list[Json] = []
    for mark in marks:
        own: Object = {"id": mark.id, "label": mark.label, **kept(mark)}
        if mark.rank is not None:
            own["rank"] = mark.rank
        if isinstance(mark, Suggestion):
            own["score"] = mark.score
        elif note := getattr(mark, "note", ""):
            own["note"] = note
        told.append(own)
    result = _result(marks[0].id, name, "choices", {"choices": list(dict.fromkeys(mark.label for mark in marks))})
    return result | extra(marks[0]) | {"meta": _meta("", {"marks": told})}


def _meta(note: str, kept: Object) -> Object:
    meta: Object = {"text": [note]} if note else {}
    return {**meta, "postil": kept} if kept else meta
