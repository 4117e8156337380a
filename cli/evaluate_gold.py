"""The gold corpus of an evaluation: what it holds, and what of one article counts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from postil.agreement.matching import touching
from postil.cli.evaluate_labels import Census, Plan
from postil.corpus import prepare, read
from postil.schema.annotation import Annotation, Mark, Verdict
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.form import Form, form_of
from postil.schema.record import Record, Status
from postil.schema.scheme import Scheme

_M = TypeVar("_M", bound=Mark)


@dataclass(frozen=True, slots=True)
class Gold:
    """Where the gold annotations are: a file or folder, its format ("": found out), how many articles at most (0: all), and
    its encoding where that is not UTF-8.
    """

    path: Path
    format: str = ""
    limit: int = 0
    encoding: str = ""

    def records(self) -> Iterator[Record]:
        """The annotated articles, one after another. Raises PostilError."""
        found = (record for record in self._all() if annotated(record))
        return islice(found, self.limit) if self.limit else found

    def survey(self) -> "Survey":
        """What it holds, from one reading. Raises PostilError when nothing can be compared with it."""
        articles, bare, unfinished, whole = 0, 0, 0, True
        marks, people = Counter[tuple[str, str, Form]](), Counter[str]()
        for record in self._all():
            if not annotated(record):
                bare += 1
                continue
            articles += 1
            unfinished += bool(record.work) and all(work.status is not Status.DONE for work in record.work.values())
            people.update({mark.by for mark in record.annotations})
            marks.update((mark.layer, mark.label, form_of(mark)) for mark in gold_marks(record))
            if self.limit and articles == self.limit:
                whole = False
                break
        if not articles:
            hint = 'It takes every annotated format (postil formats), and JSONL with "entities", "spans", "labels" or "cats".'
            what = "no articles" if not bare else "articles, but no annotations"
            raise PostilError(f"{self.path} holds {what}.", hint="" if not bare else hint)
        if len(people) > 1:
            raise PostilError(
                f"{self.path} holds annotations of several annotators: {', '.join(sorted(people))}.",
                hint="Evaluate against one of them at a time: postil export GOLD --as NAME",
            )
        return Survey(articles, bare, unfinished, marks, whole)

    def _all(self) -> Iterator[Record]:
        return read([self.path], format=self.format, encoding=self.encoding, annotations=True)


@dataclass(frozen=True, slots=True)
class Survey:
    """How many articles are annotated, how many are not, how many of the annotated ones somebody began and did not finish;
    and how many marks there are of each layer, label and form. `whole`: whether all of GOLD was read, to its end.
    """

    articles: int
    bare: int
    unfinished: int
    marks: Census
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Sorted:
    """The gold marks of one article by the layer where they belong; ranges that are left out, with all that lies on them."""

    marks: dict[str, list[Mark]] = field(default_factory=dict)
    out: dict[str, list[Mark]] = field(default_factory=dict)


def annotated(record: Record) -> bool:
    """Whether somebody annotated the article, be it with nothing."""
    return bool(record.annotations) or any(work.status is Status.DONE for work in record.work.values())


def gold_marks(record: Record) -> list[Annotation]:
    """What should be there: all annotations but rejections."""
    return [mark for mark in record.annotations if mark.verdict is not Verdict.REJECTED]


def article_of(record: Record) -> Article:
    """The article as an import would prepare it, except that nothing of it is hidden that the corpus does not hide, and
    that it is called by a name with which it is found again.
    """
    return replace(prepare(record.article), id=called(record), hidden=record.article.hidden)


def called(record: Record) -> str:
    """The article's id; where it has none, what stands under "file" or "name", else file and line ("gold.jsonl, line 3")."""
    given = record.article
    place, comma, line = record.where.rpartition(", line ")
    file = Path(place)
    made = f"{file.stem}-{line}"  # ends the id that an article without one gets
    if not comma or not given.id.endswith(made):
        return given.id
    names = [name for key in ("file", "name") if isinstance(name := given.meta.get(key), str) and name.strip()]
    return names[0].strip() if names else f"{given.id.removesuffix(made)}{file.name}, line {line}"


def sort(record: Record, plan: Plan, scheme: Scheme, *, outer: bool) -> Sorted:
    """The gold marks of one article, without those that are ignored and what lies on them; `outer`: the outermost only."""
    marks = gold_marks(record)
    ignored = [mark for mark in marks if any(one.holds(mark) for one in plan.ignored)]
    out: dict[str, list[Mark]] = {
        name: [m for m in ignored if m.start is not None and (m.layer == name or scheme.find(m.layer) is None)]
        for name in plan.answers
    }
    dropped = {mark.id for mark in ignored}
    kept: dict[str, list[Mark]] = {name: [] for name in plan.answers}
    for mark in outermost(marks) if outer else marks:
        home = plan.homes.get((mark.layer, mark.label, form_of(mark)))
        if home and mark.id not in dropped:
            kept[home].append(mark)
    return Sorted({name: apart(kept[name], out[name]) for name in kept}, out)


def outermost(marks: Sequence[Mark]) -> list[Mark]:
    """The marks without those that lie inside another one of their layer; of several with one range the first stays."""
    out: list[Mark] = [mark for mark in marks if mark.start is None]
    reach: dict[str, int] = {}
    for mark in sorted((m for m in marks if m.start is not None), key=lambda m: (m.start or 0, -(m.end or 0))):
        end = mark.end or 0
        if end > reach.get(mark.layer, 0):
            out.append(mark)
            reach[mark.layer] = end
    return out


def apart(marks: Sequence[_M], out: Sequence[Mark]) -> list[_M]:
    """The marks that lie on none of `out`."""
    hit = {j for _, j in touching(out, marks)} if out else set()
    return [mark for at, mark in enumerate(marks) if at not in hit]
