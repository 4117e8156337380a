"""Projects, articles and desks for tests; the text is invented."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from postil.db.store import Store
from postil.desk.board import Board, Row
from postil.desk.clock import WorkClock
from postil.desk.desk import Desk
from postil.schema.annotation import Annotation, Filler, Suggestion
from postil.schema.article import Article
from postil.schema.record import Record, Status
from postil.schema.scheme import ProjectFile
from postil.schema.scheme_file import builtin, parse_project

SOURCE = builtin("diplomacy").replace("targets: []", "targets: [l’accord de pêche, le blocus de Port-Selvin]")
PROJECT = parse_project(SOURCE)

TEXT = """\
LA VALDORIE SALUE L’ACCORD DE PORT-SELVIN

La Valdorie a salué mardi l’accord de pêche conclu par la Mornésie et les îles Carènes, et dénoncé les pressions \
exercées sur ses voisins.

Mais le ministre valdorien, Tomas Brell, a défendu ce texte comme parfaitement conforme à la Charte de l’Union. \
Selon la presse d’Ostréa, l’AVP et l’ONU n’y ont pas trouvé à redire.

La Valdorie livrera des vivres à la Mornésie dès la semaine prochaine. « Personne n’a menacé personne », a dit Tomas \
Brell, avant de quitter les îles Carènes pour Ostréa.
"""


def span(key: str, layer: str, label: str, words: str, nth: int = 0, *, text: str = TEXT, score: float = 0.9) -> Suggestion:
    """A suggestion on the `nth` occurrence of `words`."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    end = at + len(words)
    return Suggestion(id=key, layer=layer, label=label, start=at, end=end, text=words, source="rules:test", score=score)


def choice(key: str, layer: str, label: str, *, rank: int | None = None, target: str = "", score: float = 0.8) -> Suggestion:
    """A suggestion for the whole article."""
    return Suggestion(id=key, layer=layer, label=label, rank=rank, target=target, source="rules:test", score=score)


def suggested() -> tuple[Suggestion, ...]:
    """Suggestions for TEXT, for every layer."""
    salue = span("e1", "event", "SUPPORT", "salué")
    held = replace(
        span("c1", "stance", "FAVOR", "a salué mardi l’accord de pêche conclu par la Mornésie"),
        roles={"holder": (Filler(suggestion="v1"),), "target": (Filler(text="l’accord de pêche"),)},
        attributes={"expression": "explicit"},
    )
    return (
        span("v1", "entity", "GPE", "Valdorie"),
        span("v2", "entity", "GPE", "Valdorie", 1),
        span("m1", "entity", "GPE", "Mornésie"),
        span("m2", "entity", "GPE", "Mornésie", 1),
        span("o1", "entity", "GPE", "Ostréa"),
        span("o2", "entity", "GPE", "Ostréa", 1),
        span("i1", "entity", "LOC", "îles Carènes"),
        span("i2", "entity", "LOC", "îles Carènes", 1),
        span("t1", "entity", "PER", "Tomas Brell"),
        span("d1", "entity", "DATE", "mardi", score=0.99),
        span("u1", "entity", "ORG", "Union", score=0.5),
        span("u2", "entity", "MISC", "Charte de l’Union", score=0.7),
        span("p1", "entity", "ORG", "AVP"),
        span("n1", "entity", "ORG", "ONU"),
        replace(salue, roles={"actor": (Filler(suggestion="v1"),)}, attributes={"modality": "asserted"}),
        span("e2", "event", "ACCUSE", "dénoncé"),
        span("e3", "event", "AID", "livrera"),
        held,
        choice("k1", "article_event", "SUPPORT", rank=1, score=0.81),
        choice("k2", "article_event", "AID", rank=2, score=0.5),
        choice("k3", "article_event", "ACCUSE", rank=3, score=0.3),
        choice("s1", "article_stance", "FAVOR", target="l’accord de pêche"),
    )


def record(name: str = "valdorie", text: str = TEXT, suggestions: Sequence[Suggestion] | None = None) -> Record:
    """An article with suggestions nobody answered."""
    found = suggested() if suggestions is None else tuple(suggestions)
    return Record(Article(name, text, {"date": "2026-03-04", "language": "fr"}), suggestions=found)


def plain(number: int) -> Record:
    """A short article that holds two suggestions."""
    text = f"Le port numéro {number} de la Mornésie.\n\nOstréa attend depuis {number} jours."
    found = (
        span("m1", "entity", "GPE", "Mornésie", text=text),
        span("o1", "entity", "GPE", "Ostréa", text=text),
    )
    return record(f"port-{number}", text, found)


def make_store(folder: Path, *records: Record, project: ProjectFile = PROJECT, wait: float = 20.0) -> Store:
    """A project in `folder`: postil.yaml, the database, and these articles."""
    (folder / "postil.yaml").write_text(project.source, encoding="utf-8")
    store = Store.create(folder / "postil.db", project, wait=wait)
    store.add(records)
    return store


def make_desk(folder: Path, *records: Record, annotator: str = "alice", clock: WorkClock | None = None) -> Desk:
    """A desk with the first of these articles on it."""
    desk = Desk(make_store(folder, *(records or (record(), plain(2), plain(3)))), PROJECT.scheme, annotator, clock=clock)
    desk.start()
    return desk


def again(desk: Desk) -> Desk:
    """The same annotator's desk after a restart."""
    fresh = Desk(Store.open(desk.store.path), desk.scheme, desk.annotator)
    fresh.start()
    return fresh


def row(desk: Desk, key: str) -> Row:
    """The row that holds the item `key`."""
    found = desk.board.row_of(key)
    assert found is not None, key
    return found


def answer(desk: Desk, key: str) -> Annotation:
    """The annotation that answers the item `key`."""
    found = desk.board.items[key].annotation
    assert found is not None, key
    return found


def labels(desk: Desk, layer: str) -> list[str]:
    """The labels of a layer's rows in their order, rejected ones in brackets, empty places as "-"."""
    out = []
    for one in desk.board.group(layer).rows:
        item = desk.board.first(one)
        out.append("-" if item is None else f"({item.mark.label})" if item.rejected else item.mark.label)
    return out


def recount(board: Board) -> None:
    """Assert that every group's counts are those of a recount, and that every item stands in exactly one row."""
    held = Counter(key for group in board.groups for one in group.rows for key in one.keys)
    assert set(held.values()) <= {1}
    assert set(held) == set(board.items)
    for group in board.groups:
        items = [item for item in board.items.values() if item.mark.layer == group.layer.name]
        assert group.total == len(items)
        assert group.left == sum(item.undecided for item in items)
        for one in group.rows:
            for key in one.keys:
                assert board.row_of(key) is one
    assert board.left == sum(item.undecided for item in board.items.values())


def _begun(status: Status) -> Status:
    """Todo and started count as the same: what is undone altogether stays started."""
    return Status.STARTED if status is Status.TODO else status


def content(store: Store) -> list[Record]:
    """Everything stored that an export would hold, but for seconds and times."""
    out = []
    for found in store.records():
        work = {name: replace(state, seconds=0.0, status=_begun(state.status)) for name, state in found.work.items()}
        marks = tuple(replace(a, at="") for a in sorted(found.annotations, key=lambda a: a.id))
        out.append(
            replace(found, annotations=marks, suggestions=tuple(sorted(found.suggestions, key=lambda s: s.id)), work=work)
        )
    return out
