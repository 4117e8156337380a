"""Formats that hold all that postil knows also hold what a program suspects: its roles, its choices, and what refers to it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from postil import corpus, exports
from postil.schema.annotation import Annotation, Filler, Mark, Suggestion, Verdict
from postil.schema.article import Article, Region
from postil.schema.record import Record, Status, Work
from postil.schema.references import inward
from postil.schema.scheme import Kind, Label, Layer, Role, Scheme

TEXT = "😀 Kim a rencontré Poutine à Moscou."
ENTITY = Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"), Label(name="GPE")))
EVENT = Layer(name="event", kind=Kind.FRAMES, labels=(Label(name="MEET"),), roles=(Role(name="actor", many=True, text=True),))
KIND = Layer(name="kind", kind=Kind.CHOICES, labels=(Label(name="A"), Label(name="B")), many=True)
SCHEME = Scheme(name="x", language="fr", layers=(ENTITY, EVENT, KIND))


def place(words: str) -> dict[str, Any]:
    start = TEXT.index(words) if words else None
    return {"start": start, "end": None if start is None else start + len(words), "text": words}


def suggested(name: str, layer: str, label: str, words: str = "", source: str = "m", **more: Any) -> Suggestion:
    return Suggestion(id=name, layer=layer, label=label, source=source, score=0.5, **place(words), **more)


def annotated(name: str, layer: str, label: str, words: str = "", by: str = "alice", **more: Any) -> Annotation:
    return Annotation(id=name, layer=layer, label=label, by=by, **{"verdict": Verdict.ADDED, **place(words), **more})


def record() -> Record:
    kim, putin = suggested("s1", "entity", "PER", "Kim"), suggested("s2", "entity", "PER", "Poutine", source="rules:x + m")
    moscow = suggested("s3", "entity", "GPE", "Moscou", current=False)
    roles = {"actor": (Filler(suggestion="s1"), Filler(suggestion="s2"), Filler(text="d'autres"))}
    meeting = suggested("s4", "event", "MEET", "rencontré", roles=roles)
    longer = suggested(
        "s5", "event", "MEET", "a rencontré", roles={"actor": (Filler(suggestion="s1"), Filler(suggestion="s3"))}
    )
    kinds = suggested("s6", "kind", "A", rank=1), suggested("s7", "kind", "B", rank=2)
    return Record(
        Article("n", TEXT, {"id": "kept", "text": "too", "n": [1, {"a": None}]}, (Region(0, 1, "x"),)),
        (
            annotated("a1", "entity", "PER", "Kim", verdict=Verdict.ACCEPTED, origin=kim, at="2026-01-01T00:00:00.000Z"),
            annotated("a2", "event", "MEET", "rencontré", verdict=Verdict.ACCEPTED, origin=meeting, roles=roles, note="n\nn"),
            annotated("a3", "event", "MEET", "Kim a", roles={"actor": (Filler(suggestion="s3"), Filler(annotation="b1"))}),
            annotated("b1", "entity", "PER", "Kim", by="bob", verdict=Verdict.REJECTED, origin=kim, flag=True),
            annotated("b2", "kind", "B", by="bob", rank=1, verdict=Verdict.CORRECTED, origin=kinds[0], note="why"),
            annotated("b3", "event", "MEET", "rencontré", by="bob", verdict=Verdict.REJECTED, origin=meeting, roles=roles),
        ),
        (putin, moscow, longer, kinds[1]),
        {
            "alice": Work(Status.DONE, 2.5, True, "a note"),
            "bob": Work(Status.SKIPPED, 1),
            "carol": Work(Status.STARTED, 3),
            "dave": Work(Status.TODO, 0, True),
        },
    )


def sorted_roles(mark: Any) -> Any:
    assert isinstance(mark, Mark)
    roles = {role: tuple(sorted(fillers, key=repr)) for role, fillers in mark.roles.items()}
    if isinstance(mark, Annotation) and mark.origin:
        return replace(mark, roles=roles, origin=sorted_roles(mark.origin))
    return replace(mark, roles=roles)


@pytest.mark.parametrize("form", ["labelstudio", "prodigy"])
def test_a_record_comes_back_as_it_was(form: str, tmp_path: Path) -> None:
    one = record()
    written = exports.write(form, tmp_path / "data", [one], SCHEME)
    assert not written.losses
    (again,) = map(inward, corpus.read([p for p in written.paths if p.suffix in (".json", ".jsonl")]))
    one = inward(one)
    assert again.article == one.article
    assert again.work == one.work
    for mine, theirs in ((one.annotations, again.annotations), (one.suggestions, again.suggestions)):
        assert sorted(map(sorted_roles, theirs), key=lambda m: m.id) == sorted(map(sorted_roles, mine), key=lambda m: m.id)
