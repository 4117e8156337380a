"""Out in a format and back in: everything is as it was, but for what the report of losses names."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from postil import corpus, exports
from postil.corpus.joining import joined
from postil.corpus.matching import Matcher
from postil.corpus.naming import named
from postil.exports.positive import positive, versions
from postil.schema.annotation import Annotation, Mark, Suggestion, Verdict
from postil.schema.loss import Effect, Limit, Losses, Part
from postil.schema.record import Record
from postil.schema.references import inward
from postil.schema.scheme import Scheme

NOBODY = "somebody"
Named = dict[tuple[str, str], set[Part]]


def require_round_trip(
    form: str,
    records: Sequence[Record],
    scheme: Scheme,
    *,
    detected: str = "",
    options: exports.Options | None = None,
    annotators: bool = True,
    dated: bool = False,
    everything: bool = False,
    apart: bool = False,
) -> None:
    """Assert that the records come back equal up to what was named. `detected`: the format that the file is found to be,
    if it is another name; `annotators`: whether the format says who annotated; `dated`: whether it says when; `everything`:
    whether it also has what is no finished work: skipped and untouched articles, states of work, undecided suggestions;
    `apart`: whether annotators' versions of an article stand apart from each other, as they do in a folder for each.
    """
    lost: Named = defaultdict(set)

    def watch(limit: Limit, article: str, mark: str) -> None:
        if limit.part is not Part.TEXT or limit.effect is not Effect.CHANGED:  # only other tools see a changed text
            lost[article, mark].add(limit.part)

    with TemporaryDirectory() as folder:
        out = Path(folder) / "data"
        written = exports.write(form, out, records, scheme, options=options, losses=Losses(watch))
        found: list[str] = []
        reading = Losses()
        back = []
        if written.articles:
            target = out if out.is_dir() else next(p for p in out.parent.iterdir() if p.stem == "data")
            back = list(corpus.read([target], annotations=True, losses=reading, detected=found.append))
            assert set(found) == {detected or form}
    if apart:
        back = list(joined(sorted(back, key=lambda record: record.article.id)))
    matcher = Matcher.of(scheme, {}, reading)
    back = [named(matcher.match(inward(record)), {"": NOBODY}) for record in back]
    assert not reading.result(), reading.result()
    expected = {record.article.id: record for record in records if everything or versions(record)}
    without = {Part.TEXT, Part.WHOLE} if everything else {Part.TEXT}
    left_out = {article for (article, mark), parts in lost.items() if not mark and parts & without}
    assert {r.article.id for r in back} == expected.keys() - left_out
    for record in back:
        one = expected[record.article.id]
        _require_alike(one, record, lost, annotators=annotators, dated=dated, everything=everything)
        if everything:
            _require_undecided(one, record, lost)
            assert record.work == one.work


def _require_undecided(one: Record, other: Record, lost: Named) -> None:
    wanted = [s for s in one.suggestions if Part.WHOLE not in lost[one.article.id, s.id]]
    assert {_suggested(s) for s in other.suggestions} == {_suggested(s) for s in wanted}
    assert len(other.suggestions) == len(wanted)


def _suggested(suggestion: Suggestion) -> tuple[object, ...]:
    return (*suggestion.identity, suggestion.rank, suggestion.source, round(suggestion.score, 4), suggestion.current)


def _require_alike(one: Record, other: Record, lost: Named, *, annotators: bool, dated: bool, everything: bool = False) -> None:
    article, again = one.article, other.article
    parts = lost[article.id, ""]
    assert again.text == article.text
    if Part.META not in parts:
        assert {k: v for k, v in again.meta.items() if v != ""} == {k: v for k, v in article.meta.items() if v != ""}
    if Part.HIDDEN not in parts:
        assert again.hidden == article.hidden
    present = versions(one)
    if annotators:
        for version in present:
            if Part.WORK not in parts:
                assert other.work[version.annotator].status is version.work.status
    every = one.annotations if everything else [a for v in present for a in (*v.annotations, *v.rejected)]
    wanted = [a for a in every if Part.WHOLE not in lost[article.id, a.id]]
    assert len(other.annotations) == len(wanted)
    left = list(other.annotations)
    moved = {a.id for a in wanted if Part.RANGE in lost[article.id, a.id]}
    moved |= {a.origin.id for a in wanted if a.origin and a.id in moved}
    for mark in sorted(wanted, key=lambda a: a.id in moved):  # those that moved could be taken for others that did not
        named_parts = lost[article.id, mark.id]
        found = [m for m in left if _same(mark, m, named_parts, annotators=annotators)]
        match = next((m for m in found if m.id == mark.id), found[0] if found else None)
        assert match is not None, (mark, left)
        left.remove(match)
        _require_parts(one, mark, other, match, named_parts, moved, dated=dated)


def _same(mark: Annotation, other: Annotation, parts: set[Part], *, annotators: bool) -> bool:
    if annotators and mark.by != other.by:
        return False
    if (mark.layer, mark.label, mark.target, positive(mark)) != (other.layer, other.label, other.target, positive(other)):
        return False
    if Part.RANGE not in parts:
        return (mark.start, mark.end) == (other.start, other.end)
    assert mark.start is not None
    assert mark.end is not None
    return other.start is not None and other.end is not None and other.start < mark.end and mark.start < other.end


def _require_parts(
    one: Record, mark: Annotation, other: Record, match: Annotation, parts: set[Part], moved: set[str], *, dated: bool
) -> None:
    if match.start is not None:
        assert match.text == other.article.text[match.start : match.end]
    if Part.ROLES not in parts:
        ranges = not any((f.annotation or f.suggestion) in moved for fs in mark.roles.values() for f in fs)
        assert _roles(one, mark, ranges=ranges) == _roles(other, match, ranges=ranges)
    if Part.ATTRIBUTES not in parts:
        assert dict(match.attributes) == dict(mark.attributes)
    if Part.RANK not in parts:
        assert match.rank == mark.rank
    if Part.NOTE not in parts:
        assert (match.note, match.flag) == (mark.note, mark.flag)
    if dated:
        assert match.at == mark.at
    if Part.ORIGIN not in parts:
        assert match.verdict is mark.verdict
        assert (match.origin is None) == (mark.origin is None)
        if match.origin and mark.origin:
            assert match.origin.identity == mark.origin.identity
            assert (match.origin.source, round(match.origin.score, 4)) == (mark.origin.source, round(mark.origin.score, 4))


def _roles(record: Record, mark: Mark, *, ranges: bool) -> dict[str, list[object]]:
    """Roles by what fills them, with the `ranges` of that or without. What is rejected, or was not answered, fills no role in
    a dataset.
    """
    answers: dict[str, Annotation] = {}
    for annotation in record.annotations:
        if annotation.verdict is not Verdict.REJECTED and annotation.by == getattr(mark, "by", ""):
            answers[annotation.id] = annotation
            if annotation.origin:
                answers[annotation.origin.id] = annotation
    found: dict[str, list[object]] = {}
    for role, fillers in mark.roles.items():
        filling = [answers[f.annotation or f.suggestion] if f.annotation or f.suggestion else f.text for f in fillers]
        known = [f if isinstance(f, str) else f.identity if ranges else (f.layer, f.label) for f in filling]
        found[role] = sorted(known, key=repr)
    return found
