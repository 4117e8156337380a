"""Everything that is measured about one layer, article by article."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postil.agreement.answers import Answers
from postil.agreement.confusions import Confusion, Confusions
from postil.agreement.matching import Agree, match
from postil.agreement.primary import Primary, primary
from postil.agreement.roles import Known, same_attribute, same_role
from postil.agreement.scores import Counts, Scores, count
from postil.schema.annotation import Mark, Suggestion
from postil.schema.article import Article
from postil.schema.scheme import Kind, Layer

AGREED = "agreed"
"""The name under which stands what two sources or more say, among the kinds of source."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One layer of all articles.

    `overlap` asks only for one code point in common (choices: the same as `exact`). `kinds` holds what each kind of source
    ("rules", "model") says, alone or with others, and under AGREED what two sources or more say; `sources` what each single
    one does ("rules:org.run"). `agreeing` holds for frames, under each role and attribute in use, the frames that overlap,
    have the right label, and agree in it.
    """

    layer: Layer
    answers: Answers
    exact: Scores
    overlap: Scores
    kinds: Scores
    sources: Mapping[str, Counts]
    agreeing: Mapping[str, Counts]
    primary: Primary
    confusions: tuple[Confusion, ...]


class Evaluator:
    """Takes articles one by one and keeps counts only: a few hundred bytes for each article."""

    def __init__(self, layer: Layer, answers: Answers) -> None:
        self.layer = layer
        self.answers = answers
        self._exact: list[dict[str, Counts]] = []
        self._overlap: list[dict[str, Counts]] = []
        self._kinds: list[dict[str, Counts]] = []
        self._sources: dict[str, Counts] = {}
        self._agreeing: dict[str, Counts] = {}
        self._used: set[str] = set()
        self._primary = Primary()
        self._confusions = Confusions(answers.same)

    def add(
        self,
        article: Article,
        gold: Sequence[Mark],
        found: Sequence[Mark],
        *,
        known: tuple[Known, Known] | None = None,
    ) -> None:
        """Add what should be there in one article and what was found. `known`: what the roles of either can name.

        Of choices only what is asked counts: in a layer that the gold does not answer nothing, in one with an answer for
        each target those targets that it answers.
        """
        if self.layer.kind is Kind.CHOICES:
            targets = {mark.target for mark in gold}
            found = [mark for mark in found if mark.target in targets]
            if self.layer.many:
                self._primary += primary(gold, found, self.answers.same)
        self._exact.append(self._count(gold, found))
        self._overlap.append(self._count(gold, found, overlap=True))
        self._kinds.append(self._by_kind(gold, found))
        self._confusions.add(article, gold, found)
        if self.layer.kind is Kind.FRAMES:
            self._agree(gold, found, *(known or (Known.of(gold), Known.of(found))))

    def result(self) -> Evaluation:
        """What was measured so far."""
        exact = Scores.of(self._exact)
        gold = exact.overall.gold
        return Evaluation(
            layer=self.layer,
            answers=self.answers,
            exact=exact,
            overlap=Scores.of(self._overlap),
            kinds=Scores.of(self._completed()),
            sources={name: Counts(one.tp, one.fp, gold - one.tp) for name, one in sorted(self._sources.items())},
            agreeing={name: counts for name, counts in self._agreeing.items() if name in self._used},
            primary=self._primary,
            confusions=self._confusions.worst(),
        )

    def _count(
        self, gold: Sequence[Mark], found: Sequence[Mark], *, overlap: bool = False, agree: Agree | None = None
    ) -> dict[str, Counts]:
        return count(gold, found, same=self.answers.same, row=self.answers.row, overlap=overlap, agree=agree)

    def _by_kind(self, gold: Sequence[Mark], found: Sequence[Mark]) -> dict[str, Counts]:
        """What each kind of source found right and wrong in one article; that of each single source is added up."""
        kinds: dict[str, dict[str, Suggestion]] = {}
        sources: dict[str, dict[str, Suggestion]] = {}
        for mark in found:
            if isinstance(mark, Suggestion):
                for source in mark.sources:
                    sources.setdefault(source, {})[mark.id] = mark
                    kinds.setdefault(source.partition(":")[0], {})[mark.id] = mark
                if mark.agreed:
                    kinds.setdefault(AGREED, {})[mark.id] = mark
        for name, marks in sources.items():
            self._sources[name] = self._sources.get(name, Counts()) + self._right(gold, list(marks.values()))
        return {name: self._right(gold, list(marks.values())) for name, marks in kinds.items()}

    def _right(self, gold: Sequence[Mark], found: Sequence[Mark]) -> Counts:
        right = len(match(gold, found, same=self.answers.same))
        return Counts(tp=right, fp=len(found) - right)

    def _completed(self) -> list[dict[str, Counts]]:
        """The counts of every kind of source in each article, with what it did not find."""
        names = sorted({name for counts in self._kinds for name in counts})
        out: list[dict[str, Counts]] = []
        for counts, exact in zip(self._kinds, self._exact, strict=True):
            gold = sum(one.gold for one in exact.values())
            given = ((name, counts.get(name, Counts())) for name in names)
            out.append({name: Counts(one.tp, one.fp, gold - one.tp) for name, one in given})
        return out

    def _agree(self, gold: Sequence[Mark], found: Sequence[Mark], theirs: Known, ours: Known) -> None:
        wanted = {role.name: same_role(role.name, theirs, ours) for role in self.layer.roles}
        wanted |= {attribute.name: same_attribute(attribute) for attribute in self.layer.attributes}
        for name, agree in wanted.items():
            counts = self._count(gold, found, overlap=True, agree=agree)
            self._agreeing[name] = sum(counts.values(), self._agreeing.get(name, Counts()))
        self._used.update(name for mark in gold for name in (*mark.roles, *mark.attributes))
