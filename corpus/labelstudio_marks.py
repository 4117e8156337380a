"""What was found in results as postil's own values: annotations with where they came from, and suggestions."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from postil.corpus.labelstudio_results import Found
from postil.schema.annotation import AND, Annotation, Filler, Mark, Roles, Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.loss import Effect, Limit, Losses, Part
from postil.schema.postil_json import suggestion_from_json
from postil.schema.record import Record

SCORES = Limit("predictions without a score between 0 and 1: as sure as can be", Effect.ASIDE, Part.ORIGIN)
GONE = Limit("roles filled by what is not in the file", Effect.LOST, Part.ROLES)
NO_VERSION = "prediction"
"""The source of predictions that do not say which model made them."""

_VERDICTS = {verdict.value: verdict for verdict in Verdict}


def suggestion_of(found: Found, prediction: Mapping[str, Json], losses: Losses, article: Article) -> Suggestion:
    """A result of a prediction as a suggestion; its own score goes before the prediction's."""
    score = next((s for s in (found.score, prediction.get("score")) if s is not None), 1.0)
    if isinstance(score, bool) or not isinstance(score, (int, float)) or not 0 <= score <= 1:
        losses.marks(SCORES, article, [found.mark])
        score = 1.0
    source = prediction.get("model_version")
    suggestion = Suggestion(
        **_fields(found.mark),  # type: ignore[arg-type]  # the fields of a Mark
        source=source if isinstance(source, str) and source else NO_VERSION,
        score=float(score),
        current=found.kept.get("current") is not False,
    )
    roles = {
        role: tuple(Filler(suggestion=f.annotation) if f.annotation else f for f in fillers)
        for role, fillers in suggestion.roles.items()
    }
    return replace(suggestion, roles=_with_kept(roles, found.kept))


def annotation_of(found: Found, who: str, at: str, suggestions: Mapping[str, Suggestion]) -> Annotation:
    """A result of an annotation. What postil kept with it holds, as far as it was not changed since.

    Without that, a result that has the id of a prediction's, and says that it comes from there, answers it.
    """
    mark, kept = found.mark, found.kept
    given = kept.get("from")
    if isinstance(given, Mapping):
        origin: Suggestion | None = suggestion_from_json(given)
    else:
        made = found.origin.startswith("prediction") and not kept
        origin = suggestions.get(given if isinstance(given, str) else found.result if made else "")
    return Annotation(
        **_fields(replace(mark, roles=_with_kept(mark.roles, kept))),  # type: ignore[arg-type]  # the fields of a Mark
        verdict=_verdict(mark, origin, kept),
        by=who,
        at=str(kept.get("at", at)),
        origin=origin,
        note=found.note,
        flag=kept.get("flag") is True,
    )


def without_answered(record: Record) -> Record:
    """The record without suggestions that an annotation answers, and each of those that several programs made once."""
    answered = {a.origin.id for a in record.annotations if a.origin}
    made: dict[tuple[object, ...], Suggestion] = {}
    same: dict[str, str] = {}
    for suggestion in record.suggestions:
        if suggestion.id in answered:
            continue
        before = made.setdefault(suggestion.identity, suggestion)
        if before is not suggestion:
            same[suggestion.id] = before.id
            source = before.source if suggestion.source in before.sources else f"{before.source}{AND}{suggestion.source}"
            made[suggestion.identity] = replace(before, source=source, score=max(before.score, suggestion.score))
    record = replace(record, suggestions=tuple(made.values()))
    return _refilled(record, lambda f: replace(f, suggestion=same.get(f.suggestion, f.suggestion))) if same else record


def fillers_there(record: Record, losses: Losses) -> Record:
    """The record with roles that name only what is there; others are counted."""
    annotations = {a.id for a in record.annotations}
    suggestions = {s.id for s in record.suggestions} | {a.origin.id for a in record.annotations if a.origin}

    def one(filler: Filler) -> Filler | None:
        there = filler.annotation in annotations if filler.annotation else filler.suggestion in suggestions
        return filler if there or filler.text else None

    found = _refilled(record, one)
    gone = [a for a, b in zip(record.annotations, found.annotations, strict=True) if a.roles != b.roles]
    losses.marks(GONE, record.article, gone)
    losses.marks(
        GONE, record.article, [a for a, b in zip(record.suggestions, found.suggestions, strict=True) if a.roles != b.roles]
    )
    return found


def _refilled(record: Record, one: Callable[[Filler], Filler | None]) -> Record:
    def roles(mark: Mark) -> Roles:
        found = {role: tuple(f for f in map(one, fillers) if f is not None) for role, fillers in mark.roles.items()}
        return {role: fillers for role, fillers in found.items() if fillers}

    return replace(
        record,
        annotations=tuple(replace(a, roles=roles(a)) if a.roles else a for a in record.annotations),
        suggestions=tuple(replace(s, roles=roles(s)) if s.roles else s for s in record.suggestions),
    )


def _verdict(mark: Mark, origin: Suggestion | None, kept: Mapping[str, Json]) -> Verdict:
    said = _VERDICTS.get(str(kept.get("verdict", "")))
    if origin is None:
        return Verdict.ADDED
    same = origin.identity == mark.identity
    if said is Verdict.CORRECTED or (said is Verdict.ACCEPTED and same):
        return said
    return Verdict.ACCEPTED if same else Verdict.CORRECTED


def _with_kept(roles: Roles, kept: Mapping[str, Json]) -> Roles:
    """The roles, and the fillers in `kept` that are no region of the same list."""
    given = kept.get("roles")
    if not isinstance(given, Mapping):
        return roles
    out = dict(roles)
    for role, items in given.items():
        if not isinstance(items, list):
            raise PostilError(f'the fillers of "{role}" must be a list')
        for item in items:
            if isinstance(item, Mapping):
                filler = Filler(annotation=str(item.get("annotation", "")), suggestion=str(item.get("suggestion", "")))
                out[role] = (*out.get(role, ()), filler)
    return out


def _fields(mark: Mark) -> dict[str, object]:
    names = ("id", "layer", "label", "start", "end", "text", "roles", "attributes", "rank", "target")
    return {name: getattr(mark, name) for name in names}
