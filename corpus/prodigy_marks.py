"""The spans, relations and labels of a Prodigy task as annotations, or as suggestions where nobody answered it.

What tasks look like: https://prodi.gy/docs/api-interfaces
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from postil.schema.annotation import Annotation, Filler, Mark, Roles, Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.loss import Effect, Limit, Losses, Part
from postil.schema.postil_json import annotation_from_json, fillers_to_json

ACCEPT, REJECT, IGNORE = "accept", "reject", "ignore"
UNLABELLED = Limit("spans without a label, or of no length, left out")
UNRELATED = Limit("relations without a label, or with what is no span, left out", Effect.LOST, Part.ROLES)
TOKENS = Limit("spans whose tokens stand elsewhere than their offsets: the offsets hold", Effect.CHANGED, Part.RANGE)
FURTHER = Limit("further facts about spans, left out", Effect.LOST, Part.ATTRIBUTES)
SCORES = Limit("scores that are not between 0 and 1: as sure as can be", Effect.ASIDE, Part.ORIGIN)
SOMETHING = "prodigy"
"""The source of suggestions that do not say what made them."""

_KNOWN = frozenset(
    (
        *("start", "end", "token_start", "token_end", "label", "text", "id", "layer", "target", "source", "score", "postil"),
        *("color", "type", "pattern", "rank", "input_hash", "answer", "priority", "_is_binary"),
    )
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an annotator answered ("" where nobody has), who, and when."""

    given: str
    by: str
    at: str


@dataclass(slots=True)
class _Found:
    mark: Mark
    told: Mapping[str, Json]

    @property
    def kept(self) -> Mapping[str, Json]:
        """What postil keeps with it."""
        kept = self.told.get("postil")
        return kept if isinstance(kept, Mapping) else {}


@dataclass(slots=True)
class _Task:
    """A task being read; `taken` are the ids of the article's marks so far."""

    value: Mapping[str, Json]
    kept: Mapping[str, Json]
    article: Article
    taken: set[str]
    losses: Losses
    found: list[_Found] = field(default_factory=list)

    def spans(self) -> None:
        """Every span that has a label and a place."""
        for item in _list(self.value.get("spans"), "spans"):
            span = _object(item, "a span")
            start, end = self._place(span)
            label = span.get("label")
            if start > end:
                raise PostilError(f"a span ends at {end}, before it begins at {start}")
            if end > len(self.article.text):
                raise PostilError(f"a span at {start}–{end} is outside the text ({len(self.article.text)} code points)")
            if start == end or not isinstance(label, (str, int)) or label in ("", True, False):
                self.losses.article(UNLABELLED, self.article, f"{label or ''} at {start}")
                continue
            text = self.article.text[start:end]
            said = span.get("text")
            if isinstance(said, str) and said != text:
                raise PostilError(
                    f"a span says {ascii(said)[:60]} at {start}–{end}, but the text there is {ascii(text)[:60]}",
                    hint="Offsets count Unicode code points from 0, the end exclusive.",
                )
            self._add(span, str(label), start=start, end=end, text=text)
            for key in span:
                if key not in _KNOWN:
                    self.losses.marks(FURTHER, self.article, [replace(self.found[-1].mark, label=f"{label}.{key}")])

    def choices(self) -> None:
        """The label that was asked about, or the options that were chosen, in the order of their ranks."""
        label = self.value.get("label")
        if isinstance(label, str) and label:
            told = self.kept.get("label")
            self._add(told if isinstance(told, Mapping) else {}, label)
        accepted = _list(self.value.get("accept"), "accept")
        config, kept = self.value.get("config"), self.kept.get("accept")
        single = isinstance(config, Mapping) and config.get("choice_style") == "single"
        known = kept if isinstance(kept, Mapping) else {}
        options = {str(o.get("id")): o for o in _list(self.value.get("options"), "options") if isinstance(o, Mapping)}
        for rank, item in enumerate(accepted, 1):
            name = str(item)
            told = known.get(name, options.get(name, {}))
            told = {key: fact for key, fact in told.items() if key != "id"} if isinstance(told, Mapping) else {}
            own = "postil" in told
            self._add(told, str(told.get("label") or name), rank=None if own or single or len(accepted) == 1 else rank)

    def relations(self) -> None:
        """A relation is a role of its head, filled by its child."""
        for item in _list(self.value.get("relations"), "relations"):
            relation = _object(item, "a relation")
            head, child = (self._end(relation, key) for key in ("head", "child"))
            label = relation.get("label")
            if head is None or child is None or not isinstance(label, str) or not label:
                self.losses.article(UNRELATED, self.article, f"{label or ''} {relation.get('head')} – {relation.get('child')}")
                continue
            before, filler = head.mark.roles.get(label, ()), Filler(annotation=child.mark.id)
            if filler not in before:
                head.mark = replace(head.mark, roles={**head.mark.roles, label: (*before, filler)})

    def _end(self, relation: Mapping[str, Json], key: str) -> _Found | None:
        """The span that is meant: the one with the id, else that of the place and label, else that of the place or token."""
        span = relation.get(f"{key}_span")
        span = span if isinstance(span, Mapping) else {}
        ranges = [f for f in self.found if f.mark.start is not None]
        place = (span.get("start"), span.get("end"))
        there = [f for f in ranges if (f.mark.start, f.mark.end) == place]
        named = [f for f in there if f.kept.get("id") == span.get("id") and span.get("id")]
        alike = [f for f in there if f.mark.label == span.get("label")]
        if not span:
            token = self._token(relation.get(key))
            there = [f for f in ranges if token and f.mark.end == token.get("end")]
        return next(iter((*named, *alike, *there)), None)

    def _place(self, span: Mapping[str, Json]) -> tuple[int, int]:
        """The offsets; of a span that has none, those of its tokens. The last token is part of the span."""
        first, last = (self._token(span.get(key)) for key in ("token_start", "token_end"))
        by_tokens = (first.get("start"), last.get("end")) if first and last else (None, None)
        start, end = span.get("start", by_tokens[0]), span.get("end", by_tokens[1])
        if type(start) is not int or type(end) is not int or start < 0:
            raise PostilError('"start" and "end" of a span must be whole numbers from 0')
        if first and last and by_tokens != (start, end):
            self.losses.article(TOKENS, self.article, f"{span.get('label')} at {start}")
        return start, end

    def _token(self, number: Json) -> Mapping[str, Json] | None:
        tokens = self.value.get("tokens")
        if type(number) is not int or not isinstance(tokens, list) or not 0 <= number < len(tokens):
            return None
        token = tokens[number]
        return token if isinstance(token, Mapping) else None

    def _add(
        self,
        told: Mapping[str, Json],
        label: str,
        *,
        start: int | None = None,
        end: int | None = None,
        text: str = "",
        rank: int | None = None,
    ) -> None:
        found = _Found(Mark(id="", layer="", label=label), told)
        name = self._free(str(found.kept.get("id") or "a1"))
        layer, target = str(told.get("layer") or ""), str(told.get("target") or "")
        found.mark = Mark(id=name, layer=layer, label=label, start=start, end=end, text=text, rank=rank, target=target)
        self.found.append(found)

    def _free(self, name: str) -> str:
        found, stem = name, name.rstrip("0123456789") if name == "a1" else f"{name}-"
        number = 1
        while found in self.taken:
            number += 1
            found = f"{stem}{number}"
        self.taken.add(found)
        return found

    def score(self, told: Mapping[str, Json], mark: Mark) -> float:
        """How sure the program was: of the span, else of the task."""
        meta = self.value.get("meta")
        score = told.get("score", self.value.get("score", meta.get("score") if isinstance(meta, Mapping) else None))
        if score is None:
            return 1.0
        if isinstance(score, bool) or not isinstance(score, (int, float)) or not 0 <= score <= 1:
            self.losses.marks(SCORES, self.article, [mark])
            return 1.0
        return float(score)


def marks_of(
    value: Mapping[str, Json], kept: Mapping[str, Json], answer: Answer, article: Article, taken: set[str], losses: Losses
) -> tuple[list[Annotation], list[Suggestion]]:
    """The annotations in a task that was answered, and the suggestions that nobody has decided on. Raises PostilError.

    `taken`: the ids of the article's marks, to which those of these are added.
    """
    task = _Task(value, kept, article, taken, losses)
    task.spans()
    task.choices()
    task.relations()
    undecided = {found.mark.id for found in task.found if _undecided(task, found, answer)}
    for found in task.found:
        found.mark = replace(found.mark, roles=_roles(found.mark.roles, undecided))
    annotations = [_annotation(task, found, answer) for found in task.found if found.mark.id not in undecided]
    return annotations, [_suggestion(task, found) for found in task.found if found.mark.id in undecided]


def _undecided(task: _Task, found: _Found, answer: Answer) -> bool:
    """Whether nobody has said if it holds: there is no answer, or who was asked about it ignored the question."""
    if not answer.given:
        return True
    if answer.given != IGNORE or found.kept:
        return False
    asked = found.mark.start is None and "accept" not in task.value
    return asked or bool(_made_by(task, found))


def _made_by(task: _Task, found: _Found) -> str:
    """What program suggested it, "" where none did."""
    source = found.told.get("source")
    asked = task.value.get("_is_binary") is True or task.value.get("_view_id") in ("ner", "spans")
    return source if isinstance(source, str) and source else SOMETHING if asked else ""


def _roles(roles: Roles, undecided: set[str]) -> Roles:
    """The roles, with fillers that are suggestions named as such."""
    return {
        role: tuple(Filler(suggestion=f.annotation) if f.annotation in undecided else f for f in fillers)
        for role, fillers in roles.items()
    }


def _suggestion(task: _Task, found: _Found) -> Suggestion:
    return _suggested(task, found, _made_by(task, found) or SOMETHING, found.mark.id, found.mark.roles)


def _suggested(task: _Task, found: _Found, source: str, name: str, roles: Mapping[str, tuple[Filler, ...]]) -> Suggestion:
    m = found.mark
    place = {"start": m.start, "end": m.end, "text": m.text, "rank": m.rank, "target": m.target}
    return Suggestion(
        id=name,
        layer=m.layer,
        label=m.label,
        roles=roles,
        source=source,
        score=task.score(found.told, m),
        **place,  # type: ignore[arg-type]  # the fields of a Mark
    )


def _annotation(task: _Task, found: _Found, answer: Answer) -> Annotation:
    rejected = answer.given == REJECT
    if found.kept:
        known = _restored(found, answer)
        if (known.verdict is Verdict.REJECTED) is rejected:
            return known
        return replace(known, verdict=Verdict.REJECTED if rejected else Verdict.ACCEPTED if known.origin else Verdict.ADDED)
    mark, made = found.mark, _made_by(task, found)
    origin = _suggested(task, found, made, task._free(f"s-{mark.id}"), {}) if made else None
    verdict = Verdict.REJECTED if rejected else Verdict.ACCEPTED if origin else Verdict.ADDED
    names = ("id", "layer", "label", "start", "end", "text", "roles", "rank", "target")
    fields = {name: getattr(mark, name) for name in names}
    return Annotation(**fields, verdict=verdict, by=answer.by, at=answer.at, origin=origin)


def _restored(found: _Found, answer: Answer) -> Annotation:
    """An annotation as postil wrote it, at the place and with the relations that it has now."""
    mark = found.mark
    told = found.kept.get("roles", {})
    roles: dict[str, list[Json]] = {role: list(_list(items, "roles")) for role, items in _object(told, "roles").items()}
    for role, fillers in fillers_to_json(mark).items():
        roles[role] = [*roles.get(role, []), *_list(fillers, role)]
    given: dict[str, Json] = {**found.kept, "id": mark.id, "layer": mark.layer, "label": mark.label, "by": answer.by}
    if mark.start is not None:
        given |= {"start": mark.start, "end": mark.end, "text": mark.text}
    if mark.target:
        given["target"] = mark.target
    return annotation_from_json({**given, "roles": {**roles}})


def _object(value: Json, what: str) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise PostilError(f'"{what}" must be an object')
    return value


def _list(value: Json, what: str) -> Sequence[Json]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise PostilError(f'"{what}" must be a list')
    return value
