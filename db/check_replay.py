"""The log of one article, played from its beginning: it must lead to exactly what is stored."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from postil.db.changes import read_changes
from postil.db.faults import Faults
from postil.db.marks import essence, essential
from postil.db.rows import AnyRow, to_work
from postil.db.work import next_work
from postil.schema.annotation import Annotation
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.postil_json import annotation_from_json
from postil.schema.record import Work, WorkChange
from postil.schema.safe import safe

_Told = Mapping[str, Json]  # an annotation as the log tells it


def replay(where: str, history: Iterable[AnyRow], said: Sequence[AnyRow], state: Mapping[str, AnyRow], faults: Faults) -> None:
    """Play the rows of one article, by number, and compare with its annotations and work."""
    told: dict[str, _Told] = {}
    worked: dict[str, Work] = {}
    for row in history:
        faults.looked_at("decisions")
        try:
            _play(row, told, worked)
        except (PostilError, ValueError, TypeError, KeyError) as error:
            what = error.message.rstrip(".") if isinstance(error, PostilError) else str(error)
            one, many = (
                "decision in the log does not follow from those before",
                "decisions in the log do not follow from those before",
            )
            faults.add(one, many, f"number {row.seq}, {where}: {what}")
    _compare_annotations(where, told, said, faults)
    _compare_work(where, worked, state, faults)


def _play(row: AnyRow, told: dict[str, _Told], worked: dict[str, Work]) -> None:
    others: list[WorkChange] = []
    for item in json.loads(row.changes):
        if "annotation" not in item:
            others += [change for change in read_changes(json.dumps([item])) if isinstance(change, WorkChange)]
            continue
        before, after = cast(Sequence[_Told | None], item["annotation"])
        key = str((after or before or {})["id"])
        if not _same(before, told.get(key)):
            raise PostilError(f"it found another annotation {safe(key)!r} than the log tells.")
        if after is None:
            told.pop(key, None)
        else:
            told[key] = after
    reverting = row.reverts is not None or row.kind == "import"
    seconds = 0.0 if row.reverts is not None else row.seconds
    worked[row.annotator] = next_work(worked.get(row.annotator, Work()), others, seconds, reverting=reverting)


def _same(one: _Told | None, other: _Told | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == other or essence(annotation_from_json(one)) == essence(annotation_from_json(other))


def _compare_annotations(where: str, told: Mapping[str, _Told], said: Sequence[AnyRow], faults: Faults) -> None:
    one, many = "annotation is not as the log tells it", "annotations are not as the log tells them"
    stored = {row.id: row for row in said}
    for key in told.keys() | stored.keys():
        if key not in stored:
            faults.add(one, many, f"{safe(key)!r} of {where} is missing")
        elif key not in told:
            faults.add(one, many, f"{safe(key)!r} of {where} is not in the log")
        elif not _agrees(told[key], stored[key]):
            faults.add(one, many, f"{safe(key)!r} of {where} differs")


def _agrees(told: _Told, row: AnyRow) -> bool:
    try:
        annotation: Annotation = annotation_from_json(told)
        return annotation.at == row.at and essence(annotation) == essential(dict(row._mapping))
    except (PostilError, ValueError):
        return False


def _compare_work(where: str, worked: Mapping[str, Work], state: Mapping[str, AnyRow], faults: Faults) -> None:
    for annotator in worked.keys() | state.keys():
        try:
            stored = to_work(state[annotator]) if annotator in state else Work()
        except ValueError:
            stored = None
        told = worked.get(annotator, Work())
        if stored is None or abs(stored.seconds - told.seconds) > 0.005 or _said(stored) != _said(told):
            one, many = (
                "status, flag, note or time is not as the log tells it",
                "statuses, flags, notes or times are not as the log tells",
            )
            faults.add(one, many, f"{safe(annotator)}'s of {where}")


def _said(work: Work) -> tuple[str, bool, str]:
    return work.status.value, work.flag, work.note
