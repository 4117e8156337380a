"""Random records: articles with all that can be said about them."""

from collections.abc import Mapping

from hypothesis import strategies as st

from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.record import Record, Status, Work

CHARACTERS = st.characters(exclude_categories=["Cs"])
WHOLE = st.text(CHARACTERS, max_size=12)
NAMES = st.sampled_from(["alice", "bob", "zoé"])
LABELS = st.sampled_from(["GPE", "ORG", "PER", "LOC"])
WORK = st.builds(Work, st.sampled_from(Status), st.integers(0, 9999).map(lambda n: n / 100), st.booleans(), WHOLE)


@st.composite
def annotated(draw: st.DrawFn, number: int, given: str = "") -> Record:
    """An article (of this text) with spans, frames that refer to them, origins and work."""
    text = given or draw(st.text(CHARACTERS, min_size=4, max_size=40)) + f" {number}"

    def place() -> Mapping[str, object]:
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        return {"start": start, "end": end, "text": text[start:end]}

    def suggestion(key: str, roles: Mapping[str, tuple[Filler, ...]]) -> Suggestion:
        score = draw(st.integers(0, 10_000)) / 10_000
        where: dict[str, object] = {"layer": "entity", "label": draw(LABELS), "source": "rules:x", "score": score, **place()}
        return Suggestion(id=key, roles=roles, **where)  # type: ignore[arg-type]  # drawn

    found = [suggestion(f"s{n}", {}) for n in range(draw(st.integers(0, 4)))]
    framed: bool = draw(st.booleans())
    if found and framed:
        found.append(suggestion("sf", {"actor": (Filler(suggestion="s0"),)}))
    marks: list[Annotation] = []
    for n in range(draw(st.integers(0, 5))):
        origin = draw(st.sampled_from([None, *found])) if found else None
        fillers = [*(Filler(annotation=m.id) for m in marks[:2]), Filler(text=draw(WHOLE) or "x")]
        roles = {"actor": tuple(fillers)} if marks else {}
        where = {
            "layer": "entity",
            "label": draw(LABELS),
            "by": draw(NAMES),
            "at": "2026-01-01T00:00:00Z",
            "note": draw(WHOLE),
            "flag": draw(st.booleans()),
            "attributes": {"modality": "asserted"} if draw(st.booleans()) else {},
            **place(),
        }
        verdict = Verdict.ADDED if origin is None else draw(st.sampled_from([Verdict.ACCEPTED, Verdict.REJECTED]))
        marks.append(Annotation(id=f"a{n}", verdict=verdict, origin=origin, roles=roles, **where))  # type: ignore[arg-type]
    taken = {m.origin.id for m in marks if m.origin}
    said = {m.identity for m in marks}  # neither is a suggestion open that somebody said without having been asked
    left = [s for s in found if s.id not in taken and s.identity not in said and ("s0" not in taken or s.id != "sf")]
    framing = "sf" in taken or (left and left[-1].id == "sf")
    if framing and "s0" not in taken and found[0] not in left:
        left.insert(0, found[0])  # but for one that fills a role
    work = draw(st.dictionaries(NAMES, WORK, max_size=2))
    return Record(Article(f"n{number}", text, {"title": draw(WHOLE)}), tuple(marks), tuple(left), work)
