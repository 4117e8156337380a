"""Lessons to learn from: an invented project, in which the rules are wrong in a way that can be learned."""

from collections.abc import Sequence

from postil.schema.annotation import Annotation, Verdict
from postil.schema.article import Article
from postil.suggest.learning.lessons import Lesson

SHIPS = ("zarvo", "mirluc", "dastane", "oulprix", "karbec", "tolvane", "brimou", "selquin")
"""Names that no rule can know: they begin with a small letter. In this project they are organisations."""

PLACES = ("Oslo", "Lisbonne", "Madrid", "Vienne")


def lesson_of(text: str, marks: Sequence[tuple[str, str]], *, name: str = "a", done: bool = True, by: str = "ada") -> Lesson:
    """A lesson in which each (words, label) is marked where the words stand first; "-LABEL" for a rejection."""
    gold: list[Annotation] = []
    rejected: list[Annotation] = []
    for number, (words, label) in enumerate(marks):
        start = text.index(words)
        mark = Annotation(
            id=f"a{number}", layer="entity", label=label.removeprefix("-"), start=start, end=start + len(words), text=words,
            verdict=Verdict.REJECTED if label.startswith("-") else Verdict.ACCEPTED, by=by,
        )  # fmt: skip
        (rejected if label.startswith("-") else gold).append(mark)
    return Lesson(Article(name, text, {"language": "fr"}), by, done, tuple(gold), tuple(rejected))


def fleet(size: int = 60) -> list[Lesson]:
    """Short articles: in each a company with a small letter, after « la compagnie », and a city."""
    out = []
    for number in range(size):
        ship, place = SHIPS[number % len(SHIPS)], PLACES[number % len(PLACES)]
        text = f"La compagnie {ship} a ouvert un bureau à {place}. Selon la compagnie {ship}, rien ne presse au port {number}."
        found = lesson_of(text, [(ship, "ORG"), (place, "GPE")], name=f"fleet-{number}")
        second = text.rindex(ship)
        again = Annotation(
            id="b", layer="entity", label="ORG", start=second, end=second + len(ship), text=ship,
            verdict=Verdict.ADDED, by="ada",
        )  # fmt: skip
        out.append(Lesson(found.article, "ada", True, (*found.gold, again), ()))
    return out
