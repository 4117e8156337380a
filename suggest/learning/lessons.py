"""What a project's decisions teach about one article: what is there, what is not, and what nobody has looked at yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from postil.schema.annotation import Annotation, Verdict
from postil.schema.article import Article
from postil.schema.record import Record, Status

MOST = 2_000
"""So many articles are learned from at most, the newest decided ones: more cost memory and time and hardly teach more."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One annotator's work on one article.

    `done`: it is finished, so what is not in `gold` is not there. Else only what was decided is known: `gold` is there,
    `rejected` is not, of all the rest nothing is known. `at`: when the last decision was made.
    """

    article: Article
    by: str
    done: bool
    gold: tuple[Annotation, ...]
    rejected: tuple[Annotation, ...]
    at: str = ""


def lessons(records: Iterable[Record], annotator: str = "") -> list[Lesson]:
    """One lesson for each article that anybody finished or began, in the order of the records; MOST at most.

    Of several annotators the one who finished, then the one who decided last; only `annotator` when one is named.
    """
    found = [lesson for record in records if (lesson := _lesson(record, annotator))]
    if len(found) <= MOST:
        return found
    newest = sorted(range(len(found)), key=lambda place: (found[place].done, found[place].at))[-MOST:]
    return [found[place] for place in sorted(newest)]


def fingerprint_of(article: Article) -> str:
    """Names the article's text, so that it is known again whatever its id is: 12 hexadecimal digits."""
    return blake2b(article.text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def digest(found: Sequence[Lesson], *settings: str) -> str:
    """Names the lessons and what else the outcome depends on: the same digest means the same model."""
    out = blake2b(digest_size=12)
    for part in settings:
        out.update(b"\1" + part.encode())
    for lesson in sorted(found, key=lambda lesson: lesson.article.id):
        out.update(f"\2{lesson.article.id}\0{lesson.done}".encode("utf-8", "replace"))
        for mark in sorted((*lesson.gold, *lesson.rejected), key=lambda mark: str(mark.identity)):
            out.update(f"\3{mark.identity}{mark.rank}{mark.verdict.value}".encode("utf-8", "replace"))
    return out.hexdigest()


def _lesson(record: Record, annotator: str) -> Lesson | None:
    newest: dict[str, str] = {}
    for mark in record.annotations:
        newest[mark.by] = max(newest.get(mark.by, ""), mark.at)
    done = {who for who, work in record.work.items() if work.status is Status.DONE}
    skipped = {who for who, work in record.work.items() if work.status is Status.SKIPPED}
    able = [who for who in {*newest, *done} - skipped if annotator in ("", who)]
    if not able:
        return None
    by = max(able, key=lambda who: (who in done, newest.get(who, ""), who))
    mine = [mark for mark in record.annotations if mark.by == by and not _hidden(record.article, mark)]
    rejected = tuple(mark for mark in mine if mark.verdict is Verdict.REJECTED)
    gold = tuple(mark for mark in mine if mark.verdict is not Verdict.REJECTED)
    return Lesson(record.article, by, by in done, gold, rejected, newest.get(by, ""))


def _hidden(article: Article, mark: Annotation) -> bool:
    """Whether the mark lies in a hidden region, at least in part: nothing is suggested there, so nothing is learned."""
    start, end = mark.start, mark.end
    if start is None or end is None:
        return False
    return any(region.start < end and start < region.end for region in article.hidden)
